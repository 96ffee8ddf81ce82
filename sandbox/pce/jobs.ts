import type { Reference } from "./table";

export interface JobOptions {
  readonly description: string;
  readonly rows: readonly unknown[];
  readonly render: (row: unknown) => unknown;
  readonly fails: boolean;
}

export interface Job extends JobOptions {
  readonly href: string;
  readonly datafileHref: string;
  readonly requestedAt: string;
  /** In the real time of the machine: rendering takes that long on a PCE, whatever its clock says. */
  readonly doneAt: number;
}

const KEPT = 100;

/** Asynchronous collection jobs. A listing keeps the rows as they were when it was asked for. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #datafiles = new Map<string, Job>();

  constructor(
    private readonly pce: { orgHref: string; user: Reference; newCallUuid(): string; timestamp(): string },
  ) {}

  start(options: JobOptions): Job {
    const job: Job = {
      ...options,
      href: `${this.pce.orgHref}/jobs/${this.pce.newCallUuid()}`,
      datafileHref: `${this.pce.orgHref}/datafiles/${this.pce.newCallUuid()}`,
      requestedAt: this.pce.timestamp(),
      doneAt: performance.now() + 20 + options.rows.length / 1000,
    };
    this.#jobs.set(job.href, job);
    this.#datafiles.set(job.datafileHref, job);
    for (const href of this.#jobs.keys()) {
      if (this.#jobs.size <= KEPT) break;
      this.remove(href);
    }
    return job;
  }

  *all(): Generator<Job> {
    yield* this.#jobs.values();
  }

  get(href: string): Job | undefined {
    return this.#jobs.get(href);
  }

  /** The job whose rows are the data file; undefined before it is done, or when it failed. */
  getDatafile(href: string): Job | undefined {
    const job = this.#datafiles.get(href);
    return job !== undefined && !job.fails && isDone(job) ? job : undefined;
  }

  remove(href: string): boolean {
    const job = this.#jobs.get(href);
    if (job !== undefined) this.#datafiles.delete(job.datafileHref);
    return this.#jobs.delete(href);
  }

  render(job: Job): object {
    const done = isDone(job);
    const failure = { message: "The job failed" };
    return {
      href: job.href,
      job_type: ":illumio/async_requests",
      description: job.description,
      result: !done ? {} : job.fails ? failure : { href: job.datafileHref },
      status: !done ? "running" : job.fails ? "failed" : "done",
      requested_at: job.requestedAt,
      requested_by: this.pce.user,
    };
  }
}

const isDone = (job: Job): boolean => performance.now() >= job.doneAt;

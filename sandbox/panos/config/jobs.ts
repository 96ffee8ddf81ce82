import { failure } from "../api/answer";
import { panosTime } from "../clock";
import { escapeXml, leaf } from "../xml/xml";

export interface DeviceResult {
  readonly serial: string;
  readonly name: string;
  readonly details: readonly string[];
  readonly failed: boolean;
}

export interface JobResult {
  readonly details: readonly string[];
  readonly failed: boolean;
  /** One for each firewall that was pushed to. */
  readonly devices?: readonly DeviceResult[];
}

export interface NewJob {
  readonly type: "Commit" | "CommitAll";
  readonly admin: string;
  readonly description?: string;
  readonly milliseconds: number;
  /** The firewalls that are pushed to, while it is not known how it ends. */
  readonly devices?: readonly Pick<DeviceResult, "serial" | "name">[];
  /** Called once, when its time has come. */
  readonly finish: () => JobResult;
}

interface Job extends NewJob {
  readonly id: number;
  readonly enqueued: number;
  readonly starts: number;
  readonly ends: number;
  result?: JobResult;
}

/**
 * The jobs of a system, one after the other; their ids rise. Nothing runs by itself: jobs end when the time is looked
 * at.
 */
export class Jobs {
  #jobs: Job[] = [];
  #nextId = 1;

  constructor(
    private readonly now: () => number,
    /** How many may wait behind the one that is running. */
    private readonly waiting: number,
  ) {}

  /** Ends the jobs whose time has come. */
  settle(): void {
    for (const job of this.#jobs)
      if (job.result === undefined && job.ends <= this.now()) job.result = job.finish();
  }

  /** @throws PanosError when too many are waiting */
  enqueue(job: NewJob): number {
    this.settle();
    const open = this.#jobs.filter(({ result }) => result === undefined);
    if (open.length > this.waiting)
      throw failure(undefined, "Another commit/validate is in progress. Please try again later");
    const enqueued = this.now();
    const starts = Math.max(enqueued, ...open.map(({ ends }) => ends));
    this.#jobs.push({ ...job, id: this.#nextId, enqueued, starts, ends: starts + job.milliseconds });
    this.settle();
    return this.#nextId++;
  }

  /** A job in the form of `show jobs id`. */
  write(id: number): string | undefined {
    this.settle();
    const job = this.#jobs.find((one) => one.id === id);
    return job && this.#write(job);
  }

  /** Every job, the newest first. */
  writeAll(): string {
    this.settle();
    return [...this.#jobs]
      .reverse()
      .map((job) => this.#write(job))
      .join("");
  }

  /** A job ends with progress 100: clients wait for it (facts §8.3). */
  #write(job: Job): string {
    const now = this.now();
    const { result } = job;
    const status = result ? "FIN" : now >= job.starts ? "ACT" : "PEND";
    const share = job.milliseconds === 0 ? 0 : (now - job.starts) / job.milliseconds;
    const progress = result ? 100 : status === "PEND" ? 0 : Math.min(99, Math.floor(100 * share));
    const ahead = this.#jobs.filter((other) => other.result === undefined && other.id < job.id).length;
    const details = (result?.details ?? []).map((line) => leaf("line", line)).join("");
    return `<job>${[
      leaf("tenq", panosTime(job.enqueued)),
      leaf("tdeq", status === "PEND" ? "" : panosTime(job.starts).slice(11)),
      leaf("id", job.id),
      leaf("user", job.admin),
      leaf("type", job.type),
      leaf("status", status),
      leaf("queued", status === "PEND" ? "YES" : "NO"),
      leaf("stoppable", result ? "no" : "yes"),
      leaf("result", result ? (result.failed ? "FAIL" : "OK") : "PEND"),
      leaf("tfin", result ? panosTime(job.ends) : "Still Active"),
      leaf("description", job.description ?? ""),
      leaf("positionInQ", status === "PEND" ? ahead : 0),
      leaf("progress", progress),
      `<details>${details}</details><warnings/>`,
      devices(job),
    ].join("")}</job>`;
  }
}

function devices(job: Job): string {
  if (job.devices === undefined) return "";
  const known = new Map(job.result?.devices?.map((device) => [device.serial, device]));
  const written = job.devices.map(({ serial, name }) => {
    const ended = known.get(serial);
    const lines = (ended?.details ?? []).map((line) => leaf("line", line)).join("");
    return `<entry name="${escapeXml(serial)}">${[
      leaf("serial-no", serial),
      leaf("devicename", name),
      leaf("result", ended ? (ended.failed ? "FAIL" : "OK") : "PEND"),
      leaf("status", ended ? (ended.failed ? "commit failed" : "commit succeeded") : "in progress"),
      leaf("tstart", panosTime(job.starts)),
      ended ? leaf("tfin", panosTime(job.ends)) : "",
      `<details><msg><errors>${ended?.failed ? lines : ""}</errors><warnings/></msg></details>`,
    ].join("")}</entry>`;
  });
  return `<devices>${written.join("")}</devices>`;
}

import { IllumioIacError } from "../../../core/errors";
import { Batch, Turnstile } from "../../lifecycle/batch";
import type { DiffResult, RunContext } from "../../lifecycle/resource-provider";
import type { PceSystem } from "./pce-system";
import type { WrittenWorkload } from "./written-workloads";

/** A declaration in force on a remote system that depends on the workloads of a PCE. */
export interface Followed {
  /** Owner of the resource that declares it. */
  readonly owner: string;
  readonly system: PceSystem;
}

/** A declaration could not follow workloads that the run has written already. */
export class FollowError extends IllumioIacError {
  /**
   * @param what name of the declaration in messages, for example `binding web`
   * @param concerns whether a workload is one of those that it had to follow
   */
  constructor(
    what: string,
    reason: string,
    readonly concerns: (written: WrittenWorkload) => boolean,
    cause: unknown,
  ) {
    super(`${what} could not follow: ${reason}. The next up makes up for it`, { cause });
  }

  /** The same error, reported for one workload. */
  of({ title, fate }: WrittenWorkload): IllumioIacError {
    return new IllumioIacError(`${title} is ${fate} in the PCE, but ${this.message}`, { cause: this });
  }
}

/**
 * Brings what a declaration wrote into step with workloads that were written since.
 *
 * @returns the declaration as it is to be followed from then on
 * @throws FollowError
 */
export type Follow<Of extends Followed> = (
  followed: Of,
  written: readonly WrittenWorkload[],
  run: RunContext,
) => Promise<Of>;

interface Item {
  readonly written: WrittenWorkload;
  readonly run: RunContext;
}

/**
 * Makes declarations that the engine has finished follow the workloads that the run writes later. The engine deletes a
 * workload that was removed from the program at the very end, when it calls nothing more for the declaration that held
 * it.
 *
 * A declaration whose turn is still to come, or that is being written, follows by itself what was written before it read
 * the PCE.
 */
export class Following<Of extends Followed> {
  private readonly written: { readonly system: PceSystem; readonly item: Item }[] = [];
  private readonly settled = new Map<string, Of>();
  /** By owner: a declaration follows one batch after the other, each from what the one before left. */
  private readonly turnstiles = new Map<string, Turnstile>();
  private readonly watched = new Set<PceSystem>();

  constructor(private readonly follow: Follow<Of>) {}

  /** How many workloads were written so far. */
  get position(): number {
    return this.written.length;
  }

  /**
   * From here until `settle`, an operation takes care of the declaration.
   *
   * @returns the position to settle with
   */
  begin({ owner, system }: Followed): number {
    this.watch(system);
    this.settled.delete(owner);
    return this.position;
  }

  /**
   * Called when the engine is done with the declaration, which then follows what was written since `position`.
   *
   * @throws FollowError
   */
  async settle(followed: Of, position: number): Promise<void> {
    this.settled.set(followed.owner, followed);
    const missed = this.written.slice(position).filter(({ system }) => system === followed.system);
    const [failure] = await this.failuresOf(
      [followed.owner],
      missed.map(({ item }) => item),
    );
    if (failure) throw failure;
  }

  /**
   * A difference during which the run wrote no workload: it is made again where one was written. Without a change no
   * operation follows, so the declaration is settled here.
   *
   * @param difference with the declaration as it was compared; undefined where it is not to be followed
   */
  async difference(
    followed: Followed,
    difference: () => Promise<{ readonly answer: DiffResult; readonly compared?: Of | undefined }>,
  ): Promise<DiffResult> {
    for (;;) {
      const position = this.begin(followed);
      const { answer, compared } = await difference();
      if (position !== this.position) continue;
      if (answer.changes === false && compared !== undefined) await this.settle(compared, position);
      return answer;
    }
  }

  private watch(system: PceSystem): void {
    if (this.watched.has(system)) return;
    this.watched.add(system);
    const owners = () =>
      [...this.settled.values()].flatMap((one) => (one.system === system ? [one.owner] : []));
    const batch = new Batch<Item, undefined>(async (items) => {
      const failures = await this.failuresOf(owners(), items);
      return items.map(({ written }) => failures.find((failure) => failure.concerns(written))?.of(written));
    }, GATHERING);
    system.written.follow(async (written, run) => {
      this.written.push({ system, item: { written, run } });
      if (owners().length > 0) await batch.add({ written, run });
    });
  }

  private async failuresOf(owners: readonly string[], items: readonly Item[]): Promise<FollowError[]> {
    const failures = owners.map((owner) => {
      const turnstile = this.turnstiles.get(owner) ?? new Turnstile();
      this.turnstiles.set(owner, turnstile);
      return turnstile.pass(() => this.failureOf(owner, items));
    });
    return (await Promise.all(failures)).flatMap((failure) => failure ?? []);
  }

  private async failureOf(owner: string, items: readonly Item[]): Promise<FollowError | undefined> {
    const followed = this.settled.get(owner);
    const [first] = items;
    if (followed === undefined || first === undefined) return undefined; // an operation takes care of it
    const written = items.map((item) => item.written);
    try {
      const now = await this.follow(followed, written, first.run);
      if (this.settled.get(owner) === followed) this.settled.set(owner, now);
      return undefined;
    } catch (error) {
      return error as FollowError;
    }
  }
}

/** Workloads of one bulk call are reported at the same moment. */
const GATHERING = { quietInMilliseconds: 50, longestInMilliseconds: 1_000 };

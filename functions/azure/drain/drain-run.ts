import type { FlowLogBlobs } from "../../../clients/azure/flow-log-blobs";
import type { Lock } from "../../../clients/azure/lock-blob";
import type { SecretSource } from "../../../clients/secret-source";
import { messageLines } from "../../../core/errors";
import type { UploadFlow } from "../../../core/flow-logs";
import type { CallPace } from "../../flow-upload/call-pace";
import type { Timer } from "../../flow-upload/timer";
import { uploadFlows } from "../../flow-upload/upload-flows";
import type { UploadResult } from "../../flow-upload/upload-steps";
import type { TimeBudget } from "../../shared/time-budget";
import { type BlobProgress, writtenAt } from "./blob-progress";
import type { Checkpoints } from "./checkpoints";
import { type DrainCounts, lookCounts, NO_COUNTS, readCounts, uploadCounts } from "./drain-counts";
import type { DrainMemory } from "./drain-memory";
import { type Hour, hourOf, hoursFinished, hoursSettled, hoursToRead } from "./flow-hours";
import type { FlowLogFolders } from "./flow-log-folders";
import type { HourRow } from "./hour-row";
import { lastAnswered } from "./part-lines";
import { BlobReading, type ReadingLimits } from "./read-blobs";
import type { RejectedQueue } from "./rejected-queue";
import type { DrainSettings } from "./settings";
import { UnreadBlobs } from "./unread-blobs";
import { journalText, readJournal, type UnderWay } from "./upload-journal";

export interface DrainParts {
  readonly settings: DrainSettings;
  readonly account: FlowLogBlobs;
  readonly folders: FlowLogFolders;
  readonly checkpoints: Checkpoints;
  readonly hours: HourRow;
  readonly rejected: RejectedQueue;
  readonly secret: SecretSource;
  readonly pace: CallPace;
  readonly timer: Timer;
  readonly time: TimeBudget;
  readonly reading: ReadingLimits;
  readonly lock: Lock;
  readonly now: Date;
  readonly memory: DrainMemory;
}

/** Rows that are purged at a time. */
const MOST_PURGED = 1_000;
const DAY_IN_HOURS = 24;

/** One drain under its lock. `counts` is right at any moment, also when something of it throws. */
export class DrainRun {
  counts: DrainCounts = NO_COUNTS;

  constructor(private readonly parts: DrainParts) {}

  /** @throws IllumioIacError when flow logs or tables cannot be used; what was done until then stands */
  async run(): Promise<void> {
    const { settings, account, folders, checkpoints, hours, lock, now, reading, memory } = this.parts;
    const state = await hours.read(now, settings.startFrom);
    const unread = new UnreadBlobs(account, folders, checkpoints, memory.failed);
    await unread.look(hoursToRead(state, now, memory.settled), now.getTime(), reading.signal);
    this.#count(lookCounts(unread));

    const underWay = readJournal(lock.content);
    const read = new BlobReading(account, underWay, reading, memory.failed, settings);
    await read.read(unread.blobs);
    this.#count(readCounts(read));
    this.#add(read.lostBlobs, read.problems, read.warnings);

    // Nothing else of the reading is needed from here on, so its tables and buffers are free before the upload.
    const { blobs } = read;
    const flows = read.flows();
    const result = flows.length === 0 ? undefined : await this.#upload(flows, blobs, underWay);
    const done = await this.#partsDone(blobs, result);
    const answered = answeredOf(blobs, flows, result, done);
    await this.#move(blobs, unread, done, answered);
    this.#countRepeated(flows, result, blobs, done, answered);
    const behind = blobs.filter(({ isDone }) => !isDone);
    this.#countBehind(behind, done, unread.newerRows);

    const held = new Set([...unread.heldBack, ...behind.map(({ of: { hour } }) => hour)]);
    const after = hoursFinished(state, now, held);
    await hours.write(after);
    memory.settled = hoursSettled(after, now, held);
    if (lock.content !== "" || result !== undefined) await lock.write(journalOf(behind, underWay));
    const kept = hourOf(now) - settings.blobRetentionDays * DAY_IN_HOURS;
    if (after.finished > state.finished) await this.#purge(Math.min(after.finished, kept));
  }

  /** Uploads, after the lock says what: if this drain is ended, the next one knows which lines it repeats. */
  async #upload(
    flows: readonly UploadFlow[],
    blobs: readonly BlobProgress[],
    before: UnderWay,
  ): Promise<UploadResult<UploadFlow>> {
    const { settings, secret, rejected, time, pace, timer, lock } = this.parts;
    const underWay = new Map(before);
    for (const { of, position, parts } of blobs)
      if (parts.length > 0) underWay.set(of.key, position.nextOffset);
    await lock.write(journalText(underWay));
    const { pce, callsPerMinute } = settings;
    const result = await uploadFlows(flows, {
      pce,
      secret,
      callsPerMinute,
      refused: rejected,
      time,
      pace,
      timer,
    });
    const isAnswered = result.uploaded + result.refused + result.unmatched > 0;
    this.parts.memory.isPceSilent = result.failedCalls > 0 && !isAnswered;
    this.#count(uploadCounts(flows.length, result));
    this.#add(0, result.problems);
    return result;
  }

  /** The parts whose lines were all answered, and whose unreadable blocks are kept. */
  async #partsDone(
    blobs: readonly BlobProgress[],
    result: UploadResult<UploadFlow> | undefined,
  ): Promise<Set<number>> {
    const left = new Set(result?.leftOver.flatMap(({ messages }) => messages));
    const done = new Set<number>();
    for (const { parts } of blobs)
      for (const { number, unreadable } of parts) {
        if (left.has(number)) break;
        try {
          for (const block of unreadable) await this.parts.rejected.keepBlock(block);
        } catch (error) {
          this.#add(0, messageLines(error));
          break;
        }
        const seen = unreadable.map(
          ({ blob, block, offset, reason }) =>
            `block ${block} at ${offset} of ${blob} cannot be read: ${reason}`,
        );
        this.#count({ unreadableBlocks: this.counts.unreadableBlocks + unreadable.length });
        this.#add(0, seen);
        done.add(number);
      }
    return done;
  }

  async #move(
    blobs: readonly BlobProgress[],
    unread: UnreadBlobs,
    done: ReadonlySet<number>,
    answered: ReadonlyMap<number, string>,
  ): Promise<void> {
    const moves = blobs.flatMap((progress) => {
      const move = progress.move(done, answered);
      return move === undefined ? [] : [{ progress, move }];
    });
    try {
      const lost = await this.parts.checkpoints.move([...moves.map(({ move }) => move), ...unread.deleted]);
      const standing = moves.filter(({ progress }) => !lost.has(progress.of.key));
      for (const { progress } of standing) progress.moved();
      this.#count({ checkpointsMoved: standing.length });
      for (const { progress } of moves)
        if (lost.has(progress.of.key))
          this.#add(0, [`the checkpoint of ${progress.of.url} was moved by another drain at the same time`]);
    } catch (error) {
      this.#add(0, messageLines(error));
    }
  }

  /** Lines that the PCE has, and that it gets or got again. */
  #countRepeated(
    flows: readonly UploadFlow[],
    result: UploadResult<UploadFlow> | undefined,
    blobs: readonly BlobProgress[],
    done: ReadonlySet<number>,
    answered: ReadonlyMap<number, string>,
  ): void {
    if (result === undefined) return;
    const again = new Set<number>();
    const moved = new Set<number>();
    for (const progress of blobs)
      for (const { number, isAgain } of progress.parts) {
        if (isAgain) again.add(number);
        if (progress.isMoved) moved.add(number);
      }
    const stands = (part: number, line: string) =>
      moved.has(part) && (done.has(part) || line <= (answered.get(part) ?? ""));
    const left = new Set(result.leftOver);
    let repeated = result.inDoubt;
    for (const flow of flows) {
      if (left.has(flow)) continue;
      const comesAgain = flow.messages.some((number) => !stands(number, flow.line));
      if (comesAgain || flow.messages.some((number) => again.has(number))) repeated++;
    }
    this.#count({ repeated });
  }

  /** @param newerRows hours of blobs of which this release does not know how far they are read */
  #countBehind(behind: readonly BlobProgress[], done: ReadonlySet<number>, newerRows: readonly Hour[]): void {
    const times = [
      ...behind.map((progress) => progress.unreadSince(done)),
      ...newerRows.map((hour) => writtenAt(hour, 0)),
    ];
    const oldest = Math.min(...times.map((time) => time.getTime()));
    const age = times.length === 0 ? 0 : Math.max(0, Math.round((this.parts.now.getTime() - oldest) / 1_000));
    this.#count({ blobsBehind: times.length, oldestUnreadBlockSeconds: age });
  }

  /** Purges checkpoints while there is time; the next finished hour takes the rest. */
  async #purge(before: Hour): Promise<void> {
    const { checkpoints, time } = this.parts;
    let found = MOST_PURGED;
    while (found === MOST_PURGED && time.forMessages() > 0)
      found = await checkpoints.purgeBefore(before, MOST_PURGED);
  }

  #count(counts: Partial<DrainCounts>): void {
    this.counts = { ...this.counts, ...counts };
  }

  #add(lostBlobs: number, problems: readonly string[], warnings: readonly string[] = []): void {
    this.counts = {
      ...this.counts,
      lostBlobs: this.counts.lostBlobs + lostBlobs,
      problems: [...this.counts.problems, ...problems],
      warnings: [...this.counts.warnings, ...warnings],
    };
  }
}

/** How far the first undone part of each blob was answered. */
function answeredOf(
  blobs: readonly BlobProgress[],
  flows: readonly UploadFlow[],
  result: UploadResult<UploadFlow> | undefined,
  done: ReadonlySet<number>,
): Map<number, string> {
  const undone = blobs.flatMap((progress) => progress.firstUndone(done)?.number ?? []);
  return lastAnswered(new Set(undone), flows, new Set(result?.leftOver));
}

/** What a drain before was uploading and this one has not come to. */
function journalOf(behind: readonly BlobProgress[], before: UnderWay): string {
  const left = behind.flatMap(({ of: { key } }) =>
    before.has(key) ? [[key, before.get(key)!] as const] : [],
  );
  return left.length === 0 ? "" : journalText(new Map(left));
}

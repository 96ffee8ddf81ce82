import type { BlockList, FlowLogBlobs } from "../../../clients/azure/flow-log-blobs";
import type { UnreadableBlock } from "../../../core/contracts/azure/unreadable-block";
import { type FlowLogStats, FlowSources, FlowTable, type UploadFlow } from "../../../core/flow-logs";
import { isUnreadableBlockError, readBlock } from "../../../core/flow-logs/azure";
import { inParallel } from "../../shared/in-parallel";
import { continues, type Part, unreadParts } from "./blob-blocks";
import { BlobProgress, type UnreadBlob, writtenAt } from "./blob-progress";
import { ByteBudget } from "./byte-budget";
import { DELETED } from "./checkpoints";
import type { FailedBlobs } from "./failed-blobs";
import { flowsOf } from "./part-lines";
import { ReadBuffers } from "./read-buffers";
import { ReadFailures } from "./read-failures";
import type { UnderWay } from "./upload-journal";

/** Bytes of blocks that are held at the same time; a longer block is held alone. */
const HELD_BYTES = 16 * 1_024 * 1_024;
/** A longer block is not read. */
const LONGEST_BLOCK = 64 * 1_024 * 1_024;
/** Block lists of one blob in one drain: it changes once a minute. */
const MOST_LISTS = 3;
/** A line comes of a tuple, and no tuple is shorter. */
const LEAST_BYTES_OF_LINE = 64;

export interface ReadingLimits {
  readonly blobsAtOnce: number;
  /** Bytes that are read in one call. */
  readonly partBytes: number;
  /** Whether another call may be made, with so many lines in the batch. */
  mayReadMore(lines: number): boolean;
  readonly signal: AbortSignal;
}

/** Reads the new blocks of blobs into one table. */
export class BlobReading {
  readonly blobs: BlobProgress[] = [];
  readonly counts = { blocks: 0, bytes: 0, begin: 0, continued: 0, v1: 0, denied: 0, unknownState: 0 };
  rewrittenBlobs = 0;
  lostBlobs = 0;
  readonly failures = new ReadFailures();
  readonly warnings: string[] = [];
  readonly #changing: string[] = [];
  readonly #sources = new FlowSources();
  readonly #table: FlowTable;
  /** By number of a part: its last line that an earlier drain delivered. */
  readonly #delivered = new Map<number, string>();
  readonly #buffers = new ReadBuffers();
  readonly #budget = new ByteBudget(HELD_BYTES);
  #parts = 0;
  /** Bytes of blocks whose lines are not in the table yet. */
  #expected = 0;

  constructor(
    private readonly account: FlowLogBlobs,
    private readonly underWay: UnderWay,
    private readonly limits: ReadingLimits,
    private readonly failed: FailedBlobs,
    { includeRejected }: { readonly includeRejected: boolean },
  ) {
    this.#table = new FlowTable({ includeRejected, sources: this.#sources });
  }

  get stats(): FlowLogStats {
    return this.#table.stats;
  }

  /** What is to be uploaded. */
  flows(): UploadFlow[] {
    return flowsOf(this.#table, this.#sources, this.#delivered);
  }

  get problems(): string[] {
    return [...this.failures.problems, ...this.#changing];
  }

  /**
   * Reads blobs in their order, several at the same time, and last those that failed before. A blob that cannot be read is
   * named in `problems`, and the others go on.
   */
  async read(unread: readonly UnreadBlob[]): Promise<void> {
    await inParallel(this.failed.last(unread), this.limits.blobsAtOnce, async (blob) => {
      const progress = new BlobProgress(blob);
      this.blobs.push(progress);
      if (!this.#mayGoOn) return;
      try {
        await this.#readBlob(progress);
        this.failures.succeeded();
        this.failed.read(blob.key);
      } catch (error) {
        this.failures.failed(error);
        this.failed.failed(blob.key);
      }
    });
  }

  get #mayGoOn(): boolean {
    const lines = this.#table.statedFlows + this.#expected / LEAST_BYTES_OF_LINE;
    return !this.failures.isOfAccount && this.limits.mayReadMore(lines);
  }

  async #readBlob(progress: BlobProgress): Promise<void> {
    const { blob, url } = progress.of;
    for (let lists = 0; lists < MOST_LISTS; lists++) {
      const list = await this.account.blocks(blob, this.limits.signal);
      if (list === "deleted") return this.#lost(progress);
      if (!continues(progress.position, list.blocks)) {
        this.rewrittenBlobs++;
        this.warnings.push(`${url} was written anew, so it is read from its beginning again`);
        progress.restart();
      }
      const outcome = await this.#readParts(progress, list);
      if (outcome === "deleted") return this.#lost(progress);
      if (outcome === "read") progress.readToEnd(list.etag);
      if (outcome !== "changed") return;
    }
    this.#changing.push(`${url} changed ${MOST_LISTS} times while it was read; it is read again`);
  }

  async #readParts(
    progress: BlobProgress,
    list: BlockList,
  ): Promise<"read" | "stopped" | "changed" | "deleted"> {
    const { partBytes, signal } = this.limits;
    const { blob, key } = progress.of;
    const limits = { bytes: partBytes, cutAt: this.underWay.get(key), firstEnd: progress.firstEnd };
    for (const part of unreadParts(list.blocks, progress.position, limits)) {
      if (!this.#mayGoOn) return "stopped";
      if (part.length > LONGEST_BLOCK) {
        this.#passLong(progress, list, part);
        continue;
      }
      this.#expected += part.length;
      const read = () =>
        this.#buffers.use(part.length, async (buffer) => {
          const bytes = await this.account.bytes(blob, { ...part, etag: list.etag }, signal, buffer);
          if (typeof bytes === "string") return bytes;
          this.#take(progress, list, part, bytes);
          return "taken";
        });
      const outcome = await this.#budget.hold(part.length, read).finally(() => {
        this.#expected -= part.length;
      });
      if (outcome !== "taken") return outcome;
    }
    return "read";
  }

  #take(progress: BlobProgress, list: BlockList, part: Part, bytes: Uint8Array): void {
    const unreadable: UnreadableBlock[] = [];
    const number = this.#begin(progress, part);
    let at = 0;
    for (let index = part.first; index < part.end; index++) {
      const { size } = list.blocks[index]!;
      const reason = this.#readBlock(bytes.subarray(at, at + size));
      if (reason !== undefined)
        unreadable.push(unreadableBlock(progress, list, index, part.offset + at, reason));
      at += size;
    }
    this.counts.blocks += part.end - part.first;
    this.counts.bytes += part.length;
    this.#add(number, progress, part, unreadable, timeOf(bytes));
  }

  /** A block that is too long to be held. */
  #passLong(progress: BlobProgress, list: BlockList, part: Part): void {
    const reason = `it has ${part.length} bytes, and at most ${LONGEST_BLOCK} are held`;
    this.counts.blocks++;
    const number = this.#begin(progress, part);
    this.#add(
      number,
      progress,
      part,
      [unreadableBlock(progress, list, part.first, part.offset, reason)],
      undefined,
    );
  }

  /** @returns the number of the part */
  #begin(progress: BlobProgress, part: Part): number {
    const number = this.#parts++;
    this.#table.beginSource(number);
    const line = progress.deliveredLine(part);
    if (line !== "") this.#delivered.set(number, line);
    return number;
  }

  #add(
    number: number,
    progress: BlobProgress,
    part: Part,
    unreadable: UnreadableBlock[],
    time: Date | undefined,
  ): void {
    const isAgain = part.offset < (this.underWay.get(progress.of.key) ?? 0);
    const at = time ?? writtenAt(progress.of.hour, part.first);
    progress.add({ number, part, unreadable, writtenAt: at, isAgain });
  }

  /** @returns why something in the block cannot be read */
  #readBlock(block: Uint8Array): string | undefined {
    const { counts } = this;
    try {
      const result = readBlock(block, this.#table);
      for (const name of ["begin", "continued", "v1", "denied", "unknownState"] as const)
        counts[name] += result[name];
      const bad = result.unreadable + result.unknownState;
      if (bad === 0) return undefined;
      const seen = result.problems.map(({ reason, at, text }) => `${reason} at ${at}: ${text}`);
      return `${bad} of ${result.records} records cannot be read: ${seen.join("; ")}`;
    } catch (error) {
      if (!isUnreadableBlockError(error)) throw error;
      return error.message;
    }
  }

  #lost(progress: BlobProgress): void {
    const { url } = progress.of;
    this.lostBlobs++;
    progress.readToEnd(DELETED);
    this.warnings.push(`${url} was deleted before it was read to its end`);
  }
}

function unreadableBlock(
  { of: { url } }: BlobProgress,
  { blocks }: BlockList,
  index: number,
  offset: number,
  reason: string,
): UnreadableBlock {
  const { name, size } = blocks[index]!;
  const readAt = new Date().toISOString();
  return { version: 1, unreadable: "block", blob: url, block: name, offset, length: size, reason, readAt };
}

/** The time of the first record, which stands at the beginning of a block. */
function timeOf(bytes: Uint8Array): Date | undefined {
  const beginning = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 400)).toString(
    "latin1",
  );
  const [, text = ""] = /"time"\s*:\s*"([^"]{10,40})"/.exec(beginning) ?? [];
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

import type { ListedBlob } from "../../../clients/azure/flow-log-blobs";
import type { UnreadableBlock } from "../../../core/contracts/azure/unreadable-block";
import { BEGINNING, type Part, type Position } from "./blob-blocks";
import type { Checkpoint, CheckpointMove, StoredCheckpoint } from "./checkpoints";
import { beginningOf, type Hour } from "./flow-hours";

/** A blob in which something is to be read. */
export interface UnreadBlob {
  readonly blob: ListedBlob;
  readonly url: string;
  readonly key: string;
  readonly hour: Hour;
  readonly checkpoint: StoredCheckpoint | undefined;
}

/** Blocks that were read together. Their number is that of their message in the batch. */
export interface ReadPart {
  readonly number: number;
  readonly part: Part;
  readonly unreadable: readonly UnreadableBlock[];
  /** When the first entry was written. */
  readonly writtenAt: Date;
  /** Whether an earlier drain, which was ended, may have uploaded its lines. */
  readonly isAgain: boolean;
}

/** What one drain has read of a blob, and how far its checkpoint may go. */
export class BlobProgress {
  start: Position;
  #parts: ReadPart[] = [];
  /** ETag of the blob of which nothing is left unread. */
  #endEtag: string | undefined;
  #isMoved = false;
  #isWhole = false;

  constructor(readonly of: UnreadBlob) {
    this.start = of.checkpoint ?? BEGINNING;
  }

  get parts(): readonly ReadPart[] {
    return this.#parts;
  }

  /** Where reading goes on. */
  get position(): Position {
    return this.#parts.at(-1)?.part.after ?? this.start;
  }

  /** The blob was written anew: what was read of it stands no more. */
  restart(): void {
    this.start = BEGINNING;
    this.#parts = [];
  }

  add(part: ReadPart): void {
    this.#parts.push(part);
  }

  readToEnd(etag: string): void {
    this.#endEtag = etag;
  }

  /**
   * The checkpoint after parts that are done, of which nothing before is undone; undefined when it stays. A blob that has
   * to wait gets a row that says so, because it may be deleted meanwhile.
   */
  move(done: ReadonlySet<number>): CheckpointMove | undefined {
    const undone = this.#parts.findIndex(({ number }) => !done.has(number));
    const count = undone < 0 ? this.#parts.length : undone;
    this.#isWhole = undone < 0 && this.#endEtag !== undefined;
    const position = this.#parts[count - 1]?.part.after ?? this.start;
    const to: Checkpoint = {
      blockCount: position.blockCount,
      nextOffset: position.nextOffset,
      lastBlockName: position.lastBlockName,
      blobEtag: this.#isWhole ? this.#endEtag! : "",
    };
    const { hour, url, checkpoint } = this.of;
    if (count === 0 && to.blobEtag === "" && checkpoint?.blobEtag === "") return undefined;
    return { hour, blob: url, to, row: checkpoint?.row };
  }

  moved(): void {
    this.#isMoved = true;
  }

  get isMoved(): boolean {
    return this.#isMoved;
  }

  /** Whether its checkpoint stands at its end. */
  get isDone(): boolean {
    return this.#isMoved && this.#isWhole;
  }

  /** When the oldest block that is not delivered was written, as far as that is known. */
  unreadSince(done: ReadonlySet<number>): Date {
    const undone = this.#parts.find(({ number }) => !this.#isMoved || !done.has(number));
    return undone?.writtenAt ?? writtenAt(this.of.hour, this.position.blockCount);
  }
}

/** When a block was written at the earliest: Network Watcher writes one a minute. */
export function writtenAt(hour: Hour, blockCount: number): Date {
  const minutes = Math.min(Math.max(blockCount, 1), 60);
  return new Date(beginningOf(hour).getTime() + minutes * 60_000);
}

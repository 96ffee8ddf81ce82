import type { ListedBlob } from "../../../clients/azure/flow-log-blobs";
import type { UnreadableBlock } from "../../../core/contracts/azure/unreadable-block";
import { BEGINNING, type Part, type Position } from "./blob-blocks";
import type { BegunPart, Checkpoint, CheckpointMove, StoredCheckpoint } from "./checkpoints";
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
  #begun: BegunPart | undefined;
  #parts: ReadPart[] = [];
  /** ETag of the blob of which nothing is left unread. */
  #endEtag: string | undefined;
  #isMoved = false;
  #isWhole = false;

  constructor(readonly of: UnreadBlob) {
    this.start = of.checkpoint ?? BEGINNING;
    this.#begun = of.checkpoint?.begun;
  }

  get parts(): readonly ReadPart[] {
    return this.#parts;
  }

  /** Where reading goes on. */
  get position(): Position {
    return this.#parts.at(-1)?.part.after ?? this.start;
  }

  /** Offset at which the first part has to end, because some of its lines are delivered; 0 when none are. */
  get firstEnd(): number {
    return this.#parts.length === 0 ? (this.#begun?.end ?? 0) : 0;
  }

  /** The last line of the next part that is delivered; empty when none is. */
  deliveredLine({ after: { nextOffset, lastBlockName } }: Part): string {
    const begun = this.#begun;
    const isBegun = nextOffset === this.firstEnd && lastBlockName === begun?.lastBlockName;
    return isBegun ? begun.line : "";
  }

  /** The blob was written anew: what was read of it stands no more. */
  restart(): void {
    this.start = BEGINNING;
    this.#begun = undefined;
    this.#parts = [];
  }

  add(part: ReadPart): void {
    this.#parts.push(part);
  }

  readToEnd(etag: string): void {
    this.#endEtag = etag;
  }

  /** The first part that is not done. */
  firstUndone(done: ReadonlySet<number>): ReadPart | undefined {
    return this.#parts.find(({ number }) => !done.has(number));
  }

  /**
   * The checkpoint after parts that are done, of which nothing before is undone; undefined when it stays. A blob that has
   * to wait gets a row that says so, because it may be deleted meanwhile.
   *
   * @param answered by number of a part: its last line that was answered, after lines that all were
   */
  move(done: ReadonlySet<number>, answered: ReadonlyMap<number, string>): CheckpointMove | undefined {
    const undone = this.firstUndone(done);
    const count = undone === undefined ? this.#parts.length : this.#parts.indexOf(undone);
    this.#isWhole = undone === undefined && this.#endEtag !== undefined;
    const position = this.#parts[count - 1]?.part.after ?? this.start;
    const line = undone && answered.get(undone.number);
    const begun = line === undefined ? undefined : begunPart(undone!.part.after, line);
    const to: Checkpoint = {
      begun: begun ?? (count === 0 ? this.#begun : undefined),
      blockCount: position.blockCount,
      nextOffset: position.nextOffset,
      lastBlockName: position.lastBlockName,
      blobEtag: this.#isWhole ? this.#endEtag! : "",
    };
    const { hour, url, checkpoint } = this.of;
    const isSame = count === 0 && begun === undefined && to.blobEtag === "" && checkpoint?.blobEtag === "";
    if (isSame) return undefined;
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

function begunPart({ nextOffset, lastBlockName }: Position, line: string): BegunPart {
  return { end: nextOffset, lastBlockName, line };
}

/** When a block was written at the earliest: Network Watcher writes one a minute. */
export function writtenAt(hour: Hour, blockCount: number): Date {
  const minutes = Math.min(Math.max(blockCount, 1), 60);
  return new Date(beginningOf(hour).getTime() + minutes * 60_000);
}

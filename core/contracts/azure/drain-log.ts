import type { AppLog } from "./app-log";

/** Line of a drain that was left to another instance, which holds the lease. */
export interface DrainSkippedLog extends AppLog {
  readonly event: "drain-skipped";
}

/** Line of one drain: everything that one run of the timer read, uploaded and moved. All counts are of this drain. */
export interface DrainLog extends AppLog {
  readonly event: "drain";
  /**
   * Why the drain ended before its work was done: flow logs cannot be listed, the table has no answer, … Absent when it
   * looked at every hour, even if the PCE took nothing. An alert for missing drains counts lines without it.
   */
  readonly error?: string;
  /**
   * Age of the oldest block that is written and not delivered, when the drain ended; 0 without one. Absent when nothing
   * could be listed.
   */
  readonly oldestUnreadBlockSeconds?: number;
  /** Blobs with blocks that are not delivered. */
  readonly blobsBehind: number;
  /** Hours and blobs that were looked at. */
  readonly hours: number;
  readonly blobs: number;
  /** Blocks that were read, their bytes before any parsing, and the tuples in them. */
  readonly blocks: number;
  readonly bytes: number;
  readonly records: number;
  /** Unique lines (client, server, port, protocol) of those blocks. */
  readonly flows: number;
  readonly uploaded: number;
  /** Lines that the PCE refused; they are in the `rejected` queue. */
  readonly refused: number;
  /** Lines of calls whose answer does not tell which of them were refused. */
  readonly unmatched: number;
  /** Lines that were not answered. Their blocks are read again. */
  readonly failed: number;
  /**
   * Lines that the PCE got more than once, gets again, or may: of calls without an answer or with a 5xx, of blocks whose
   * checkpoint could not move after the PCE had taken the line, and of blocks that an earlier drain was uploading when it
   * was ended.
   */
  readonly repeated: number;
  /** Blocks that cannot be read; they are in the `rejected` queue by blob, block id and offset. */
  readonly unreadableBlocks: number;
  /** Blobs of which a read failed. They count in `blobsBehind`, and the next drain tries them last. */
  readonly failedBlobs: number;
  /** Blobs that were written anew, so that they are read from their beginning again. */
  readonly rewrittenBlobs: number;
  /** Blobs that were deleted before they were read to their end. */
  readonly lostBlobs: number;
  /** Tuples of the states begin and continued. */
  readonly begin: number;
  readonly continued: number;
  /** Tuples of version 1 logs, which have no state. */
  readonly v1: number;
  /** Tuples of denied traffic, whether they are reported or not. */
  readonly denied: number;
  /** Tuples whose state is none that is known. */
  readonly unknownState: number;
  /** Tuples that became no flow, by reason, and one of each reason that cannot be read. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly samples: Readonly<Record<string, string>>;
  readonly checkpointsMoved: number;
  readonly pceCalls: number;
  readonly pceCallsFailed: number;
  /** Calls to blobs, tables and queues, every try counted. */
  readonly storageCalls: number;
}

/** What the *drain* function writes. */
export type DrainLogLine = DrainLog | DrainSkippedLog;

import type { DrainLog } from "../../../core/contracts/azure/drain-log";
import { unreadableRecords } from "../../../core/flow-logs";
import type { UploadResult } from "../../flow-upload/upload-steps";
import type { BlobReading } from "./read-blobs";
import type { UnreadBlobs } from "./unread-blobs";

/** What the parts of a drain add to its line. */
export type DrainCounts = Omit<
  DrainLog,
  "event" | "timestamp" | "FunctionName" | "requestId" | "durationInMilliseconds" | "bundle" | "level"
>;

/** The counts of a drain that has not done anything. */
export const NO_COUNTS: DrainCounts = {
  ...{ blobsBehind: 0, hours: 0, blobs: 0, blocks: 0, bytes: 0, records: 0, flows: 0 },
  ...{ uploaded: 0, refused: 0, unmatched: 0, failed: 0, repeated: 0 },
  ...{ unreadableBlocks: 0, failedBlobs: 0, rewrittenBlobs: 0, lostBlobs: 0 },
  ...{ begin: 0, continued: 0, v1: 0, denied: 0, unknownState: 0, skipped: {}, samples: {} },
  ...{ checkpointsMoved: 0, pceCalls: 0, pceCallsFailed: 0, storageCalls: 0 },
  problems: [],
  warnings: [],
};

export function lookCounts({
  seenHours,
  seenBlobs,
  blobs,
  newerRows,
  deleted,
  problems,
  warnings,
}: UnreadBlobs) {
  const blobsBehind = blobs.length + newerRows.length;
  return { hours: seenHours, blobs: seenBlobs, blobsBehind, lostBlobs: deleted.length, problems, warnings };
}

export function readCounts({ counts, stats, failures, rewrittenBlobs }: BlobReading) {
  const { records, skipped, samples } = stats;
  return { ...counts, records, skipped, samples, failedBlobs: failures.count, rewrittenBlobs };
}

export function uploadCounts(flows: number, result: UploadResult) {
  return {
    flows,
    uploaded: result.uploaded,
    refused: result.refused,
    unmatched: result.unmatched,
    failed: result.leftOver.length,
    pceCalls: result.calls,
    pceCallsFailed: result.failedCalls,
  };
}

/** `ERROR` when something has to be delivered again or is lost, `WARN` when something was put aside or is worth a look. */
export function levelOf(counts: DrainCounts): DrainLog["level"] {
  const { error, failed, lostBlobs, problems, refused, warnings, unreadableBlocks, skipped, samples } =
    counts;
  if (error !== undefined || failed > 0 || lostBlobs > 0) return "ERROR";
  const unreadable = unreadableRecords({ ...NO_STATS_OF, skipped, samples });
  const isWorthALook = problems.length + refused + warnings.length + unreadableBlocks + unreadable > 0;
  return isWorthALook ? "WARN" : "INFO";
}

const NO_STATS_OF = { records: 0, bytes: 0, decisions: {}, carried: 0 };

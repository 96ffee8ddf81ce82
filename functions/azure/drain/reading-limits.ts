import { MOST_FLOWS } from "../../../clients/pce";
import type { ReadingLimits } from "./read-blobs";

/** Share of the time after which nothing more is read, so that the rest is enough to upload it. */
const READING_SHARE = 0.45;

/** Most lines of one drain: some 40 MB of memory. */
const MOST_LINES = 200_000;

/** Most bytes that are read in one call, and fewest where the PCE may get few calls. A line comes of some 100 bytes. */
const MOST_PART_BYTES = 4 * 1_024 * 1_024;
const LEAST_PART_BYTES = 65_536;
const BYTES_OF_LINE = 100;

const BLOBS_AT_ONCE = 16;

/**
 * How much one drain reads: what can be uploaded in the second half of its time. While the PCE is away it is the first
 * part with a line, for the one call that finds out whether the PCE is back.
 */
export function readingLimits(of: {
  /** Milliseconds of the drain that are left. */
  readonly left: () => number;
  readonly lost: AbortSignal;
  readonly callsPerMinute: number;
  readonly isAway: boolean;
}): ReadingLimits {
  const until = of.left() * (1 - READING_SHARE);
  const calls = (of.callsPerMinute * until) / 60_000 / 2;
  const lines = Math.min(MOST_LINES, Math.max(1, calls) * MOST_FLOWS);
  const partBytes = Math.min(MOST_PART_BYTES, Math.max(LEAST_PART_BYTES, Math.floor(lines * BYTES_OF_LINE)));
  return {
    blobsAtOnce: of.isAway ? 1 : BLOBS_AT_ONCE,
    partBytes: of.isAway ? LEAST_PART_BYTES : partBytes,
    mayReadMore: (read) => of.left() > until && read < (of.isAway ? 1 : lines),
    signal: of.lost,
  };
}

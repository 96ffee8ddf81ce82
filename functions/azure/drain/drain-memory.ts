import { FailedBlobs } from "./failed-blobs";
import type { Hour } from "./flow-hours";

/** What an instance remembers of its last drain. A new instance does without it, and makes more calls. */
export class DrainMemory {
  readonly failed = new FailedBlobs();
  /** Hours after an unfinished one in which nothing is left. */
  settled: ReadonlySet<Hour> = new Set();
  /** The PCE answered no call of the last drain that made one. */
  isPceSilent = false;
}

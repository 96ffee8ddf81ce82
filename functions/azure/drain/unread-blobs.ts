import type { FlowLogBlobs, ListedBlob } from "../../../clients/azure/flow-log-blobs";
import type { UnreadBlob } from "./blob-progress";
import {
  blobKey,
  type CheckpointMove,
  type Checkpoints,
  DELETED,
  isNewer,
  type NewerCheckpoint,
  type StoredCheckpoint,
} from "./checkpoints";
import type { FailedBlobs } from "./failed-blobs";
import { type Hour, hourText } from "./flow-hours";
import type { FlowLogFolders } from "./flow-log-folders";

/** Bytes after which no further hour is looked at: more is not read in one drain. */
const ENOUGH_BYTES = 512 * 1_024 * 1_024;

/** What Network Watcher calls every blob. */
const FILE = "/PT1H.json";

/** What is to be read, oldest first. */
export class UnreadBlobs {
  readonly blobs: UnreadBlob[] = [];
  /** Hours in which something is left, whatever this drain reads: they were not looked at, or hold a newer row. */
  readonly heldBack = new Set<Hour>();
  /** Blobs that were deleted before they were read to their end. */
  readonly deleted: CheckpointMove[] = [];
  seenHours = 0;
  seenBlobs = 0;
  /** Hours of the blobs whose rows a newer release wrote, one for each blob. */
  readonly newerRows: Hour[] = [];
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  #bytes = 0;
  readonly #foreign: string[] = [];

  constructor(
    private readonly account: FlowLogBlobs,
    private readonly folders: FlowLogFolders,
    private readonly checkpoints: Checkpoints,
    private readonly failed: FailedBlobs,
  ) {}

  /** @throws IllumioIacError when blobs or checkpoints cannot be listed */
  async look(hours: readonly Hour[], now: number, signal: AbortSignal): Promise<void> {
    for (const hour of hours) {
      if (this.#bytes > ENOUGH_BYTES) this.heldBack.add(hour);
      else await this.#lookAt(hour, now, signal);
    }
    const others = this.#foreign.length;
    if (others > 0)
      this.warnings.push(
        `${others} blobs stand among the flow logs and are not named PT1H.json, so they are not read: ${this.#foreign.slice(0, 3).join(", ")}`,
      );
  }

  async #lookAt(hour: Hour, now: number, signal: AbortSignal): Promise<void> {
    const [listed, stored] = await Promise.all([
      this.folders.blobsOf(hour, now, signal),
      this.checkpoints.ofHour(hour),
    ]);
    this.seenHours++;
    const found = new Set<string>();
    for (const blob of listed.sort(byName)) {
      const url = this.account.urlOf(blob.container, blob.name);
      if (!blob.name.endsWith(FILE)) {
        if (blob.length > 0) this.#foreign.push(url); // folders of a hierarchical namespace are empty blobs
        continue;
      }
      this.seenBlobs++;
      const key = blobKey(url);
      found.add(key);
      this.#compare({ blob, url, key, hour }, stored.get(key));
    }
    for (const [key, checkpoint] of stored)
      if (!found.has(key) && !isNewer(checkpoint)) this.#missing(hour, checkpoint);
  }

  #compare(
    found: Omit<UnreadBlob, "checkpoint">,
    checkpoint: StoredCheckpoint | NewerCheckpoint | undefined,
  ): void {
    const { blob, url, hour } = found;
    if (checkpoint !== undefined && isNewer(checkpoint)) {
      this.newerRows.push(hour);
      this.heldBack.add(hour);
      this.problems.push(
        `the checkpoint of ${url} has version ${checkpoint.newerVersion}: a newer release wrote it, so the blob waits for that release`,
      );
    } else if (checkpoint?.blobEtag !== blob.etag) {
      this.blobs.push({ ...found, checkpoint });
      if (!this.failed.has(found.key))
        this.#bytes += Math.max(0, blob.length - (checkpoint?.nextOffset ?? 0));
    }
  }

  #missing(hour: Hour, checkpoint: StoredCheckpoint): void {
    if (checkpoint.blobEtag !== "") return;
    const { blob, row } = checkpoint;
    this.warnings.push(`${blob} of ${hourText(hour)} was deleted before it was read to its end`);
    this.deleted.push({ hour, blob, to: { ...checkpoint, blobEtag: DELETED }, row });
  }
}

function byName(one: ListedBlob, other: ListedBlob): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

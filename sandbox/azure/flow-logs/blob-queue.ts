import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Storage } from "../storage/storage";
import { FlowLogBlob } from "./flow-log-blob";

/** How long a blob is known after its last record. */
const KNOWN_FOR_IN_MS = 3 * 3_600_000;

export type QueueNeeds = Pick<Foundation, "clock"> & {
  readonly storage: Pick<Storage, "forTrustedService">;
};

export interface QueuedRecord {
  readonly accountName: string;
  readonly container: string;
  readonly blobName: string;
  readonly text: string;
  /** The flows that it tells of, `client,server,port,protocol`: those that were let through, and all. */
  readonly allowedLines: ReadonlySet<string>;
  readonly lines: ReadonlySet<string>;
}

/** Records of one blob that wait for their time, or for an account that takes them. */
interface Pending {
  readonly accountName: string;
  readonly blob: FlowLogBlob;
  readonly records: (QueuedRecord & { readonly dueAt: number })[];
  lastRecordAt: number;
  /** Whether somebody else has changed it, so that it takes no more blocks. */
  isBroken: boolean;
}

/** A blob that somebody else has overwritten, deleted or leased. It stays as they left it. */
export interface BrokenBlob {
  readonly accountName: string;
  readonly blobName: string;
  /** Code of the write that was refused. */
  readonly code: string;
  /** Records that it has not taken. */
  recordsLost: number;
}

/** Codes of writes that fail because of the blob, and not because of its account. */
const BLOB_CODES = [
  "InvalidBlockList",
  "InvalidBlockId",
  "InvalidBlobOrBlock",
  "InvalidBlobType",
  "LeaseIdMissing",
];

/**
 * Records on their way into blobs. What an account refuses stays, in order, until it is taken. A blob that somebody else has
 * changed takes nothing more, and its hour is lost from there on; the next hour has a blob of its own.
 *
 * @see Read flow logs (Microsoft Learn): what is edited, overwritten or deleted while its hour lasts can fail all later writes
 */
export class BlobQueue {
  readonly #cloud: QueueNeeds;
  readonly #blobs = new Map<string, Pending>();
  /** Knob: how long after its time a block is written. @default 0 */
  latenessInMs = 0;
  /** Codes of the writes that were refused, with the name of the account, in order. */
  readonly refusals: { readonly accountName: string; readonly code: string }[] = [];
  /** Blobs that somebody else has changed. */
  readonly broken: BrokenBlob[] = [];
  readonly #allowed = new Map<string, number>();
  readonly #all = new Map<string, number>();

  constructor(cloud: QueueNeeds) {
    this.#cloud = cloud;
  }

  get isEmpty(): boolean {
    return [...this.#blobs.values()].every(({ records }) => records.length === 0);
  }

  /** In how many blocks each `client,server,port,protocol` stands: the most that a reader may tell of it. */
  blocksByLine(includeRejected: boolean): ReadonlyMap<string, number> {
    return includeRejected ? this.#all : this.#allowed;
  }

  add(record: QueuedRecord): void {
    const { accountName, container, blobName } = record;
    const key = `${accountName}/${container}/${blobName}`;
    const now = this.#cloud.clock.now();
    const pending = this.#blobs.get(key) ?? {
      accountName,
      blob: new FlowLogBlob(container, blobName),
      records: [],
      lastRecordAt: now,
      isBroken: false,
    };
    this.#blobs.set(key, pending);
    pending.lastRecordAt = now;
    pending.records.push({ ...record, dueAt: now + this.latenessInMs });
  }

  /** Writes what is due. */
  async deliver(): Promise<void> {
    const now = this.#cloud.clock.now();
    const refused = new Set<string>();
    const due = [...this.#blobs.values()].filter(({ records }) => (records[0]?.dueAt ?? Infinity) <= now);
    for (const { accountName, blob } of due) {
      if (refused.has(accountName)) continue;
      try {
        await this.#cloud.storage.forTrustedService(accountName).createContainer(blob.container);
      } catch (error) {
        this.#note(accountName, error);
        refused.add(accountName);
      }
    }
    await Promise.all(due.flatMap((one) => (refused.has(one.accountName) ? [] : this.#append(one))));
    for (const [key, { records, lastRecordAt }] of this.#blobs) {
      if (records.length === 0 && lastRecordAt + KNOWN_FOR_IN_MS < now) this.#blobs.delete(key);
    }
  }

  /** Writes every blob anew with its last records only, as is seen at times; new blocks are added to that. */
  async rewriteBlobs(recordsKept: number): Promise<void> {
    for (const { accountName, blob, isBroken } of this.#blobs.values()) {
      if (isBroken) continue;
      await blob.rewrite(this.#cloud.storage.forTrustedService(accountName), recordsKept);
    }
  }

  async #append(pending: Pending): Promise<void> {
    const { accountName, blob, records } = pending;
    const end = records.findIndex(({ dueAt }) => dueAt > this.#cloud.clock.now());
    const due = end < 0 ? [...records] : records.slice(0, end);
    if (pending.isBroken) {
      this.#lose(pending, due.length);
      return;
    }
    try {
      const account = this.#cloud.storage.forTrustedService(accountName);
      await blob.append(
        account,
        due.map(({ text }) => text),
      );
    } catch (error) {
      this.#note(accountName, error);
      const { code } = error as CloudError;
      if (!BLOB_CODES.includes(code)) return;
      pending.isBroken = true;
      this.broken.push({ accountName, blobName: blob.name, code, recordsLost: 0 });
      this.#lose(pending, due.length);
      return;
    }
    records.splice(0, due.length);
    for (const { allowedLines, lines } of due) {
      for (const line of allowedLines) countIn(this.#allowed, line);
      for (const line of lines) countIn(this.#all, line);
    }
  }

  #lose({ accountName, blob, records }: Pending, count: number): void {
    records.splice(0, count);
    const broken = this.broken.find((one) => one.accountName === accountName && one.blobName === blob.name)!;
    broken.recordsLost += count;
  }

  #note(accountName: string, error: unknown): void {
    if (!(error instanceof CloudError)) throw error;
    this.refusals.push({ accountName, code: error.code });
  }
}

function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

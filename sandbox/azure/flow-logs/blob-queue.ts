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
}

/** Records on their way into blobs. What an account refuses stays, in order, until it is taken. */
export class BlobQueue {
  readonly #cloud: QueueNeeds;
  readonly #blobs = new Map<string, Pending>();
  /** Knob: how long after its time a block is written. @default 0 */
  latenessInMs = 0;
  /** Codes of the writes that were refused, with the name of the account, in order. */
  readonly refusals: { readonly accountName: string; readonly code: string }[] = [];
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
    for (const { accountName, blob } of this.#blobs.values()) {
      await blob.rewrite(this.#cloud.storage.forTrustedService(accountName), recordsKept);
    }
  }

  async #append({ accountName, blob, records }: Pending): Promise<void> {
    const end = records.findIndex(({ dueAt }) => dueAt > this.#cloud.clock.now());
    const due = end < 0 ? [...records] : records.slice(0, end);
    try {
      const account = this.#cloud.storage.forTrustedService(accountName);
      await blob.append(
        account,
        due.map(({ text }) => text),
      );
    } catch (error) {
      this.#note(accountName, error);
      return;
    }
    records.splice(0, due.length);
    for (const { allowedLines, lines } of due) {
      for (const line of allowedLines) countIn(this.#allowed, line);
      for (const line of lines) countIn(this.#all, line);
    }
  }

  #note(accountName: string, error: unknown): void {
    if (!(error instanceof CloudError)) throw error;
    this.refusals.push({ accountName, code: error.code });
  }
}

function countIn(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

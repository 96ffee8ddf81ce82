import type { TokenCredential } from "@azure/core-auth";
import { type BlobLeaseClient, BlockBlobClient, newPipeline } from "@azure/storage-blob";
import { codeOf, serviceError, statusOf } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

/** A lease that nobody renews ends after this; renewed at a third of it, and given up before its end. */
const LEASE_IN_SECONDS = 60;
const RENEWED_AFTER_IN_MILLISECONDS = 20_000;
const LOST_AFTER_IN_SECONDS = 50;

const ROLE = '"Storage Blob Data Owner" on the host account';

/** The lock of a blob, held by this process until it is released or lost. */
export interface Lock {
  /** The time of the storage service when the lock was taken. */
  readonly takenAt: Date;
  /** What the holder before left in the blob; empty at the beginning. */
  readonly content: string;
  /** Aborted once the lock may be another's: it could not be renewed in time. */
  readonly lost: AbortSignal;
  /** Replaces the content. @throws IllumioIacError when that is not possible, also because the lock is lost */
  write(content: string): Promise<void>;
  /** Never fails: a lock that cannot be released ends by itself. */
  release(): Promise<void>;
}

/** A blob of our own whose lease is a lock. */
export class LockBlob {
  readonly #blob: BlockBlobClient;

  constructor(blobUrl: string, credential: TokenCredential, calls: StorageCalls) {
    const pipeline = newPipeline(credential, calls.ofStorage);
    pipeline.factories.push(calls.factory);
    this.#blob = new BlockBlobClient(blobUrl, pipeline);
  }

  /**
   * Takes the lock, and makes the blob the first time.
   *
   * @returns undefined when another one holds it
   * @throws IllumioIacError with the role that is needed, when the blob cannot be used
   */
  async take(): Promise<Lock | undefined> {
    const lease = this.#blob.getBlobLeaseClient();
    try {
      const date = await this.#acquire(lease);
      return date && (await this.#held(lease, date));
    } catch (error) {
      throw serviceError(`the lock ${this.#blob.url} cannot be taken`, error, ROLE);
    }
  }

  async #acquire(lease: BlobLeaseClient): Promise<Date | undefined> {
    for (;;) {
      try {
        const { date } = await lease.acquireLease(LEASE_IN_SECONDS);
        return date ?? new Date();
      } catch (error) {
        if (codeOf(error) === "LeaseAlreadyPresent") return undefined;
        if (codeOf(error) !== "BlobNotFound") throw error;
        await this.#make();
      }
    }
  }

  async #make(): Promise<void> {
    try {
      await this.#blob.upload("", 0, { conditions: { ifNoneMatch: "*" } });
    } catch (error) {
      // Another one made it at the same time.
      if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
    }
  }

  async #held(lease: BlobLeaseClient, takenAt: Date): Promise<Lock> {
    const { url } = this.#blob;
    const ended = new AbortController();
    const lose = (error: Error) => ended.abort(serviceError(`the lock ${url} is lost`, error, ROLE));
    const inTime = () =>
      setTimeout(
        () => lose(new Error(`its lease was not renewed for ${LOST_AFTER_IN_SECONDS} s`)),
        LOST_AFTER_IN_SECONDS * 1_000,
      ).unref();
    let limit = inTime();
    const renewal = setInterval(() => {
      const next = inTime();
      lease.renewLease().then(
        () => {
          clearTimeout(limit);
          limit = next;
        },
        (error) => {
          clearTimeout(next);
          if (statusOf(error) === 409 || statusOf(error) === 412) lose(error);
        },
      );
    }, RENEWED_AFTER_IN_MILLISECONDS).unref();
    const release = async () => {
      clearInterval(renewal);
      clearTimeout(limit);
      await lease.releaseLease().catch(() => undefined); // it ends by itself
    };
    try {
      const content = await this.#blob.downloadToBuffer();
      return {
        takenAt,
        content: content.toString("utf8"),
        lost: ended.signal,
        write: async (text) => {
          try {
            const conditions = { leaseId: lease.leaseId };
            await this.#blob.upload(text, Buffer.byteLength(text), { conditions });
          } catch (error) {
            throw serviceError(`the lock ${url} cannot be written`, error, ROLE);
          }
        },
        release,
      };
    } catch (error) {
      await release();
      throw error;
    }
  }
}

import type { TokenCredential } from "@azure/core-auth";
import { BlockBlobClient, newPipeline } from "@azure/storage-blob";
import { serviceError, statusOf } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

const ROLE = '"Storage Blob Data Owner" on the host account';

/** A blob of our own that holds one text. */
export class TextBlob {
  readonly #blob: BlockBlobClient;

  constructor(blobUrl: string, credential: TokenCredential, calls: StorageCalls) {
    const pipeline = newPipeline(credential, calls.ofStorage);
    pipeline.factories.push(calls.factory);
    this.#blob = new BlockBlobClient(blobUrl, pipeline);
  }

  /** @returns undefined when there is none yet */
  async read(): Promise<string | undefined> {
    try {
      return (await this.#blob.downloadToBuffer()).toString("utf8");
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw serviceError(`${this.#blob.url} cannot be read`, error, ROLE);
    }
  }

  async write(text: string): Promise<void> {
    try {
      const headers = { blobHTTPHeaders: { blobContentType: "application/json" } };
      await this.#blob.upload(text, Buffer.byteLength(text), headers);
    } catch (error) {
      throw serviceError(`${this.#blob.url} cannot be written`, error, ROLE);
    }
  }
}

import { text as textOf } from "node:stream/consumers";
import type { TokenCredential } from "@azure/core-auth";
import { BlockBlobClient, newPipeline } from "@azure/storage-blob";
import { IllumioIacError } from "../../core/errors";
import { codeOf, serviceError, statusOf } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

const ROLE = '"Storage Blob Data Owner" on the host account';
const CHANGED = new Set(["BlobAlreadyExists", "ConditionNotMet"]);

/** A blob of our own that holds one text. What it writes replaces what it read, and nothing that another one wrote since. */
export class TextBlob {
  readonly #blob: BlockBlobClient;
  /** Version that was read or written last; empty for a blob that was not there. */
  #etag: string | undefined;

  constructor(blobUrl: string, credential: TokenCredential, calls: StorageCalls) {
    const pipeline = newPipeline(credential, calls.ofStorage);
    pipeline.factories.push(calls.factory);
    this.#blob = new BlockBlobClient(blobUrl, pipeline);
  }

  /** @returns undefined when there is none yet */
  async read(): Promise<string | undefined> {
    try {
      const { etag, readableStreamBody } = await this.#blob.download();
      const text = await textOf(readableStreamBody!);
      this.#etag = etag;
      return text;
    } catch (error) {
      if (statusOf(error) !== 404) throw serviceError(`${this.#blob.url} cannot be read`, error, ROLE);
      this.#etag = "";
      return undefined;
    }
  }

  /** @throws IllumioIacError also when the blob is not as it was read */
  async write(text: string): Promise<void> {
    try {
      const { etag } = await this.#blob.upload(text, Buffer.byteLength(text), {
        blobHTTPHeaders: { blobContentType: "application/json" },
        ...(this.#etag !== undefined && {
          conditions: this.#etag === "" ? { ifNoneMatch: "*" } : { ifMatch: this.#etag },
        }),
      });
      this.#etag = etag;
    } catch (error) {
      const { url } = this.#blob;
      if (CHANGED.has(codeOf(error) ?? ""))
        throw new IllumioIacError(
          `${url} was changed by another run meanwhile, so it is not written; a later run writes it`,
          { cause: error },
        );
      throw serviceError(`${url} cannot be written`, error, ROLE);
    }
  }
}

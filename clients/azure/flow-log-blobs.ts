import type { TokenCredential } from "@azure/core-auth";
import { BlobServiceClient, type ContainerClient, newPipeline } from "@azure/storage-blob";
import { codeOf, serviceError, statusOf } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

/** A blob as a list shows it. */
export interface ListedBlob {
  readonly container: string;
  readonly name: string;
  readonly etag: string;
  readonly length: number;
}

/** The committed blocks of a blob at one of its ETags; one without a name for a blob that was written without blocks. */
export interface BlockList {
  readonly etag: string;
  readonly blocks: readonly { readonly name: string; readonly size: number }[];
  readonly length: number;
}

/** Why a blob could not be read as it was seen before. */
export type Gone = "deleted" | "changed";

const ROLE = '"Storage Blob Data Reader" on the storage account of the flow logs';
const PAGE = 5_000;

/** Reads the blobs that Network Watcher writes; it never changes one, because that can end an hour's log. */
export class FlowLogBlobs {
  readonly #service: BlobServiceClient;

  constructor(blobUrl: string, credential: TokenCredential, calls: StorageCalls) {
    const pipeline = newPipeline(credential, calls.ofStorage);
    pipeline.factories.push(calls.factory);
    this.#service = new BlobServiceClient(blobUrl, pipeline);
  }

  /** The URL of a blob with its name as it is, for people and as a key. */
  urlOf(container: string, name: string): string {
    return `${this.#container(container).url}/${name}`;
  }

  /** Names of the folders directly below a prefix that ends with `/`; none where the container does not exist yet. */
  async folders(container: string, prefix: string, signal?: AbortSignal): Promise<string[]> {
    const names: string[] = [];
    const list = this.#container(container).listBlobsByHierarchy("/", { prefix, ...stopped(signal) });
    await this.#listing(container, async () => {
      for await (const page of list.byPage({ maxPageSize: PAGE }))
        names.push(...(page.segment.blobPrefixes ?? []).map(({ name }) => name));
    });
    return names;
  }

  /** All blobs whose name begins with a prefix. */
  async list(container: string, prefix: string, signal?: AbortSignal): Promise<ListedBlob[]> {
    const blobs: ListedBlob[] = [];
    const list = this.#container(container).listBlobsFlat({ prefix, ...stopped(signal) });
    await this.#listing(container, async () => {
      for await (const page of list.byPage({ maxPageSize: PAGE }))
        for (const { name, properties } of page.segment.blobItems)
          blobs.push({
            container,
            name,
            etag: bare(properties.etag),
            length: properties.contentLength ?? 0,
          });
    });
    return blobs;
  }

  /** @returns `deleted` when the blob is not there any more */
  async blocks({ container, name }: ListedBlob, signal?: AbortSignal): Promise<BlockList | "deleted"> {
    const blob = this.#container(container).getBlockBlobClient(name);
    try {
      const { etag, committedBlocks, blobContentLength } = await blob.getBlockList(
        "committed",
        stopped(signal),
      );
      const length = blobContentLength ?? 0;
      const blocks = committedBlocks ?? [];
      // A blob that was put or copied in one call has bytes and no block.
      const isWhole = blocks.length === 0 && length > 0;
      return { etag: bare(etag), blocks: isWhole ? [{ name: "", size: length }] : blocks, length };
    } catch (error) {
      if (statusOf(error) === 404) return "deleted";
      throw serviceError(`the blocks of ${this.urlOf(container, name)} cannot be listed`, error, ROLE);
    }
  }

  /** Bytes of a blob that still has this ETag. @param buffer that they are written into, if it is given */
  async bytes(
    { container, name }: ListedBlob,
    range: { readonly offset: number; readonly length: number; readonly etag: string },
    signal?: AbortSignal,
    buffer?: Buffer,
  ): Promise<Uint8Array | Gone> {
    const blob = this.#container(container).getBlockBlobClient(name);
    const conditions = { ifMatch: `"${range.etag}"` };
    try {
      const { readableStreamBody } = await blob.download(range.offset, range.length, {
        conditions,
        maxRetryRequests: 2,
        ...stopped(signal),
      });
      return await collected(readableStreamBody!, range.length, buffer);
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return "deleted";
      if (status === 412 || codeOf(error) === "InvalidRange") return "changed";
      throw serviceError(`${this.urlOf(container, name)} cannot be read`, error, ROLE);
    }
  }

  #container(name: string): ContainerClient {
    return this.#service.getContainerClient(name);
  }

  async #listing(container: string, list: () => Promise<void>): Promise<void> {
    try {
      await list();
    } catch (error) {
      if (codeOf(error) === "ContainerNotFound") return;
      const { url } = this.#container(container);
      throw serviceError(`flow logs in ${url} cannot be listed`, error, ROLE);
    }
  }
}

function stopped(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** An ETag without quotes: answers to single blobs have them, lists have not. */
function bare(etag = ""): string {
  return etag.replace(/^"(.*)"$/, "$1");
}

async function collected(
  stream: NodeJS.ReadableStream,
  length: number,
  buffer: Buffer = Buffer.allocUnsafe(length),
): Promise<Uint8Array> {
  const bytes = buffer.subarray(0, length);
  let at = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (at + chunk.length > length) throw new Error(`answer is longer than the ${length} bytes asked for`);
    at += chunk.copy(bytes, at);
  }
  if (at < length) throw new Error(`answer ended after ${at} of ${length} bytes`);
  return bytes;
}

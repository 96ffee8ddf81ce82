import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { CertificateAuthority, closeServer, listenOnLoopback } from "illumio-iac-sandbox/http";
import { blockListXml, listXml, type StandInBlob, type StandInBlock } from "./storage-xml";
import { TableStandIn } from "./table-stand-in";

const HEAD = Buffer.from('{"records":[');
const TAIL = Buffer.from("]}");

/**
 * Azure Storage as far as a drain uses it, in memory over HTTPS, for benchmarks: it costs little, so that the drain is
 * what is measured, and it counts calls and bytes.
 */
export class StorageStandIn {
  readonly authority = new CertificateAuthority();
  /** Calls by what they ask for. */
  readonly calls = new Map<string, number>();
  /** Bytes of blobs that were sent. */
  bytesSent = 0;
  readonly #blobs = new Map<string, StandInBlob>();
  readonly #tables = new TableStandIn();
  readonly #server;
  #port = 0;
  #versions = 0;

  constructor() {
    const { certificate, privateKey } = this.authority.issue(["127.0.0.1"]);
    this.#server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => this.#answer(request, Buffer.concat(chunks).toString(), response));
    });
  }

  async start(): Promise<void> {
    this.#port = await listenOnLoopback(this.#server, 0);
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}/bench/`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return closeServer(this.#server);
  }

  /** Puts an entry before the block that ends a flow log, as Network Watcher does. */
  append(container: string, name: string, entry: Buffer): void {
    const key = `${container}/${name}`;
    const before = this.#blobs.get(key)?.blocks ?? [this.#block(HEAD), this.#block(TAIL)];
    this.#put(key, [...before.slice(0, -1), this.#block(entry), before.at(-1)!]);
  }

  #block(bytes: Buffer): StandInBlock {
    return {
      name: Buffer.from(`block-${String(this.#versions++).padStart(26, "0")}`).toString("base64"),
      bytes,
    };
  }

  #put(key: string, blocks: readonly StandInBlock[]): StandInBlob {
    const length = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const blob = { blocks, etag: `0x8D${(this.#versions++).toString(16).toUpperCase()}`, length };
    this.#blobs.set(key, blob);
    return blob;
  }

  #answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const url = new URL(request.url!, this.url);
    const path = decodeURIComponent(url.pathname).replace(/^\/bench\//, "");
    const query = url.searchParams;
    const method = request.method!;
    if (this.#tables.serves(path)) {
      this.#count("tables");
      this.#tables.answer(method, path, query, body, response);
    } else if (query.get("comp") === "list") {
      this.#count("lists");
      response.writeHead(200, { "content-type": "application/xml" }).end(listXml(this.#blobs, path, query));
    } else if (query.get("comp") === "lease") {
      this.#count("lock");
      if (!this.#blobs.has(path)) this.#put(path, []);
      const status = { acquire: 201, renew: 200, release: 200 }[String(request.headers["x-ms-lease-action"])];
      response.writeHead(status!, { "x-ms-lease-id": "00000000-0000-0000-0000-000000000001" }).end();
    } else if (method === "PUT") {
      this.#count("lock");
      const { etag } = this.#put(path, [this.#block(Buffer.from(body))]);
      response.writeHead(201, { etag: `"${etag}"` }).end();
    } else this.#read(path, query, request, response);
  }

  #read(path: string, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const blob = this.#blobs.get(path);
    if (blob === undefined)
      throw new Error(`the stand-in for storage has no answer to ${request.method} ${path}`);
    const headers = { etag: `"${blob.etag}"`, "x-ms-blob-type": "BlockBlob", "accept-ranges": "bytes" };
    if (query.get("comp") === "blocklist") {
      this.#count("block lists");
      const length = { "x-ms-blob-content-length": blob.length, "content-type": "application/xml" };
      response.writeHead(200, { ...headers, ...length }).end(blockListXml(blob));
      return;
    }
    this.#count(path.startsWith("insights-logs") ? "reads of blocks" : "lock");
    const [, from = "0", to = `${blob.length - 1}`] =
      /^bytes=(\d+)-(\d+)$/.exec(String(request.headers["x-ms-range"])) ?? [];
    const bytes = blob.length === 0 ? [] : rangeOf(blob, Number(from), Number(to) + 1);
    const length = bytes.reduce((sum, one) => sum + one.length, 0);
    if (path.startsWith("insights-logs")) this.bytesSent += length;
    const range = `bytes ${from}-${to}/${blob.length}`;
    const status = blob.length === 0 || request.method === "HEAD" ? 200 : 206;
    response.writeHead(status, { ...headers, "content-length": length, "content-range": range });
    if (request.method !== "HEAD") for (const one of bytes) response.write(one);
    response.end();
  }

  #count(kind: string): void {
    this.calls.set(kind, (this.calls.get(kind) ?? 0) + 1);
  }
}

/** Bytes of a blob without a copy of them. */
function rangeOf({ blocks }: StandInBlob, from: number, to: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (const { bytes } of blocks) {
    const [first, end] = [Math.max(from - at, 0), Math.min(to - at, bytes.length)];
    if (first < end) found.push(bytes.subarray(first, end));
    at += bytes.length;
  }
  return found;
}

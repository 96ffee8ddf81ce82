import type { IncomingMessage } from "node:http";

/** One HTTP request, read to its end. */
export interface CloudRequest {
  readonly method: string;
  /** The path as it was sent, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface CloudResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** S3 takes 5 GB in one PUT; nothing here needs more than a function archive or a flow log object. */
const LARGEST_BODY = 256 * 1024 * 1024;

export async function readRequest(message: IncomingMessage): Promise<CloudRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error(`A request body is larger than ${LARGEST_BODY} bytes.`);
    chunks.push(chunk);
  }
  const [path = "/", rawQuery = ""] = splitOnce(message.url ?? "/", "?");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return {
    method: message.method ?? "GET",
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    body: Buffer.concat(chunks),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

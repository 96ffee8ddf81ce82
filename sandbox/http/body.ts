import type { IncomingMessage } from "node:http";

export class BodyTooLargeError extends Error {}

/** The whole request body. @throws BodyTooLargeError past the limit, after which the rest is not kept. */
export async function readBody(request: IncomingMessage, limitInBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitInBytes) throw new BodyTooLargeError(`the body has more than ${limitInBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

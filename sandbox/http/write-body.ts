import type { ServerResponse } from "node:http";

const FALLBACK_BUFFER = 16 * 1024;

/**
 * Writes a body in slices smaller than the connection's buffer, each after the one before has left, and ends the answer.
 *
 * Over TLS, Node gives up a connection (`HPE_PAUSED`) when the next request arrives while more than a buffer of the
 * last answer is still on its way out, which happens on a busy machine. The last slice goes out with the end, so nobody has
 * a whole answer before it has ended. When the client goes away, the rest is dropped.
 */
export async function writeBody(
  response: ServerResponse,
  parts: Iterable<string | Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const size = Math.floor((response.socket?.writableHighWaterMark ?? FALLBACK_BUFFER) / 2);
  let last: Uint8Array | undefined;
  for await (const part of parts) {
    const bytes = Buffer.from(part as string);
    for (let start = 0; start < bytes.length; start += size) {
      if (last) await written(response, last);
      if (response.destroyed) return;
      last = bytes.subarray(start, start + size);
    }
  }
  response.end(last);
}

function written(response: ServerResponse, slice: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("close", done);
      resolve();
    };
    response.once("close", done);
    response.write(slice, done);
  });
}

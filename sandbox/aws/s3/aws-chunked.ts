import { crc32 } from "node:zlib";
import { CloudError } from "../../cloud/cloud-error";
import type { CloudRequest } from "../http/request";

/**
 * The content of an upload. Clients that do not know the content before they send it, such as those that put a stream,
 * frame it: `SIZE-IN-HEX[;chunk-signature=…]`, that many bytes, and so on until a chunk of size 0, then trailing
 * headers.
 *
 * A CRC-32 in the trailing headers is checked; other checksums and the signatures of chunks are not.
 *
 * @throws CloudError 400 when the framing, the length or the checksum is wrong
 */
export function contentOf({ headers, body }: CloudRequest): Buffer {
  if (!isChunked(headers)) return body;
  const pieces: Buffer[] = [];
  let position = 0;
  const line = (): string => {
    const end = body.indexOf("\r\n", position);
    if (end < 0) throw incomplete();
    const text = body.toString("latin1", position, end);
    position = end + 2;
    return text;
  };
  for (;;) {
    const [, hex] = /^([0-9a-f]{1,8})(?:;.*)?$/i.exec(line()) ?? [];
    if (hex === undefined) throw incomplete();
    const size = Number.parseInt(hex, 16);
    if (size === 0) break;
    const piece = body.subarray(position, position + size);
    position += size;
    if (piece.length < size || line() !== "") throw incomplete();
    pieces.push(piece);
  }
  const content = Buffer.concat(pieces);
  if (content.length !== Number(headers["x-amz-decoded-content-length"])) throw incomplete();
  const trailer = /^x-amz-checksum-crc32:\s*(\S+)/m.exec(body.toString("latin1", position))?.[1];
  if (trailer !== undefined && trailer !== checksum(content)) {
    throw new CloudError("BadDigest", "The CRC32 you specified did not match what we received.");
  }
  return content;
}

function isChunked(headers: CloudRequest["headers"]): boolean {
  const encodings = (headers["content-encoding"] ?? "").split(",").map((one) => one.trim());
  return encodings.includes("aws-chunked") || !!headers["x-amz-content-sha256"]?.startsWith("STREAMING-");
}

function checksum(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString("base64");
}

function incomplete(): CloudError {
  return new CloudError(
    "IncompleteBody",
    "The request body terminated unexpectedly, or is not what the headers say.",
  );
}

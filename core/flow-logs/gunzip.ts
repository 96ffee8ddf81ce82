import { gunzipSync } from "node:zlib";
import { FlowLogFormatError } from "../errors";

/** A delivery of CloudWatch Logs holds 1 MB at most before compression; what unpacks to more than this is none. */
const LARGEST_DELIVERY = 256 * 1024 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip of any number of members at once.
 *
 * @param what names the thing in errors, for example `delivery`
 * @throws FlowLogFormatError when it is cut, damaged or unpacks to more than 256 MB
 */
export function gunzip(bytes: Uint8Array, what: string): Buffer {
  try {
    return gunzipSync(bytes, { chunkSize: sizeHint(bytes), maxOutputLength: LARGEST_DELIVERY });
  } catch (cause) {
    throw gzipError(cause, what, bytes.length);
  }
}

export function gzipError(cause: unknown, what: string, length: number): FlowLogFormatError {
  const code = (cause as NodeJS.ErrnoException).code;
  const problem =
    code === "Z_BUF_ERROR"
      ? "ends in the middle of the gzip; it was cut on its way"
      : code === "ERR_BUFFER_TOO_LARGE"
        ? `unpacks to more than ${LARGEST_DELIVERY} bytes`
        : `is damaged gzip (${(cause as Error).message})`;
  return new FlowLogFormatError(`${what} of ${length} bytes ${problem}. Fetch it again, whole.`, { cause });
}

/**
 * One output buffer that takes everything saves zlib from copying. A gzip member ends in its length before compression;
 * where that cannot be, zlib goes on in pieces of 16 kB to 1 MB.
 */
function sizeHint(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(
    bytes.length - 4,
    true,
  );
  const believable = length <= bytes.length * 1032 && length <= LARGEST_DELIVERY;
  return believable ? Math.max(length + 64, 16_384) : 1_048_576;
}

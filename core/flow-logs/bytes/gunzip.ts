import { gunzipSync } from "node:zlib";
import { FlowLogFormatError } from "../../errors";

/**
 * Far above what a cloud sends at once (CloudWatch Logs: 1 MB before compression); what unpacks to more is damaged or
 * malicious.
 */
const LARGEST_DELIVERY = 256 * 1024 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/**
 * Unpacks a gzip of any number of members at once; zero bytes between them and at the end are padding.
 *
 * @param what names the thing in errors, for example `delivery`
 * @throws FlowLogFormatError when it is cut, damaged or unpacks to more than 256 MB, or something else follows a member
 */
export function gunzip(bytes: Uint8Array, what: string): Buffer {
  const members: Buffer[] = [];
  let room = LARGEST_DELIVERY;
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const { buffer, read } = unpack(rest, what, room);
    members.push(buffer);
    room -= buffer.length;
    at += read;
    while (bytes[at] === 0) at++;
    if (at < bytes.length && !isGzip(bytes.subarray(at)))
      throw behindEnd(what, "gzip", at, bytes.subarray(at));
  }
  return members.length === 1 ? members[0]! : Buffer.concat(members);
}

/** Unpacks members that follow one another without padding. @returns also how many bytes they are */
function unpack(bytes: Uint8Array, what: string, room: number): { buffer: Buffer; read: number } {
  try {
    const options = { chunkSize: sizeHint(bytes), maxOutputLength: Math.max(room, 1), info: true };
    const { buffer, engine } = gunzipSync(bytes, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { buffer, read: engine.bytesWritten };
  } catch (cause) {
    throw unpackError(cause, what, bytes.length, "gzip");
  }
}

/** @param rest what stands at byte `at`, where a member or nothing is due */
export function behindEnd(what: string, name: string, at: number, rest: Uint8Array): FlowLogFormatError {
  const seen = JSON.stringify(Buffer.from(rest.subarray(0, 20)).toString("latin1"));
  return new FlowLogFormatError(
    `${what}: behind the end of the ${name}, at byte ${at}, stands something else (starts with ${seen}). Fetch it again, whole.`,
  );
}

export function unpackError(cause: unknown, what: string, length: number, name: string): FlowLogFormatError {
  const code = (cause as NodeJS.ErrnoException).code;
  const problem =
    code === "Z_BUF_ERROR"
      ? `ends in the middle of the ${name}; it was cut on its way`
      : code === "ERR_BUFFER_TOO_LARGE"
        ? `unpacks to more than ${LARGEST_DELIVERY} bytes`
        : `is damaged ${name} (${(cause as Error).message})`;
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

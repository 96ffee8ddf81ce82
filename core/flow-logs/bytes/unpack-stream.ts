import * as zlib from "node:zlib";
import { FlowLogFormatError } from "../../errors";
import { behindEnd, isGzip, isZstd, unpackError } from "./gunzip";

const CHUNK_IN_BYTES = 65_536;

/** A compression format whose files may be concatenated. */
export interface Compression {
  readonly name: "gzip" | "zstd";
  readonly begins: (bytes: Uint8Array) => boolean;
  /** @throws FlowLogFormatError where this Node.js does not have it */
  readonly unpacker: () => zlib.Gunzip | zlib.ZstdDecompress;
}

export const GZIP: Compression = {
  name: "gzip",
  begins: isGzip,
  unpacker: () => zlib.createGunzip({ chunkSize: CHUNK_IN_BYTES }),
};

export const ZSTD: Compression = {
  name: "zstd",
  begins: isZstd,
  unpacker: () => {
    if (typeof zlib.createZstdDecompress === "function")
      return zlib.createZstdDecompress({ chunkSize: CHUNK_IN_BYTES });
    throw new FlowLogFormatError(
      "the flow log file is zstd, which Node.js reads from version 22.15 on. Use a newer Node.js, or unpack it first with zstd -d.",
    );
  },
};

/**
 * Unpacks any number of compressed members as they arrive; zero bytes between them and at the end are padding.
 *
 * @throws FlowLogFormatError when it is cut or damaged, or something else follows a member; what `chunks` throws
 */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = new Pieces(chunks);
  do yield* unpackMembers(pieces, compression);
  while (await reachesMember(pieces, compression));
}

/** Unpacks members that follow one another without padding. */
async function* unpackMembers(
  pieces: Pieces,
  { name, unpacker: open }: Compression,
): AsyncGenerator<Uint8Array, void, undefined> {
  const unpacker = open();
  unpacker.on("error", () => undefined); // the loop below throws it, but stops listening when it ends
  const feed = async () => {
    let given = 0;
    for (let piece = await pieces.next(); piece !== undefined; piece = await pieces.next()) {
      given += piece.length;
      const bytes = piece;
      await new Promise<void>((resolve, reject) => {
        unpacker.write(bytes, (problem) => (problem ? reject(problem) : resolve()));
      });
      const unread = given - unpacker.bytesWritten;
      if (unread > 0) {
        pieces.putBack(piece.subarray(piece.length - unread));
        return;
      }
    }
    unpacker.end();
  };
  const feeding = feed().catch((problem: Error) => {
    unpacker.destroy(problem);
  });
  try {
    for await (const piece of unpacker) yield piece as Uint8Array;
    await feeding;
  } catch (problem) {
    if (/^(Z_|ZSTD_)/.test((problem as NodeJS.ErrnoException).code ?? ""))
      throw unpackError(problem, "flow log file", pieces.taken, name);
    throw problem;
  }
}

/** Skips padding. @returns whether another member follows; false at the end */
async function reachesMember(pieces: Pieces, { name, begins }: Compression): Promise<boolean> {
  for (let piece = await pieces.next(); piece !== undefined; piece = await pieces.next()) {
    const start = piece.findIndex((byte) => byte !== 0);
    if (start < 0) continue;
    let rest = piece.subarray(start);
    while (rest.length < 4) {
      const more = await pieces.next();
      if (more === undefined) break;
      rest = Buffer.concat([rest, more]);
    }
    if (!begins(rest)) throw behindEnd("flow log file", name, pieces.taken - rest.length, rest);
    pieces.putBack(rest);
    return true;
  }
  return false;
}

/** The pieces of a stream; the unused rest of a piece can be put back. */
class Pieces {
  /** Bytes handed out so far. */
  taken = 0;
  private readonly iterator: AsyncIterator<Uint8Array>;
  private back: Uint8Array | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.iterator = chunks[Symbol.asyncIterator]();
  }

  async next(): Promise<Uint8Array | undefined> {
    const { back } = this;
    this.back = undefined;
    const next = back === undefined ? await this.iterator.next() : { done: false, value: back };
    if (next.done) return undefined;
    this.taken += next.value.length;
    return next.value;
  }

  putBack(bytes: Uint8Array): void {
    this.back = bytes;
    this.taken -= bytes.length;
  }
}

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const PIECE_IN_CHARACTERS = 65_536;

/** Writes texts as fast as the reader takes them. A reader that has seen enough, such as `head`, ends it silently. */
export async function writeAll(stream: NodeJS.WritableStream, texts: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces(texts)), stream, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

function* pieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_IN_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

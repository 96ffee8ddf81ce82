import { byteOrderMark } from "../bytes/content-kind";
import { UnreadableBlockError } from "./unreadable-block-error";

/** What stands before the entries of a blob, and behind them. */
const HEAD = /^\s*\{\s*"records"\s*:\s*\[/;
const TAIL = /\]\s*\}\s*$/;
const WHITE_SPACE = [32, 10, 13, 9];
const COMMA = 44;

/**
 * The values that a block of a blob holds: one entry, several with commas between, a whole document, or only its
 * beginning or end.
 *
 * @throws UnreadableBlockError when it is no JSON
 */
export function blockEntries(bytes: Uint8Array): readonly unknown[] {
  const text = textOfEntries(bytes);
  return valuesOf(text) ?? failed(bytes, text);
}

/** @param text as `textOfEntries` returns it @returns undefined when it is no JSON */
export function valuesOf(text: string): readonly unknown[] | undefined {
  return parsed(text) ?? listed(text) ?? withoutFrame(text);
}

/** The only entry of a block. */
function parsed(text: string): readonly unknown[] | undefined {
  try {
    return [JSON.parse(text)];
  } catch {
    return undefined;
  }
}

/** The entries of a block that has commas between them, or none. */
function listed(text: string): readonly unknown[] | undefined {
  try {
    return JSON.parse(`[${text}]`) as unknown[];
  } catch {
    return undefined;
  }
}

/** The entries of a block that also holds the beginning or the end of the document, but not both. */
function withoutFrame(text: string): readonly unknown[] | undefined {
  const frame = [HEAD, TAIL].find((part) => part.test(text) && listed(text.replace(part, "")) !== undefined);
  return frame === undefined ? undefined : listed(text.replace(frame, ""));
}

function failed(bytes: Uint8Array, text: string): never {
  let problem: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    problem = error;
  }
  const end = Buffer.from(bytes.subarray(-40)).toString();
  throw new UnreadableBlockError(
    "not-json",
    `the block of ${bytes.length} bytes is not JSON: ${(problem as Error).message}. It ends with ${JSON.stringify(end)}.`,
    { cause: problem },
  );
}

/** The text from the first entry on: without byte order mark, white space and the comma between two entries. */
export function textOfEntries(bytes: Uint8Array): string {
  let at = byteOrderMark(bytes);
  while (WHITE_SPACE.includes(bytes[at]!)) at++;
  if (bytes[at] === COMMA) at++;
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return decoded(buffer.subarray(at));
}

/** Longer texts are decoded in pieces: Node keeps them outside of its heap, where they stay for longer than they are needed. */
const PIECE = 524_288;

function decoded(bytes: Buffer): string {
  if (bytes.length <= PIECE) return bytes.toString();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
  return text + decoder.decode();
}

import { UnreadableBlockError } from "./unreadable-block-error";

/** What stands before the entries of a blob, and behind them. */
const HEAD = /^\s*\{\s*"records"\s*:\s*\[/;
const TAIL = /\]\s*\}\s*$/;
/** White space, byte order marks and the comma between two entries. */
const BEFORE = /^[\s\ufeff]*,?/;

/**
 * The values that a block of a blob holds: one entry, several with commas between, a whole document, or only its
 * beginning or end.
 *
 * @throws UnreadableBlockError when it is no JSON
 */
export function blockEntries(bytes: Uint8Array): readonly unknown[] {
  const text = textOf(bytes).replace(BEFORE, "");
  try {
    return JSON.parse(`[${text}]`) as unknown[];
  } catch (cause) {
    return withoutFrame(text) ?? failed(bytes, cause as Error);
  }
}

/** The entries of a block that also holds the beginning or the end of the document, but not both. */
function withoutFrame(text: string): readonly unknown[] | undefined {
  for (const frame of [HEAD, TAIL]) {
    if (!frame.test(text)) continue;
    try {
      return JSON.parse(`[${text.replace(frame, "")}]`) as unknown[];
    } catch {
      // The other frame may be there, or the error of the whole tells more.
    }
  }
  return undefined;
}

function failed(bytes: Uint8Array, cause: Error): never {
  const end = Buffer.from(bytes.subarray(-40)).toString();
  throw new UnreadableBlockError(
    "not-json",
    `the block of ${bytes.length} bytes is not JSON: ${cause.message}. It ends with ${JSON.stringify(end)}.`,
    { cause },
  );
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}

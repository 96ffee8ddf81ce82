import { byteOrderMark, contentKind } from "../bytes/content-kind";
import { csvHeader } from "./csv-reader";
import { headerFields } from "./flow-log-fields";
import { recogniseParts, recogniseRecord } from "./known-formats";

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes of a text that are looked at to find out what it is. */
export const LONGEST_BEGINNING = 65_536;
const SHORTEST_BEGINNING = 512;
const LINES_TO_TELL_FROM = 100;
const LINE_FEED = 10;

/**
 * The beginning of a stream, long enough to tell what it is, and the whole stream.
 *
 * @param isEnough whether a beginning is that long; it is not asked again after the end
 */
export async function begun(
  chunks: Chunks,
  isEnough: (head: Uint8Array) => boolean = tells,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = toAsync(chunks);
  let head: Uint8Array = new Uint8Array(0);
  let isDone = false;
  while (!isDone && !isEnough(head)) {
    const next = await iterator.next();
    isDone = next.done === true;
    if (!next.done) head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const all = async function* () {
    yield head;
    if (!isDone) yield* iterator;
  };
  return { head, all: all() };
}

/** Whether the beginning of a content is long enough to tell what follows. */
function tells(head: Uint8Array): boolean {
  if (head.length < 16) return false;
  if (head.length >= LONGEST_BEGINNING) return true;
  const { kind } = contentKind(head);
  if (kind !== "text" && kind !== "other") return true;
  const lines = linesOf(head);
  if (kind === "other") return head.length >= SHORTEST_BEGINNING;
  const isWhole = head.includes(LINE_FEED);
  return (
    isWhole &&
    (lines.length > LINES_TO_TELL_FROM ||
      csvHeader(lines[0] ?? "") !== undefined ||
      formatOfLines(lines.slice(0, -1)) !== undefined)
  );
}

/** Lines of a beginning that are not blank. */
export function linesOf(head: Uint8Array): string[] {
  const beginning = Buffer.from(head.subarray(byteOrderMark(head), LONGEST_BEGINNING)).toString();
  return beginning.split("\n").filter((line) => line.trim() !== "");
}

export async function* toAsync(chunks: Chunks): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield* chunks;
}

/** The format of the first of these lines that is a record or names the fields; undefined when none does. */
export function formatOfLines(lines: readonly string[]): readonly string[] | undefined {
  for (const line of lines) {
    const found = headerFields(line) ?? recogniseRecord(line)?.fields ?? recogniseParts(line)[0]?.fields;
    if (found !== undefined) return found;
  }
  return undefined;
}

import { createGunzip } from "node:zlib";
import { FlowLogFormatError } from "../errors";
import type { FlowTable } from "./flow-table";
import { gzipError, isGzip } from "./gunzip";
import { readJsonFile } from "./json-file";
import { LineReader } from "./line-reader";

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Largest JSON file: it is read at once, unlike a file of lines. */
const LARGEST_JSON = 512 * 1024 * 1024;

/**
 * Reads a flow log file into a table: lines, plain or gzip (also of several members), with or without header; or JSON as
 * CloudWatch Logs sends and prints it. A file of lines may be of any size: memory grows with its connections.
 *
 * @param fields order of the fields where there is no header. Without it, 14 fields are the default format, 22 that of
 *   this package, and a transit gateway's records their default format
 * @throws FlowLogFormatError when it is no flow log, or its gzip is cut; the table then holds a part of it
 */
export async function readFlowLogFile(
  chunks: Chunks,
  fields: readonly string[] | undefined,
  table: FlowTable,
): Promise<void> {
  const file = await begun(chunks);
  const text = isGzip(file.head) ? await begun(gunzipped(file.all)) : file;
  const start = Buffer.from(text.head.subarray(0, 1024)).toString("latin1");
  if (start.startsWith("PAR1"))
    throw new FlowLogFormatError(
      "the flow log file is Parquet, which this reader does not take. Have the flow log written as plain text.",
    );
  if (/^\s*[{[]/.test(start.slice(byteOrderMark(text.head)))) {
    const json = await whole(text.all);
    readJsonFile(json.subarray(byteOrderMark(json)), fields, table);
    return;
  }
  const lines = new LineReader(fields, table);
  let skipped = byteOrderMark(text.head);
  for await (const chunk of text.all) {
    lines.push(chunk.subarray(skipped));
    skipped = 0;
  }
  lines.end();
}

/** The first bytes of a stream, enough to tell what it is, and all of it. */
async function begun(chunks: Chunks): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = toAsync(chunks);
  let head: Uint8Array = new Uint8Array(0);
  let isDone = false;
  while (head.length < 16 && !isDone) {
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

async function* toAsync(chunks: Chunks): AsyncGenerator<Uint8Array, undefined, undefined> {
  yield* chunks;
}

async function* gunzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 65_536 });
  let length = 0;
  const feed = async () => {
    for await (const chunk of chunks) {
      length += chunk.length;
      await new Promise<void>((resolve, reject) => {
        gunzip.write(chunk, (problem) => (problem ? reject(problem) : resolve()));
      });
    }
    gunzip.end();
  };
  const feeding = feed().catch((problem: Error) => {
    gunzip.destroy(problem);
  });
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
    await feeding;
  } catch (problem) {
    if (/^Z_/.test((problem as NodeJS.ErrnoException).code ?? ""))
      throw gzipError(problem, "flow log file", length);
    throw problem;
  }
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of chunks) {
    pieces.push(piece);
    length += piece.length;
    if (length > LARGEST_JSON)
      throw new FlowLogFormatError(
        `the flow log file is JSON of more than ${LARGEST_JSON} bytes. Cut it into one file for each payload.`,
      );
  }
  return Buffer.concat(pieces, length);
}

function byteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

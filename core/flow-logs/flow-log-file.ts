import { FlowLogFormatError } from "../errors";
import { ColumnRecords } from "./aws/column-records";
import { begun, type Chunks, LONGEST_BEGINNING, toAsync } from "./aws/file-beginning";
import { readJsonFile } from "./aws/json-file";
import { isQuoted, readText } from "./aws/text-file";
import { isBlobFile, readBlobFile } from "./azure/blob-file";
import { byteOrderMark, contentKind } from "./bytes/content-kind";
import { GZIP, unpacked, ZSTD } from "./bytes/unpack-stream";
import type { FlowTable } from "./flows/flow-table";
import { NoFlowLogError } from "./no-flow-log-error";

/**
 * Reads a Parquet table in pieces. The first has no rows and names every column; the others have the columns that are
 * wanted. A value that is missing is `null` or `undefined`.
 */
export type ParquetReader = (
  file: Uint8Array,
  isWanted: (column: string) => boolean,
) => AsyncIterable<{ readonly names: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>;

export interface ReadFileOptions {
  /** Without it, Parquet is refused. */
  readonly parquet?: ParquetReader;
}

export interface FileRead {
  /** The file is one of Azure that lacks its end, as it does while its hour is open: it was read to its last whole record. */
  readonly isCut: boolean;
}

/** Largest file, in bytes, of a kind that is read as a whole (JSON, Parquet) and not line by line or row by row. */
const LARGEST_AT_ONCE = 512 * 1024 * 1024;
/** Levels of compressed files within one another that are unpacked. */
const DEEPEST = 4;

/**
 * Reads a flow log file into a table. The kind of file is recognised by its content: lines, with or without header; CSV
 * of the console, of Logs Insights and of Athena; JSON that AWS sends or prints; `PT1H.json` of Azure's VNet and NSG flow logs; Parquet; each plain, gzip or zstd,
 * also in one another, also as UTF-16 with byte order mark. Lines and rows may be of any number: memory grows with the
 * connections in them.
 *
 * @param fields order of the fields where there is no header. Without it, the format of each record is recognised by
 *   its form: the default format (14 fields), that of this package (22), and a transit gateway's default format
 * @throws FlowLogFormatError when it is no flow log (`isNoFlowLogError`; nothing was read then), when it is cut or
 *   damaged; the table then holds a part of it
 */
export async function readFlowLogFile(
  chunks: Chunks,
  fields: readonly string[] | undefined,
  table: FlowTable,
  options: ReadFileOptions = {},
): Promise<FileRead> {
  const reading: Reading = { fields, table, options, around: "", isUtf16: false };
  return (await readContent(toAsync(chunks), reading)) ?? { isCut: false };
}

interface Reading {
  readonly fields: readonly string[] | undefined;
  readonly table: FlowTable;
  readonly options: ReadFileOptions;
  /** What the content came in, for example ` inside gzip`. */
  readonly around: string;
  readonly isUtf16: boolean;
}

async function readContent(
  chunks: AsyncIterable<Uint8Array>,
  reading: Reading,
): Promise<FileRead | undefined> {
  const { head, all } = await begun(chunks);
  const content = contentKind(head);
  switch (content.kind) {
    case "gzip":
    case "zstd":
      return readPacked(all, content.kind, reading);
    case "utf-16le":
    case "utf-16be":
      return readContent(decoded(all, content.kind), { ...reading, isUtf16: true });
    case "json":
      return readJson(all, reading);
    case "parquet":
      await readParquet(await whole(all, "Parquet"), reading);
      return undefined;
    case "text":
      if (isQuoted(head)) return readJson(all, reading);
      await readText({ head, all, ...reading }, reading.fields, reading.table);
      return undefined;
    default:
      throw new NoFlowLogError(content.looksLike + reading.around, content.advice);
  }
}

async function readPacked(
  all: AsyncIterable<Uint8Array>,
  kind: "gzip" | "zstd",
  reading: Reading,
): Promise<FileRead | undefined> {
  const around = ` inside ${kind}${reading.around}`;
  if (around.split(" inside ").length > DEEPEST + 1)
    throw new FlowLogFormatError(
      `the flow log file is compressed more than ${DEEPEST} times. Unpack it first.`,
    );
  return readContent(unpacked(all, kind === "gzip" ? GZIP : ZSTD), { ...reading, around });
}

async function readJson(
  chunks: AsyncIterable<Uint8Array>,
  { fields, table }: Reading,
): Promise<FileRead | undefined> {
  const { head, all } = await begun(chunks, (bytes) => bytes.length >= LONGEST_BEGINNING);
  if (isBlobFile(head.subarray(byteOrderMark(head)))) return readBlobFile(withoutMark(all), table);
  const json = await whole(all, "JSON");
  readJsonFile(json.subarray(byteOrderMark(json)), fields, table);
  return undefined;
}

/** @param chunks of which the first holds the whole byte order mark, if there is one */
async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst ? chunk.subarray(byteOrderMark(chunk)) : chunk;
    isFirst = false;
  }
}

async function readParquet(file: Uint8Array, { table, fields, options, around }: Reading): Promise<void> {
  if (options.parquet === undefined)
    throw new NoFlowLogError(
      `Parquet${around}`,
      "This reader does not take it; the command illumio-iac flows does.",
    );
  let rows: ColumnRecords | undefined;
  table.bytes += file.length;
  for await (const { names, rows: values } of options.parquet(file, ColumnRecords.isRecordColumn)) {
    if (values.length === 0 && !ColumnRecords.areRecords(names))
      throw new NoFlowLogError(
        `Parquet of another table${around}, with the columns ${names.join(", ").slice(0, 200)}`,
        "Give a table with addresses, ports and protocol, as a flow log writes it.",
      );
    if (values.length > 0) rows ??= new ColumnRecords(names, fields, table);
    for (const row of values) rows!.read(row.map((value) => (value == null ? undefined : String(value))));
  }
}

async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: "utf-16le" | "utf-16be",
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function whole(chunks: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of chunks) {
    pieces.push(piece);
    length += piece.length;
    if (length > LARGEST_AT_ONCE)
      throw new FlowLogFormatError(
        `the flow log file is ${name} of more than ${LARGEST_AT_ONCE} bytes. Cut it into several files.`,
      );
  }
  return Buffer.concat(pieces, length);
}

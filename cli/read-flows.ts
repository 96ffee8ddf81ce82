import { createReadStream } from "node:fs";
import { FlowLogFormatError, IllumioIacError, isFlowLogFormatError } from "../core/errors";
import {
  addStats,
  type DecidedFlows,
  type DecideOptions,
  type FlowLogStats,
  FlowTable,
  type FlowTableOptions,
  isNoFlowLogError,
  NO_STATS,
  readFlowLogFile,
  unreadableRecords,
} from "../core/flow-logs";
import { looksLikeRecord } from "../core/flow-logs/aws/known-formats";
import { type FlowFile, flowFiles } from "./flow-files";
import { readParquet } from "./parquet-file";
import type { Progress } from "./progress";

export interface ReadFlowsOptions extends FlowTableOptions, DecideOptions {
  /** Field names in their order, where a file has no header. */
  readonly fields?: readonly string[];
}

export interface ReadFlows {
  readonly flows: DecidedFlows;
  /** Every record is in `skipped` or in `decisions`. */
  readonly stats: FlowLogStats;
  readonly files: FilesRead;
}

export interface FilesRead {
  readonly read: number;
  /** Files in folders that are not read because they are no flow logs, each with what it looks like. */
  readonly others: readonly string[];
  /** Files of Azure without their end, which were read to their last whole record. */
  readonly cut: readonly string[];
}

/**
 * The flows of several files together; the format of each file is recognised by its content.
 *
 * @param paths files and folders; `-` is standard input
 * @throws FlowLogFormatError that names the file which is no flow log; IllumioIacError for one that cannot be read
 */
export async function readFlows(
  paths: readonly string[],
  options: ReadFlowsOptions,
  progress: Pick<Progress, "say">,
): Promise<ReadFlows> {
  const table = new FlowTable({ includeRejected: options.includeRejected });
  const files = { read: 0, others: [] as string[], cut: [] as string[] };
  for await (const file of flowFiles(paths)) {
    const { other, isCut } = await readInto(table, file, options.fields, progress);
    if (other === undefined) files.read++;
    else files.others.push(other);
    if (isCut) files.cut.push(nameOf(file));
  }
  if (files.read === 0) throw noFlowLogIn(paths, files.others);

  const flows = table.decide(options);
  const { carried: _, ...read } = table.stats;
  const stats = addStats({ ...read, carried: 0 }, { ...NO_STATS, decisions: flows.decisions });
  if (stats.records > 0 && unreadableRecords(stats) === stats.records) throw nothingReadable(stats);
  return { flows, stats, files };
}

function nameOf({ path }: FlowFile): string {
  return path === "-" ? "standard input" : path;
}

interface FileOutcome {
  /** What the file looks like when it was found in a folder and is not read. */
  readonly other?: string;
  readonly isCut?: boolean;
}

async function readInto(
  table: FlowTable,
  file: FlowFile,
  fields: readonly string[] | undefined,
  progress: Pick<Progress, "say">,
): Promise<FileOutcome> {
  const { path, isFound, looksLike } = file;
  const name = nameOf(file);
  if (looksLike !== undefined) return { other: `${name}: ${looksLike}` };
  const source: AsyncIterable<Uint8Array> =
    path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 262_144 });
  const counted = async function* () {
    for await (const chunk of source) {
      yield chunk;
      progress.say(() => `${name}: ${table.records} records so far`);
    }
  };
  try {
    return await readFlowLogFile(counted(), fields, table, { parquet: readParquet });
  } catch (cause) {
    if (isFound && isNoFlowLogError(cause)) return { other: `${name}: ${cause.looksLike}` };
    if (isFlowLogFormatError(cause)) {
      const { message, line, field } = cause;
      throw new FlowLogFormatError(`${name}: ${message}`, { cause, line, field });
    }
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw new IllumioIacError(`${name} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function noFlowLogIn(paths: readonly string[], others: readonly string[]): FlowLogFormatError {
  const what = others.length === 0 ? "there is no file" : `none of ${others.length} files is a flow log`;
  const more = others.length > 20 ? [`  and ${others.length - 20} more`] : [];
  return new FlowLogFormatError(`${paths.join(", ")}: ${what}`, {
    lines: [...others.slice(0, 20).map((other) => `  ${other}`), ...more],
  });
}

function nothingReadable(stats: FlowLogStats): FlowLogFormatError {
  const samples = Object.entries(stats.samples);
  const advice = samples.some(([, record]) => looksLikeRecord(record))
    ? "Name the fields with --fields, in the order of the flow log's log format."
    : "They do not look like flow log records.";
  return new FlowLogFormatError(`none of ${stats.records} records could be read. ${advice}`, {
    lines: samples.map(([reason, record]) => `  ${reason}: ${JSON.stringify(record)}`),
  });
}

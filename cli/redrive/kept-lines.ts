import type { FlowLogBlobs } from "../../clients/azure/flow-log-blobs";
import { isRecord } from "../../core/checks/json";
import { FLOW_LOG_CONTAINERS } from "../../core/contracts/azure/host-account";
import type { UnreadableBlock } from "../../core/contracts/azure/unreadable-block";
import type { RefusedLines } from "../../core/contracts/refused-lines";
import { counted } from "../../core/counted";
import { IllumioIacError } from "../../core/errors";
import { FlowTable } from "../../core/flow-logs";
import { readBlock } from "../../core/flow-logs/azure";

export interface KeptOptions {
  readonly unmatched?: boolean;
  readonly includeRejected?: boolean;
}

/** What a message of the queue of rejected lines and blocks stands for. */
export interface KeptLines {
  /** What is still to be uploaded, always in the same order. */
  readonly lines: readonly string[];
  /** The content of the message once so many of `lines` are answered; not for all of them. */
  rest(answered: number): RefusedLines | UnreadableBlock;
}

/** Reads a message, and the block that it names out of its blob. @throws IllumioIacError when it has to stay, with the reason */
export async function keptLines(
  body: unknown,
  options: KeptOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<KeptLines> {
  if (!isRecord(body) || body["version"] !== 1)
    throw new IllumioIacError(
      `is of version ${isRecord(body) ? body["version"] : "unknown"}, which this release does not know`,
    );
  if (body["unreadable"] === "block")
    return await linesOfBlock(body as unknown as UnreadableBlock, options, accountOf);
  const refused = body as unknown as RefusedLines;
  const { lines, matched } = refused;
  if (!matched && !options.unmatched)
    throw new IllumioIacError(
      `holds ${counted(lines.length, "line")} of an answer that did not tell which of them were refused; most are in the PCE. Send them all with --unmatched`,
    );
  return { lines, rest: (answered) => ({ ...refused, lines: lines.slice(answered) }) };
}

async function linesOfBlock(
  kept: UnreadableBlock,
  { includeRejected = false }: KeptOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<KeptLines> {
  const all = await readKeptBlock(kept, includeRejected, accountOf);
  const { delivered } = kept;
  const isFrom = delivered?.includeRejected === includeRejected ? delivered.line : "";
  const lines = all.sort().filter((line) => line > isFrom);
  return {
    lines,
    rest: (answered) => ({ ...kept, delivered: { line: lines[answered - 1]!, includeRejected } }),
  };
}

async function readKeptBlock(
  { blob: url, block, offset, length }: UnreadableBlock,
  includeRejected: boolean,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<string[]> {
  const container = Object.values(FLOW_LOG_CONTAINERS).find((name) => url.includes(`/${name}/`));
  if (container === undefined) throw new IllumioIacError(`names the blob ${url}, which is no flow log`);
  const [accountUrl = "", name = ""] = url.split(`/${container}/`);
  const account = accountOf(accountUrl);
  const blob = { container, name, etag: "", length: 0 };
  const list = await account.blocks(blob);
  const index = list === "deleted" ? -1 : list.blocks.findIndex((one) => one.name === block);
  const before = list === "deleted" ? [] : list.blocks.slice(0, index);
  const isThere = index >= 0 && before.reduce((sum, { size }) => sum + size, 0) === offset;
  if (list === "deleted" || !isThere) throw new IllumioIacError(`its block ${block} is no longer in ${url}`);
  const bytes = await account.bytes(blob, { offset, length, etag: list.etag });
  if (typeof bytes === "string")
    throw new IllumioIacError(`${url} was ${bytes} while it was read; try again`);
  const table = new FlowTable({ includeRejected });
  const { unreadable, unknownState, problems } = readBlock(bytes, table);
  if (unreadable + unknownState > 0)
    throw new IllumioIacError(
      `${counted(unreadable + unknownState, "record")} of block ${block} of ${url} still cannot be read: ${problems[0]?.reason}`,
    );
  return [...table.decide().lines()];
}

import { commandCredential } from "../../clients/azure/credentials";
import { FlowLogBlobs } from "../../clients/azure/flow-log-blobs";
import { MessageQueue, type QueueMessage } from "../../clients/azure/message-queue";
import { StorageCalls } from "../../clients/azure/storage-calls";
import { MOST_FLOWS, PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { isRecord } from "../../core/checks/json";
import { FLOW_LOG_CONTAINERS } from "../../core/contracts/azure/host-account";
import type { UnreadableBlock } from "../../core/contracts/azure/unreadable-block";
import type { RefusedLines } from "../../core/contracts/refused-lines";
import { type FailedItem, IllumioIacError, PartialFailureError } from "../../core/errors";
import { FlowTable } from "../../core/flow-logs";
import { readBlock } from "../../core/flow-logs/azure";
import { print, say } from "../output";

export interface RedriveRejectedOptions {
  readonly queueUrl: string;
  readonly unmatched?: boolean;
  readonly includeRejected?: boolean;
  readonly limit?: number;
  readonly dryRun?: boolean;
}

/** How long a message stays away from others while it is worked on; one that is kept comes back after it. */
const INVISIBLE_IN_SECONDS = 300;

/**
 * Uploads refused lines again, and the flows of blocks that this release can read. A message leaves the queue once the PCE
 * has taken all of its lines. @throws PartialFailureError when some stay there
 */
export async function redriveRejected(options: RedriveRejectedOptions): Promise<void> {
  const { queueUrl, limit = Number.POSITIVE_INFINITY, dryRun } = options;
  const credential = commandCredential();
  const calls = new StorageCalls();
  const queue = new MessageQueue(queueUrl, credential, calls);
  const pce = dryRun ? undefined : new PceClient(pceConnectionFromEnvironment(process.env));
  const accountOf = (url: string) => new FlowLogBlobs(url, credential, calls);
  const kept: FailedItem[] = [];
  let done = 0;
  try {
    say(`looking into ${queueUrl}`);
    for await (const message of messages(queue, limit)) {
      try {
        const lines = await linesOf(JSON.parse(message.body), options, accountOf);
        if (pce === undefined) await print([`${message.id}  ${lines.length} lines`]);
        else {
          await upload(pce, lines);
          await queue.delete(message);
        }
        done++;
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        kept.push({ item: `message ${message.id}`, reason, cause });
      }
    }
  } finally {
    await pce?.close();
  }
  const verb = dryRun ? "would go" : "went";
  say(`${done} of ${done + kept.length} messages ${verb} to the PCE again, ${kept.length} kept`);
  if (kept.length > 0) throw new PartialFailureError(`messages of ${queueUrl} stay there`, kept, done);
}

/** Each message once, although those that are kept become visible again. */
async function* messages(queue: MessageQueue, limit: number): AsyncGenerator<QueueMessage> {
  const seen = new Set<string>();
  for (;;) {
    const received = await queue.receive(INVISIBLE_IN_SECONDS);
    const fresh = received.filter(({ id }) => !seen.has(id));
    for (const message of fresh) {
      if (seen.size >= limit) return;
      seen.add(message.id);
      yield message;
    }
    if (fresh.length === 0) return;
  }
}

async function linesOf(
  body: unknown,
  options: RedriveRejectedOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<readonly string[]> {
  if (!isRecord(body) || body["version"] !== 1)
    throw new IllumioIacError(
      `is of version ${isRecord(body) ? body["version"] : "unknown"}, which this release does not know`,
    );
  if (body["unreadable"] === "block")
    return await linesOfBlock(body as unknown as UnreadableBlock, options, accountOf);
  const { lines, matched } = body as unknown as RefusedLines;
  if (!matched && !options.unmatched)
    throw new IllumioIacError(
      `holds ${lines.length} lines of an answer that did not tell which of them were refused; most are in the PCE. Send them all with --unmatched`,
    );
  return lines;
}

async function linesOfBlock(
  { blob: url, block, offset, length }: UnreadableBlock,
  { includeRejected = false }: RedriveRejectedOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<readonly string[]> {
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
      `${unreadable + unknownState} records of block ${block} of ${url} still cannot be read: ${problems[0]?.reason}`,
    );
  return [...table.decide().lines()];
}

async function upload(pce: PceClient, lines: readonly string[]): Promise<void> {
  for (let at = 0; at < lines.length; at += MOST_FLOWS) {
    const some = lines.slice(at, at + MOST_FLOWS);
    const { failed, failedFlows, unreadable } = await pce.uploadFlows(some);
    if (unreadable !== undefined) throw new IllumioIacError(unreadable);
    if (failed > 0)
      throw new IllumioIacError(
        `the PCE refuses ${failed} of ${some.length} lines again: ${failedFlows[0] ?? ""}`,
      );
  }
}

import { commandCredential } from "../../clients/azure/credentials";
import { FlowLogBlobs } from "../../clients/azure/flow-log-blobs";
import { MessageQueue, MOST_MESSAGES, type QueueMessage } from "../../clients/azure/message-queue";
import { codeOf } from "../../clients/azure/service-errors";
import { StorageCalls } from "../../clients/azure/storage-calls";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { isRecord } from "../../core/checks/json";
import { counted } from "../../core/counted";
import { type FailedItem, IllumioIacError, PartialFailureError } from "../../core/errors";
import { print, say } from "../output";
import { INVISIBLE_IN_SECONDS, KeptDelivery } from "./deliver-kept";
import { type KeptOptions, keptLines } from "./kept-lines";
import { shownKept } from "./show-kept";

export interface RedriveRejectedOptions extends KeptOptions {
  readonly queueUrl: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
}

/**
 * Uploads refused lines again, and the flows of blocks that this release can read. A message leaves the queue once the PCE
 * has answered for all of its lines; until then it holds those that are left. Lines that are refused again are in messages
 * of their own. A dry run shows the first messages and leaves all of them as they are, visible to whoever comes next.
 *
 * @throws PartialFailureError when something stays there
 */
export async function redriveRejected(options: RedriveRejectedOptions): Promise<void> {
  const { queueUrl, limit = Number.POSITIVE_INFINITY, dryRun } = options;
  const credential = commandCredential();
  const calls = new StorageCalls();
  const queue = new MessageQueue(queueUrl, credential, calls);
  const accountOf = (url: string) => new FlowLogBlobs(url, credential, calls);
  if (dryRun) return await show(queue, options, accountOf);
  const connection = pceConnectionFromEnvironment(process.env);
  const pce = new PceClient(connection);
  const delivery = new KeptDelivery(queue, pce, connection);
  const kept: FailedItem[] = [];
  const sum = { taken: 0, refused: 0 };
  let done = 0;
  try {
    say(`looking into ${queueUrl}`);
    for await (const message of messages(queue, limit, delivery.sentIds)) {
      const counts = { taken: 0, refused: 0 };
      try {
        const found = await keptLines(JSON.parse(message.body), options, accountOf);
        await delivery.deliver(message, found, counts);
        if (counts.refused > 0)
          throw new IllumioIacError(
            `the PCE refused ${counts.refused} of its ${counted(found.lines.length, "line")} again, or may have; they stand in a message of their own`,
          );
        done++;
      } catch (cause) {
        kept.push(keptItem(message, cause));
      }
      sum.taken += counts.taken;
      sum.refused += counts.refused;
    }
  } finally {
    await pce.close();
  }
  say(
    `${done} of ${done + kept.length} messages went to the PCE again, ${kept.length} kept; it took ${counted(sum.taken, "line")} and refused ${sum.refused} again`,
  );
  failIfAny(kept, queueUrl, done);
}

/** Shows the first messages, which stay as they are. */
async function show(
  queue: MessageQueue,
  options: RedriveRejectedOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<void> {
  const { queueUrl, limit = Number.POSITIVE_INFINITY } = options;
  say(`looking into ${queueUrl}`);
  const found = await queue.peek().catch(adviseOnUrl);
  const shown = found.slice(0, limit);
  const kept: FailedItem[] = [];
  for (const message of shown) {
    try {
      await showMessage(message, options, accountOf);
    } catch (cause) {
      kept.push(keptItem(message, cause));
    }
  }
  const done = shown.length - kept.length;
  say(`${done} of ${shown.length} messages would go to the PCE again, ${kept.length} kept`);
  if (shown.length === MOST_MESSAGES)
    say(`Azure shows the first ${MOST_MESSAGES} messages of a queue; there may be more`);
  failIfAny(kept, queueUrl, done);
}

async function showMessage(
  { id, body: text }: Pick<QueueMessage, "id" | "body">,
  options: KeptOptions,
  accountOf: (url: string) => FlowLogBlobs,
): Promise<void> {
  const body: unknown = JSON.parse(text);
  let lines: readonly string[] = isRecord(body) && Array.isArray(body["lines"]) ? body["lines"] : [];
  try {
    ({ lines } = await keptLines(body, options, accountOf));
  } finally {
    await print(shownKept(id, body, lines));
  }
}

/** @throws the error, with advice where there is no such queue */
function adviseOnUrl(error: unknown): never {
  if (!(error instanceof IllumioIacError) || codeOf(error.cause) !== "QueueNotFound") throw error;
  throw new IllumioIacError(`${error.message}, or check --queue-url`, { cause: error });
}

function keptItem({ id }: Pick<QueueMessage, "id">, cause: unknown): FailedItem {
  return { item: `message ${id}`, reason: cause instanceof Error ? cause.message : String(cause), cause };
}

function failIfAny(kept: readonly FailedItem[], queueUrl: string, done: number): void {
  if (kept.length > 0)
    throw new PartialFailureError(`lines or blocks in messages of ${queueUrl} stay there`, kept, done);
}

/**
 * Each message once, although those that are kept become visible again. No more are received than `limit` leaves, because
 * those are invisible to the next run for a while.
 *
 * @param own ids of messages that this run sends
 */
async function* messages(
  queue: MessageQueue,
  limit: number,
  own: ReadonlySet<string>,
): AsyncGenerator<QueueMessage> {
  const seen = new Set<string>();
  while (seen.size < limit) {
    const received = await queue.receive(INVISIBLE_IN_SECONDS, limit - seen.size).catch(adviseOnUrl);
    const fresh = received.filter(({ id }) => !seen.has(id) && !own.has(id));
    for (const message of fresh) {
      seen.add(message.id);
      yield message;
    }
    if (fresh.length === 0) return;
  }
}

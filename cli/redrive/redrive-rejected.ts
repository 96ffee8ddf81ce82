import { commandCredential } from "../../clients/azure/credentials";
import { FlowLogBlobs } from "../../clients/azure/flow-log-blobs";
import { MessageQueue, type QueueMessage } from "../../clients/azure/message-queue";
import { StorageCalls } from "../../clients/azure/storage-calls";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { type FailedItem, IllumioIacError, PartialFailureError } from "../../core/errors";
import { print, say } from "../output";
import { INVISIBLE_IN_SECONDS, KeptDelivery } from "./deliver-kept";
import { type KeptOptions, keptLines } from "./kept-lines";

export interface RedriveRejectedOptions extends KeptOptions {
  readonly queueUrl: string;
  readonly limit?: number;
  readonly dryRun?: boolean;
}

/**
 * Uploads refused lines again, and the flows of blocks that this release can read. A message leaves the queue once the PCE
 * has answered for all of its lines; until then it holds those that are left. Lines that are refused again are in messages
 * of their own. @throws PartialFailureError when something stays there
 */
export async function redriveRejected(options: RedriveRejectedOptions): Promise<void> {
  const { queueUrl, limit = Number.POSITIVE_INFINITY, dryRun } = options;
  const credential = commandCredential();
  const calls = new StorageCalls();
  const queue = new MessageQueue(queueUrl, credential, calls);
  const connection = dryRun ? undefined : pceConnectionFromEnvironment(process.env);
  const pce = connection && new PceClient(connection);
  const delivery = connection && pce && new KeptDelivery(queue, pce, connection);
  const accountOf = (url: string) => new FlowLogBlobs(url, credential, calls);
  const kept: FailedItem[] = [];
  const sum = { taken: 0, refused: 0 };
  let done = 0;
  try {
    say(`looking into ${queueUrl}`);
    for await (const message of messages(queue, limit, delivery?.sentIds)) {
      const counts = { taken: 0, refused: 0 };
      try {
        const found = await keptLines(JSON.parse(message.body), options, accountOf);
        if (delivery === undefined) await print([`${message.id}  ${found.lines.length} lines`]);
        else await delivery.deliver(message, found, counts);
        if (counts.refused > 0)
          throw new IllumioIacError(
            `the PCE refused ${counts.refused} of its ${found.lines.length} lines again, or may have; they stand in a message of their own`,
          );
        done++;
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        kept.push({ item: `message ${message.id}`, reason, cause });
      }
      sum.taken += counts.taken;
      sum.refused += counts.refused;
    }
  } finally {
    await pce?.close();
  }
  const total = `${done} of ${done + kept.length} messages`;
  if (dryRun) say(`${total} would go to the PCE again, ${kept.length} kept`);
  else
    say(
      `${total} went to the PCE again, ${kept.length} kept; it took ${sum.taken} lines and refused ${sum.refused} again`,
    );
  if (kept.length > 0)
    throw new PartialFailureError(`lines or blocks in messages of ${queueUrl} stay there`, kept, done);
}

/**
 * Each message once, although those that are kept become visible again.
 *
 * @param own ids of messages that this run sends
 */
async function* messages(
  queue: MessageQueue,
  limit: number,
  own: ReadonlySet<string> = new Set(),
): AsyncGenerator<QueueMessage> {
  const seen = new Set<string>();
  for (;;) {
    const received = await queue.receive(INVISIBLE_IN_SECONDS);
    const fresh = received.filter(({ id }) => !seen.has(id) && !own.has(id));
    for (const message of fresh) {
      if (seen.size >= limit) return;
      seen.add(message.id);
      yield message;
    }
    if (fresh.length === 0) return;
  }
}

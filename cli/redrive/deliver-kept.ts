import type { MessageQueue, QueueMessage } from "../../clients/azure/message-queue";
import { MOST_FLOWS, type PceClient, type PceConnection } from "../../clients/pce";
import { refusalOf, refusedLines } from "../../clients/pce/refusal";
import { REJECTED_MESSAGE_MAX_BYTES } from "../../core/contracts/azure/host-account";
import { refusedBodies } from "../../core/contracts/refused-bodies";
import type { KeptLines } from "./kept-lines";

/** How long a message stays away from others while it is worked on; one that is kept comes back after it. */
export const INVISIBLE_IN_SECONDS = 300;

/** What became of the lines of messages. */
export interface DeliveredCounts {
  taken: number;
  /** Refused again, or of an answer that does not tell which were. They are in messages of their own. */
  refused: number;
}

/**
 * Uploads the lines of a message call by call. Once a call is answered, what it refused is in a message of its own, and
 * the message holds only the lines after it; in the end it goes. So an interruption loses nothing, and repeats at most
 * what one call held.
 */
export class KeptDelivery {
  /** Ids of the messages that hold what was refused again. */
  readonly sentIds = new Set<string>();

  constructor(
    private readonly queue: MessageQueue,
    private readonly pce: PceClient,
    private readonly connection: PceConnection,
  ) {}

  /** @param counts what is added to, call by call @throws when a call failed; the message holds what is left */
  async deliver(received: QueueMessage, { lines, rest }: KeptLines, counts: DeliveredCounts): Promise<void> {
    let message = received;
    for (let at = 0; at < lines.length; at += MOST_FLOWS) {
      const some = lines.slice(at, at + MOST_FLOWS);
      const refused = await this.#upload(some);
      counts.taken += some.length - refused;
      counts.refused += refused;
      const answered = at + some.length;
      if (answered < lines.length)
        message = await this.queue.update(message, JSON.stringify(rest(answered)), INVISIBLE_IN_SECONDS);
    }
    await this.queue.delete(message);
  }

  /** @returns how many lines were refused, or may be; they are kept */
  async #upload(lines: readonly string[]): Promise<number> {
    const answer = await this.pce.uploadFlows(lines);
    const refusal = refusalOf(lines, answer);
    if (refusal === undefined) return 0;
    const refused = refusedLines(this.connection, refusal, answer);
    for (const body of refusedBodies(refused, REJECTED_MESSAGE_MAX_BYTES))
      this.sentIds.add(await this.queue.send(body));
    return refusal.lines.length;
  }
}

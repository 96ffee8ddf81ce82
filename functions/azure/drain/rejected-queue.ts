import type { MessageQueue } from "../../../clients/azure/message-queue";
import { REJECTED_MESSAGE_MAX_BYTES } from "../../../core/contracts/azure/host-account";
import type { UnreadableBlock } from "../../../core/contracts/azure/unreadable-block";
import { refusedBodies } from "../../../core/contracts/refused-bodies";
import type { RefusedLines } from "../../../core/contracts/refused-lines";
import type { RefusedSink } from "../../flow-upload/refused-sink";

/** Keeps refused lines and unreadable blocks in the queue `rejected`. */
export class RejectedQueue implements RefusedSink {
  constructor(private readonly queue: MessageQueue) {}

  /** @throws IllumioIacError when the queue does not take all of it */
  async keep(refused: RefusedLines): Promise<void> {
    for (const body of refusedBodies(refused, REJECTED_MESSAGE_MAX_BYTES)) await this.queue.send(body);
  }

  /** @throws IllumioIacError when the queue does not take it */
  async keepBlock(block: UnreadableBlock): Promise<void> {
    await this.queue.send(JSON.stringify(block));
  }
}

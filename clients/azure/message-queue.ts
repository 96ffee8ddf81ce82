import type { TokenCredential } from "@azure/core-auth";
import { newPipeline, QueueClient } from "@azure/storage-queue";
import { serviceError } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

/** How many messages Azure gives at once. */
export const MOST_MESSAGES = 32;

const ROLE = '"Storage Queue Data Contributor" on the host account';

export interface QueueMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
}

/** A queue of Azure Storage. Messages are text, which goes through it in base64, as Azure Functions does by default. */
export class MessageQueue {
  readonly #queue: QueueClient;

  /** @param queueUrl with the name of the queue at its end */
  constructor(queueUrl: string, credential: TokenCredential, calls: StorageCalls) {
    const pipeline = newPipeline(credential, calls.ofStorage);
    pipeline.factories.push(calls.factory);
    this.#queue = new QueueClient(queueUrl, pipeline);
  }

  get url(): string {
    return this.#queue.url;
  }

  /** Sends a message that stays until it is deleted. Azure takes 64 KiB of base64. @returns its id */
  async send(body: string): Promise<string> {
    const forEver = { messageTimeToLive: -1 };
    const { messageId } = await this.#calling(`${this.url} does not take a message`, () =>
      this.#queue.sendMessage(encoded(body), forEver),
    );
    return messageId;
  }

  /**
   * Some messages, invisible to others for so long; none when no more are visible.
   *
   * @param most how many; Azure gives at most 32 at once
   */
  async receive(visibilityTimeoutInSeconds: number, most = MOST_MESSAGES): Promise<QueueMessage[]> {
    const numberOfMessages = Math.min(most, MOST_MESSAGES);
    const { receivedMessageItems } = await this.#calling(`${this.url} cannot be read`, () =>
      this.#queue.receiveMessages({ numberOfMessages, visibilityTimeout: visibilityTimeoutInSeconds }),
    );
    return receivedMessageItems.map(({ messageId, popReceipt, messageText }) => ({
      id: messageId,
      receipt: popReceipt,
      body: decoded(messageText),
    }));
  }

  /** The first messages, at most 32, which stay visible to others and cannot be changed. */
  async peek(): Promise<Omit<QueueMessage, "receipt">[]> {
    const { peekedMessageItems } = await this.#calling(`${this.url} cannot be read`, () =>
      this.#queue.peekMessages({ numberOfMessages: MOST_MESSAGES }),
    );
    return peekedMessageItems.map(({ messageId, messageText }) => ({
      id: messageId,
      body: decoded(messageText),
    }));
  }

  /**
   * Puts another text in place of that of a message which was received, and keeps it invisible to others for so long.
   *
   * @returns the message with what is needed to change it again
   */
  async update(
    message: QueueMessage,
    body: string,
    visibilityTimeoutInSeconds: number,
  ): Promise<QueueMessage> {
    const { id, receipt } = message;
    const { popReceipt } = await this.#calling(`message ${id} of ${this.url} cannot be changed`, () =>
      this.#queue.updateMessage(id, receipt, encoded(body), visibilityTimeoutInSeconds),
    );
    return { id, receipt: popReceipt!, body };
  }

  async delete({ id, receipt }: QueueMessage): Promise<void> {
    await this.#calling(`message ${id} of ${this.url} cannot be deleted`, () =>
      this.#queue.deleteMessage(id, receipt),
    );
  }

  async #calling<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw serviceError(what, error, ROLE);
    }
  }
}

function encoded(body: string): string {
  return Buffer.from(body).toString("base64");
}

function decoded(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

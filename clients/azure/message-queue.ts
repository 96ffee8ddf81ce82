import type { TokenCredential } from "@azure/core-auth";
import { newPipeline, QueueClient } from "@azure/storage-queue";
import { serviceError } from "./service-errors";
import type { StorageCalls } from "./storage-calls";

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

  /** Sends a message that stays until it is deleted. Azure takes 64 KiB of base64. */
  async send(body: string): Promise<void> {
    const forEver = { messageTimeToLive: -1 };
    await this.#calling(`${this.url} does not take a message`, () =>
      this.#queue.sendMessage(Buffer.from(body).toString("base64"), forEver),
    );
  }

  /** Some messages, invisible to others for so long; none when no more are visible. */
  async receive(visibilityTimeoutInSeconds: number): Promise<QueueMessage[]> {
    const { receivedMessageItems } = await this.#calling(`${this.url} cannot be read`, () =>
      this.#queue.receiveMessages({ numberOfMessages: 32, visibilityTimeout: visibilityTimeoutInSeconds }),
    );
    return receivedMessageItems.map(({ messageId, popReceipt, messageText }) => ({
      id: messageId,
      receipt: popReceipt,
      body: Buffer.from(messageText, "base64").toString("utf8"),
    }));
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

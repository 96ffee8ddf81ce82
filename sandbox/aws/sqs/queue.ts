import type { ClockEvent, SandboxClock } from "../../cloud/clock";
import { CloudError } from "../../cloud/cloud-error";
import type { Ids } from "../../cloud/ids";
import type { Policy } from "../iam/policy";
import { type Message, type MessageAttributes, md5 } from "./message";

export interface QueueSettings {
  readonly delaySeconds: number;
  readonly maximumMessageSize: number;
  readonly retentionSeconds: number;
  readonly waitTimeSeconds: number;
  readonly visibilitySeconds: number;
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | undefined;
  /** The key as it was named. */
  readonly kmsKeyId: string | undefined;
  /** Of the customer-managed key; undefined where SQS encrypts with a key of its own. */
  readonly kmsKeyArn: string | undefined;
  readonly managedEncryption: boolean;
}

export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  readonly delaySeconds?: number;
}

/** Standard queues refuse to hand out more messages than this. */
const MOST_IN_FLIGHT = 120_000;

/** Messages handed out by one receive; they come back together unless they are deleted. */
interface Lease {
  readonly messages: Set<Message>;
  readonly end: ClockEvent;
}

/** A standard queue: messages in the order they became visible, each handed out again after its visibility timeout. */
export class Queue {
  settings: QueueSettings;
  policy: Policy | undefined;
  readonly createdAt: number;
  lastPurge = -Infinity;
  readonly #clock: SandboxClock;
  readonly #ids: Ids;
  readonly #find: (arn: string) => Queue | undefined;
  readonly #messages = new Map<string, Message>();
  #visible: Message[] = [];
  readonly #leases = new Map<Message, Lease>();
  readonly #receipts = new Map<string, Message>();
  readonly #delayed = new Set<Message>();
  readonly #listeners = new Set<() => void>();
  #nextExpiry = Infinity;

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly url: string,
    settings: QueueSettings,
    context: { clock: SandboxClock; ids: Ids; find: (arn: string) => Queue | undefined },
  ) {
    this.settings = settings;
    this.#clock = context.clock;
    this.#ids = context.ids;
    this.#find = context.find;
    this.createdAt = this.#clock.now();
  }

  get counts(): { visible: number; inFlight: number; delayed: number } {
    this.#expire();
    return { visible: this.#visible.length, inFlight: this.#leases.size, delayed: this.#delayed.size };
  }

  /** Age of the oldest message in seconds; 0 when there is none. */
  get oldestAge(): number {
    this.#expire();
    let oldest = this.#clock.now();
    for (const { sentAt } of this.#messages.values()) oldest = Math.min(oldest, sentAt);
    return Math.floor((this.#clock.now() - oldest) / 1000);
  }

  /** Everything in the queue, visible or not, oldest first. */
  get messages(): readonly Message[] {
    this.#expire();
    return [...this.#messages.values()];
  }

  /** Calls `listener` whenever a message becomes visible; returns how to stop that. */
  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  send({ body, attributes, senderId, delaySeconds = this.settings.delaySeconds }: NewMessage): Message {
    const message: Message = {
      id: this.#ids.uuid(),
      body,
      bodyMd5: md5(body),
      attributes,
      sentAt: this.#clock.now(),
      senderId,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receipt: undefined,
    };
    this.#keep(message);
    if (delaySeconds === 0) this.#show([message]);
    else {
      this.#delayed.add(message);
      this.#clock.after(delaySeconds * 1000, () => {
        if (this.#delayed.delete(message)) this.#show([message]);
      });
    }
    return message;
  }

  /** Takes a message of another queue as it is: it keeps its age. */
  take(message: Message): void {
    this.#keep(message);
    this.#show([message]);
  }

  /**
   * Hands out up to `maximum` messages that `accepts`; one received too often goes to the dead-letter queue instead.
   */
  receive(
    maximum: number,
    visibilitySeconds = this.settings.visibilitySeconds,
    accepts: (message: Message) => boolean = () => true,
  ): Message[] {
    this.#expire();
    const received: Message[] = [];
    while (received.length < maximum && this.#visible.length > 0) {
      const message = this.#visible[0]!;
      if (this.#redrive(message)) continue;
      if (!accepts(message)) break;
      if (this.#leases.size + received.length >= MOST_IN_FLIGHT) {
        throw new CloudError("OverLimit", `Too many messages in flight for queue ${this.name}.`, 403);
      }
      this.#visible.shift();
      message.receiveCount += 1;
      message.firstReceivedAt ??= this.#clock.now();
      if (message.receipt !== undefined) this.#receipts.delete(message.receipt);
      message.receipt = this.#ids.base36(64);
      this.#receipts.set(message.receipt, message);
      received.push(message);
    }
    this.#hide(received, visibilitySeconds);
    return received;
  }

  /** Deletes a message. Deleting one that is gone is fine; a handle that never existed is refused. */
  delete(receipt: string): void {
    const message = this.#byReceipt(receipt);
    if (message === undefined) return;
    if (!this.#leases.has(message)) this.#visible = this.#visible.filter((other) => other !== message);
    this.#forget(message);
  }

  changeVisibility(receipt: string, seconds: number): void {
    const message = this.#byReceipt(receipt);
    if (message === undefined || !this.#leases.has(message)) {
      throw new CloudError(
        "MessageNotInflight",
        `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    this.#release(message);
    if (seconds === 0) this.#show([message]);
    else this.#hide([message], seconds);
  }

  purge(): void {
    for (const message of [...this.#messages.values()]) this.#forget(message);
    this.#visible = [];
  }

  #byReceipt(receipt: string): Message | undefined {
    if (!/^[a-z0-9]{64}$/.test(receipt)) {
      throw new CloudError(
        "ReceiptHandleIsInvalid",
        `The input receipt handle "${receipt}" is not a valid receipt handle.`,
        404,
      );
    }
    this.#expire();
    return this.#receipts.get(receipt);
  }

  #redrive(message: Message): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.#find(redrive.deadLetterArn);
    if (target === undefined) return false;
    this.#visible.shift();
    this.#forget(message);
    message.receipt = undefined;
    target.take(message);
    return true;
  }

  #hide(messages: readonly Message[], seconds: number): void {
    if (messages.length === 0) return;
    const held = new Set(messages);
    const end = this.#clock.after(seconds * 1000, () => {
      for (const message of held) this.#leases.delete(message);
      this.#show([...held]);
    });
    for (const message of messages) this.#leases.set(message, { messages: held, end });
  }

  #release(message: Message): void {
    const lease = this.#leases.get(message);
    this.#leases.delete(message);
    lease?.messages.delete(message);
    if (lease?.messages.size === 0) lease.end.cancel();
  }

  #show(messages: readonly Message[]): void {
    this.#visible.push(...messages);
    for (const listener of [...this.#listeners]) listener();
  }

  #keep(message: Message): void {
    this.#messages.set(message.id, message);
    this.#nextExpiry = Math.min(this.#nextExpiry, message.sentAt + this.settings.retentionSeconds * 1000);
  }

  #forget(message: Message): void {
    this.#release(message);
    this.#messages.delete(message.id);
    this.#delayed.delete(message);
    if (message.receipt !== undefined) this.#receipts.delete(message.receipt);
  }

  #expire(): void {
    const now = this.#clock.now();
    if (now < this.#nextExpiry) return;
    this.#nextExpiry = Infinity;
    for (const message of [...this.#messages.values()]) {
      const expiry = message.sentAt + this.settings.retentionSeconds * 1000;
      if (expiry > now) {
        this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
        continue;
      }
      this.#forget(message);
    }
    this.#visible = this.#visible.filter((message) => this.#messages.has(message.id));
  }
}

import type { ClockEvent } from "../../cloud/clock";
import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { Message } from "../sqs/message";
import type { Queue } from "../sqs/queue";
import type { QueueService } from "../sqs/queue-service";
import { systemAttributes } from "../sqs/received-message";
import type { LambdaFunction } from "./lambda-function";

export interface PollerSettings {
  readonly batchSize: number;
  readonly windowInSeconds: number;
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly enabled: boolean;
}

/** Largest payload with which Lambda invokes a function synchronously. */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;
const RETRY_IN_MS = 10_000;

export type QueuePollerNeeds = Pick<Foundation, "region" | "clock" | "ids" | "access"> & {
  readonly sqs: Pick<QueueService, "byArn" | "permit">;
};

/**
 * An event source mapping: gathers messages of a queue for a batching window or until a batch is full, and deletes
 * those that the function did not report as failed. What failed becomes visible again when its timeout ends.
 *
 * @see AWS Lambda developer guide, "Using Lambda with Amazon SQS"
 */
export class QueuePoller {
  settings: PollerSettings;
  readonly #cloud: QueuePollerNeeds;
  readonly #target: LambdaFunction;
  readonly #queue: Queue;
  readonly #stopListening: () => void;
  #gathering: ClockEvent | undefined;
  #running = 0;
  #stopped = false;

  constructor(cloud: QueuePollerNeeds, target: LambdaFunction, queue: Queue, settings: PollerSettings) {
    this.#cloud = cloud;
    this.#target = target;
    this.#queue = queue;
    this.settings = settings;
    this.#stopListening = queue.onVisible(() => this.#gather());
    this.#gather();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#gathering?.cancel();
  }

  #gather(): void {
    const { visible } = this.#queue.counts;
    if (this.#stopped || !this.settings.enabled || visible === 0) return;
    if (visible >= this.settings.batchSize) {
      this.#gathering?.cancel();
      this.#gathering = this.#cloud.clock.after(0, () => this.#poll(false));
    } else {
      this.#gathering ??= this.#cloud.clock.after(this.settings.windowInSeconds * 1000, () =>
        this.#poll(true),
      );
    }
  }

  /** Takes full batches; when the window is over, also a batch that is not full. */
  #poll(isWindowOver: boolean): void {
    this.#gathering = undefined;
    const { batchSize, maximumConcurrency } = this.settings;
    while (!this.#stopped && this.#running < maximumConcurrency) {
      if (!isWindowOver && this.#queue.counts.visible < batchSize) {
        this.#gather();
        return;
      }
      const batch = this.#receive();
      if (batch.length === 0) return;
      this.#running += 1;
      void this.#cloud.clock.track(this.#invoke(batch)).catch(() => undefined); // the clock reports it
    }
  }

  #receive(): Message[] {
    const { clock } = this.#cloud;
    const caller = this.#target.caller;
    try {
      if (caller === undefined) throw new CloudError("AccessDenied", "The role cannot be assumed.", 403);
      this.#cloud.sqs.permit(caller, "ReceiveMessage", this.#queue);
      let size = 0;
      return this.#queue.receive(this.settings.batchSize, undefined, (message) => {
        const more = Buffer.byteLength(JSON.stringify(this.#record(message))) + 1;
        if (size > 0 && size + more > LARGEST_PAYLOAD - 100) return false;
        size += more;
        return true;
      });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      this.#gathering ??= clock.after(RETRY_IN_MS, () => this.#poll(true), {
        background: error.status < 500,
      });
      return [];
    }
  }

  async #invoke(batch: readonly Message[]): Promise<void> {
    const { access, ids, sqs } = this.#cloud;
    const records = batch.map((message) => this.#record(message));
    try {
      const outcome = await this.#target.run(ids.uuid(), JSON.stringify({ Records: records }));
      const failed = outcome.failure ? undefined : this.#failures(outcome.payload ?? "null", batch);
      if (failed === undefined) return;
      const caller = this.#target.caller;
      if (
        caller === undefined ||
        !access.isAllowed({ caller, action: "sqs:DeleteMessage", resource: this.#queue.arn })
      )
        return;
      for (const [index, message] of batch.entries()) {
        if (!failed.has(message.id) && sqs.byArn(this.#queue.arn))
          this.#queue.delete(records[index]!.receiptHandle);
      }
    } finally {
      this.#running -= 1;
      if (this.#queue.counts.visible > 0) this.#gather();
    }
  }

  /** Ids of failed messages; undefined when all of them failed. */
  #failures(payload: string, batch: readonly Message[]): ReadonlySet<string> | undefined {
    if (!this.settings.reportsItemFailures) return new Set();
    const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null | string;
    if (answer === null || answer === "" || typeof answer !== "object") return new Set();
    const items = answer.batchItemFailures ?? [];
    if (!Array.isArray(items)) return undefined;
    const known = new Set(batch.map(({ id }) => id));
    const failed = items.map((item) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier);
    return failed.every((id) => typeof id === "string" && known.has(id))
      ? new Set(failed as string[])
      : undefined;
  }

  #record(message: Message) {
    return {
      messageId: message.id,
      receiptHandle: message.receipt ?? "".padEnd(64),
      body: message.body,
      attributes: systemAttributes(message),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [
          name,
          { stringValue: value.StringValue, binaryValue: value.BinaryValue, dataType: value.DataType },
        ]),
      ),
      md5OfBody: message.bodyMd5,
      eventSource: "aws:sqs",
      eventSourceARN: this.#queue.arn,
      awsRegion: this.#cloud.region,
    };
  }
}

/** One event source mapping that polls. */
export interface Mapping {
  readonly id: string;
  /** ARN of the queue. */
  readonly arn: string;
  /** Name of the function. */
  readonly name: string;
  readonly poller: QueuePoller;
}

import type { ProcessOutcome } from "../../cloud/processes/function-process";
import type { Foundation } from "../foundation";
import type { BucketService } from "../s3/bucket-service";
import type { QueueService } from "../sqs/queue-service";
import type { LambdaFunction } from "./lambda-function";

/** Waits before the first and the second retry. */
const RETRY_DELAYS_IN_MS = [60_000, 120_000];
/** A throttled event comes again after a second, then after twice as long each time, up to this. */
const LONGEST_THROTTLE_IN_MS = 300_000;
const DEFAULTS = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600, onFailure: undefined };

interface AsyncEvent {
  readonly requestId: string;
  readonly payload: string;
  readonly acceptedAt: number;
  readonly attempts: number;
  /** How often the event met a function whose concurrency was all in use. */
  readonly throttles?: number;
}

/** What events need of the functions of the account. */
interface Functions {
  find(arn: string): LambdaFunction | undefined;
  countThrottle(target: LambdaFunction): void;
}

export type AsyncEventNeeds = Pick<Foundation, "clock" | "ids" | "metrics"> & {
  readonly s3: Pick<BucketService, "put">;
  readonly sqs: Pick<QueueService, "byArn" | "send">;
};

/**
 * Lambda's queue of asynchronous events: each is tried up to three times, then goes to the on-failure destination.
 *
 * @see AWS Lambda developer guide, "Asynchronous invocation"
 */
export class AsyncEvents {
  readonly #cloud: AsyncEventNeeds;

  readonly #functions: Functions;

  constructor(cloud: AsyncEventNeeds, functions: Functions) {
    this.#cloud = cloud;
    this.#functions = functions;
  }

  accept(target: LambdaFunction, payload: string): string {
    const { clock, ids } = this.#cloud;
    const event = { requestId: ids.uuid(), payload, acceptedAt: clock.now(), attempts: 0 };
    clock.after(0, () => this.#attempt(target, event));
    return event.requestId;
  }

  async #attempt(target: LambdaFunction, event: AsyncEvent): Promise<void> {
    const { clock } = this.#cloud;
    if (this.#functions.find(target.arn) !== target) return;
    const { maximumRetryAttempts, maximumEventAgeInSeconds } = target.eventInvoke ?? DEFAULTS;
    if (target.settings.reservedConcurrency === 0)
      return this.#giveUp(target, event, "RetriesExhausted", undefined);
    if (target.isThrottled) return this.#wait(target, event, maximumEventAgeInSeconds);
    const outcome = await target.run(event.requestId, event.payload);
    if (outcome.failure === undefined) return;
    const attempts = event.attempts + 1;
    const delay = RETRY_DELAYS_IN_MS[attempts - 1] ?? 0;
    const tooOld = clock.now() + delay - event.acceptedAt > maximumEventAgeInSeconds * 1000;
    if (attempts > maximumRetryAttempts || tooOld) {
      const condition = tooOld && attempts <= maximumRetryAttempts ? "EventAgeExceeded" : "RetriesExhausted";
      return this.#giveUp(target, { ...event, attempts }, condition, outcome);
    }
    clock.after(delay, () => this.#attempt(target, { ...event, attempts }));
  }

  #wait(target: LambdaFunction, event: AsyncEvent, maximumEventAgeInSeconds: number): void {
    const { clock } = this.#cloud;
    this.#functions.countThrottle(target);
    const { throttles = 0 } = event;
    const delay = Math.min(1000 * 2 ** throttles, LONGEST_THROTTLE_IN_MS);
    const tooOld = clock.now() + delay - event.acceptedAt > maximumEventAgeInSeconds * 1000;
    if (tooOld) this.#giveUp(target, event, "EventAgeExceeded", undefined);
    else clock.after(delay, () => this.#attempt(target, { ...event, throttles: throttles + 1 }));
  }

  #giveUp(
    target: LambdaFunction,
    event: AsyncEvent,
    condition: string,
    outcome: ProcessOutcome | undefined,
  ): void {
    const dimensions = { FunctionName: target.settings.name };
    const { metrics, clock } = this.#cloud;
    metrics.put("AWS/Lambda", "AsyncEventsDropped", dimensions, 1);
    const destination = target.eventInvoke?.onFailure;
    if (destination === undefined) return;
    const now = new Date(clock.now()).toISOString();
    const record = JSON.stringify({
      version: "1.0",
      timestamp: now,
      requestContext: {
        requestId: event.requestId,
        functionArn: `${target.arn}:$LATEST`,
        condition,
        approximateInvokeCount: event.attempts,
      },
      requestPayload: JSON.parse(event.payload),
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: outcome?.failure ?? null,
    });
    try {
      this.#deliver(target, destination, record, event.requestId, now);
    } catch {
      // As in AWS, nothing but this metric tells that the record is lost.
      metrics.put("AWS/Lambda", "DestinationDeliveryFailures", dimensions, 1);
    }
  }

  #deliver(
    target: LambdaFunction,
    destination: string,
    record: string,
    requestId: string,
    now: string,
  ): void {
    const caller = target.caller;
    if (caller === undefined) throw new Error("The function's role cannot be assumed.");
    if (destination.startsWith("arn:aws:s3:::")) {
      const day = now.slice(0, 10).replaceAll("-", "/");
      const time = now.slice(0, 19).replaceAll(":", ".");
      const key = `aws/lambda/async/${target.settings.name}/${day}/${time}-${requestId}`;
      this.#cloud.s3.put(caller, destination.slice("arn:aws:s3:::".length), key, Buffer.from(record));
      return;
    }
    const queue = this.#cloud.sqs.byArn(destination);
    if (queue === undefined) throw new Error(`There is no destination ${destination}.`);
    this.#cloud.sqs.send(queue, record, {}, caller);
  }
}

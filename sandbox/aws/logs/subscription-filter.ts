import { gzipSync } from "node:zlib";
import { CloudError } from "../../cloud/cloud-error";
import type { Foundation } from "../foundation";
import type { FunctionInvoker } from "../lambda/invocation";
import { compilePattern } from "./filter-pattern";
import type { LogEvent, LogFilter, LogGroup, SubscriptionSettings } from "./log-group";

/** Greatest number of events of one delivery, which stays far below 1 MB of base64. */
const MOST_EVENTS = 5_000;
const RETRY_IN_MS = 60_000;
const GIVE_UP_AFTER_IN_MS = 24 * 3_600_000;

export type SubscriptionFilterNeeds = Pick<
  Foundation,
  "accountId" | "region" | "clock" | "ids" | "metrics"
> & {
  readonly functions: FunctionInvoker;
};

/** Hands the events of a log group that match a pattern to a function, a few seconds after they came in. */
export class SubscriptionFilter implements LogFilter {
  readonly name: string;
  settings: SubscriptionSettings;
  readonly #cloud: SubscriptionFilterNeeds;
  readonly #group: LogGroup;
  #fits: (message: string) => boolean;

  constructor(cloud: SubscriptionFilterNeeds, group: LogGroup, settings: SubscriptionSettings) {
    this.name = settings.name;
    this.#cloud = cloud;
    this.#group = group;
    this.settings = settings;
    this.#fits = compilePattern(settings.pattern);
  }

  change(settings: SubscriptionSettings): void {
    this.#fits = compilePattern(settings.pattern);
    this.settings = settings;
  }

  /** Invokes the function once with a control message, as CloudWatch Logs does when a filter is put. */
  async probe(): Promise<void> {
    const probe = {
      id: "",
      timestamp: this.#cloud.clock.now(),
      ingestionTime: 0,
      message: "CWL CONTROL MESSAGE: Checking health of destination Lambda.",
    };
    try {
      await this.#invoke(this.#payload("CONTROL_MESSAGE", "", [probe]));
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      throw new CloudError(
        "InvalidParameterException",
        "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.",
      );
    }
  }

  offer(stream: string, events: readonly LogEvent[]): void {
    const fitting = events.filter(({ message }) => this.#fits(message));
    const { clock, ids } = this.#cloud;
    for (let start = 0; start < fitting.length; start += MOST_EVENTS) {
      const payload = this.#payload("DATA_MESSAGE", stream, fitting.slice(start, start + MOST_EVENTS));
      const count = Math.min(MOST_EVENTS, fitting.length - start);
      const accepted = clock.now();
      clock.after(1_000 + Math.floor(ids.fraction() * 4_000), () => this.#deliver(payload, count, accepted));
    }
  }

  async #deliver(payload: string, count: number, accepted: number): Promise<void> {
    if (this.#group.filters.get(this.name) !== this) return;
    const { clock } = this.#cloud;
    try {
      await this.#invoke(payload);
      this.#count("ForwardedLogEvents", count);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const isTemporary = error.status >= 500 || error.status === 429;
      this.#count(isTemporary ? "DeliveryThrottling" : "DeliveryErrors", count);
      if (!isTemporary || clock.now() - accepted > GIVE_UP_AFTER_IN_MS) return;
      clock.after(RETRY_IN_MS, () => this.#deliver(payload, count, accepted));
    }
  }

  async #invoke(payload: string): Promise<void> {
    await this.#cloud.functions.invokeByService({
      functionArn: this.settings.destinationArn,
      payload,
      principal: "logs.amazonaws.com",
      regionalPrincipal: `logs.${this.#cloud.region}.amazonaws.com`,
      sourceArn: `${this.#group.arn}:*`,
    });
  }

  #payload(messageType: string, logStream: string, events: readonly LogEvent[]): string {
    const data = {
      messageType,
      owner: messageType === "CONTROL_MESSAGE" ? "CloudwatchLogs" : this.#cloud.accountId,
      logGroup: messageType === "CONTROL_MESSAGE" ? "" : this.#group.name,
      logStream,
      subscriptionFilters: messageType === "CONTROL_MESSAGE" ? [] : [this.name],
      logEvents: events.map(({ id, timestamp, message }) => ({ id, timestamp, message })),
    };
    return JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(data)).toString("base64") } });
  }

  #count(metric: string, value: number): void {
    const dimensions = { LogGroupName: this.#group.name, DestinationType: "Lambda", FilterName: this.name };
    this.#cloud.metrics.put("AWS/Logs", metric, dimensions, value);
  }
}

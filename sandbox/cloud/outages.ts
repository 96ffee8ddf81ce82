import type { SandboxClock } from "./clock";
import { CloudError } from "./cloud-error";

export interface Outage<Service extends string = string> {
  readonly service: Service;
  /** The action that fails, such as `SendMessageBatch`; every action of the service when left out. */
  readonly action?: string;
  /** Only calls on this resource: a queue name, a bucket name, a secret ARN, a log group name, a function name. */
  readonly resource?: string;
  /** Sandbox time at which the outage is over; without it, until `end` is called or `count` is used up. */
  readonly until?: number;
  /** Refuses so many calls, then is over. */
  readonly count?: number;
  /** Defaults to `ServiceUnavailable`. */
  readonly code?: string;
  readonly message?: string;
  /** Defaults to 503. */
  readonly status?: number;
  /** What the header Retry-After says, for services that send it. @default none */
  readonly retryAfterInSeconds?: number;
}

interface Running<Service extends string> extends Outage<Service> {
  left: number;
}

/** Outages that a test injects. They hit function code, event sources and services alike. */
export class Outages<Service extends string = string> {
  readonly #clock: SandboxClock;
  readonly #running = new Set<Running<Service>>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Begins an outage; returns how to end it. */
  begin(outage: Outage<Service>): () => void {
    const running = { ...outage, left: outage.count ?? Infinity };
    this.#running.add(running);
    return () => this.#running.delete(running);
  }

  endAll(): void {
    this.#running.clear();
  }

  /** @throws CloudError when an outage covers the call */
  check(service: Service, action: string, resource: string): void {
    for (const outage of this.#running) {
      if (outage.left <= 0 || this.#clock.now() >= (outage.until ?? Infinity)) {
        this.#running.delete(outage);
        continue;
      }
      if (outage.service !== service || (outage.action ?? action) !== action) continue;
      if ((outage.resource ?? resource) !== resource) continue;
      outage.left -= 1;
      throw new CloudError(
        outage.code ?? "ServiceUnavailable",
        outage.message ?? `The sandbox refuses ${service} ${action}.`,
        outage.status ?? 503,
        outage.retryAfterInSeconds,
      );
    }
  }
}

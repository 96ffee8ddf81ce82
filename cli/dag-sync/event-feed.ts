import type { PceClient, PceEvent } from "../../clients/pce";

/**
 * Events after which other workloads may match, or have other addresses. What is missing here is noticed at the
 * interval. Left out is what every VEN does each day, such as `agent.refresh_token`.
 */
const CHANGES =
  /^(labels?|label_groups?|workloads?|sec_policy)\.|^agents?\.(activate|activate_clone|deactivate|goodbye|suspend|unsuspend|unpair|update)$/;

/** Events that another node of the PCE wrote may show up late, and some share a millisecond. */
const OVERLAP_IN_MS = 30_000;

/** The changes that a PCE reports, from a moment on, by the clock of the PCE. */
export class EventFeed {
  #newest: number | undefined;
  /** What was read already, by href, with its time; as far back as the overlap reaches. */
  #seen = new Map<string, number>();
  #started = false;

  constructor(private readonly pce: PceClient) {}

  get started(): boolean {
    return this.#started;
  }

  /** From here on. */
  async start(): Promise<void> {
    for await (const event of this.pce.listEvents({ max_results: 1 })) this.#remember([event]);
    if (this.#newest !== undefined) await this.#read();
    this.#started = true;
  }

  /** Whether something was reported since the last call that may matter. */
  async changed(): Promise<boolean> {
    const fresh = await this.#read();
    return fresh.some(({ event_type: type, status }) => status !== "failure" && CHANGES.test(type));
  }

  async #read(): Promise<PceEvent[]> {
    const since = this.#newest === undefined ? {} : { since: new Date(this.#newest - OVERLAP_IN_MS) };
    const fresh: PceEvent[] = [];
    for await (const event of this.pce.listEvents(since)) if (!this.#seen.has(event.href)) fresh.push(event);
    this.#remember(fresh);
    return fresh;
  }

  #remember(events: readonly PceEvent[]): void {
    for (const { href, timestamp } of events) {
      const time = Date.parse(timestamp);
      this.#seen.set(href, time);
      this.#newest = Math.max(this.#newest ?? time, time);
    }
    for (const [href, time] of this.#seen)
      if (time < (this.#newest ?? 0) - OVERLAP_IN_MS) this.#seen.delete(href);
  }
}

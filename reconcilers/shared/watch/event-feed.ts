import type { PceClient, PceEvent } from "../../../clients/pce";

/**
 * How far a reading goes back before the mark: events that another node of the PCE wrote may show up late, and some
 * share a millisecond.
 */
const OVERLAP_IN_MS = 30_000;

/**
 * Tolerance for the PCE's time: the header `Date` counts whole seconds, and the clocks of a PCE's nodes may differ a
 * little.
 */
const PRECISION_IN_MS = 5_000;

export interface FreshEvents {
  readonly events: readonly PceEvent[];
  /**
   * Whether events may have been missed: the PCE no longer has the last event that it reported, or its clock was set
   * back.
   */
  readonly gap: boolean;
}

/**
 * The events of a PCE, from a moment on.
 *
 * Events are identified by their href and read from a mark on. The mark is the time of the newest event, but never
 * later than the PCE's own time (header `Date` of its answers): where its clock was set back, events of the earlier
 * time are older than those that were read before. Where answers have no `Date`, the mark is the time of the newest
 * event.
 */
export class EventFeed {
  /**
   * Milliseconds since 1970, by the clock of the PCE; undefined while neither an event nor an answer has given a time.
   */
  #mark: number | undefined;
  /** The newest event, and when it was first seen, by `performance.now()`. */
  #last: { readonly href: string; readonly time: number; readonly seenAt: number } | undefined;
  /** The PCE's time at the last look. */
  #lookedAt: number | undefined;
  /** Events that were read already: href → time; as far back as the overlap reaches. */
  #seen = new Map<string, number>();
  #started = false;

  constructor(private readonly pce: PceClient) {}

  get started(): boolean {
    return this.#started;
  }

  /** Sets the mark: events from now on count. */
  async start(): Promise<void> {
    this.#mark = undefined;
    this.#last = undefined;
    for await (const event of this.pce.listEvents({ max_results: 1 })) this.#remember([event]);
    this.#mark ??= this.#pceTime;
    if (this.#mark !== undefined) await this.#read();
    this.#lookedAt = this.#pceTime;
    this.#started = true;
  }

  /** The events that were reported since the last call. */
  async fresh(): Promise<FreshEvents> {
    const before = this.#lookedAt;
    const { events, gap } = await this.#read();
    const now = this.#pceTime;
    this.#lookedAt = now;
    const isSetBack = now !== undefined && before !== undefined && now < before - PRECISION_IN_MS;
    if (gap || isSetBack) await this.start();
    return { events, gap: gap || isSetBack };
  }

  get #pceTime(): number | undefined {
    return this.pce.serverTime?.getTime();
  }

  async #read(): Promise<FreshEvents> {
    // Where no newer event came for as long as the overlap, late ones have arrived too; a large event is not read again
    // and again.
    const isQuiet = this.#last !== undefined && performance.now() - this.#last.seenAt > OVERLAP_IN_MS;
    const overlap = isQuiet ? 0 : OVERLAP_IN_MS;
    const since = this.#mark === undefined ? {} : { since: new Date(this.#mark - overlap) };
    const events: PceEvent[] = [];
    let gap = this.#last !== undefined;
    for await (const event of this.pce.listEvents(since)) {
      if (event.href === this.#last?.href) gap = false;
      if (!this.#seen.has(event.href)) events.push(event);
    }
    this.#remember(events);
    return { events, gap };
  }

  #remember(events: readonly PceEvent[]): void {
    const latest = this.#pceTime ?? Number.POSITIVE_INFINITY;
    for (const { href, timestamp } of events) {
      const time = Date.parse(timestamp);
      this.#seen.set(href, time);
      const reached = Math.min(time, latest);
      this.#mark = Math.max(this.#mark ?? reached, reached);
      if (this.#last === undefined || time > this.#last.time)
        this.#last = { href, time, seenAt: performance.now() };
    }
    for (const [href, time] of this.#seen)
      if (time < (this.#mark ?? 0) - OVERLAP_IN_MS) this.#seen.delete(href);
  }
}

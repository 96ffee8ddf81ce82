/** Longest and relative share of an invocation that is kept for queues and the answer. */
const RESERVE_IN_MILLISECONDS = 5_000;
const RESERVED_SHARE = 0.25;

/** Splits the time that an invocation has left, so that it answers before its cloud ends it. */
export class TimeBudget {
  readonly #remaining: () => number;
  readonly #reserve: number;

  /** @param remaining milliseconds until the invocation is ended */
  constructor(remaining: () => number) {
    this.#remaining = remaining;
    this.#reserve = Math.min(RESERVE_IN_MILLISECONDS, this.#remaining() * RESERVED_SHARE);
  }

  /** Milliseconds in which calls to the PCE may still run. */
  forCalls(): number {
    return this.#remaining() - this.#reserve;
  }

  /** Milliseconds in which a call may be begun with a fair chance to be answered in time. */
  forNewCalls(): number {
    return this.forCalls() - this.#reserve / 2;
  }

  /** Milliseconds in which messages may still be sent: longer than calls, so that what they left is kept. */
  forMessages(): number {
    return this.#remaining() - this.#reserve / 5;
  }
}

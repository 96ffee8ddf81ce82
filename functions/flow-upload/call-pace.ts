/** Calls under way at the same time, at most. With 400 calls a minute it is enough for answers that take a second. */
const MOST_CALLS = 8;

/** Failures in a row, each after the one before was known, after which the PCE counts as away. */
const MOST_FAILURES = 10;

/** Failures in a row that cause no pause: single ones say nothing about the PCE. */
const WITHOUT_PAUSE = 2;

const FIRST_PAUSE_IN_MILLISECONDS = 500;
const LONGEST_PAUSE_IN_MILLISECONDS = 8_000;

/**
 * How many calls the PCE gets at the same time, and when it gets none.
 *
 * A call that succeeds adds a little to the calls under way, a failed one halves them (additive increase,
 * multiplicative decrease). From the third failure in a row on, everything pauses for 0.5 s to 8 s; after ten, some 25
 * seconds, the PCE counts as away. An instance whose last invocation ended like that gives up after the first failure
 * of the next one, so that an outage costs one call for each.
 *
 * Failures of calls that began before the last failure was known belong to the same event and count once.
 */
export class CallPace {
  #limit = 1;
  #failures = 0;
  #patience = MOST_FAILURES;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param now milliseconds that only grow
   * @param random from 0 to 1
   */
  constructor(
    private readonly now: () => number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Begins a new invocation. */
  begin(): void {
    this.#patience = this.isAway ? 1 : MOST_FAILURES;
    this.#failures = 0;
    this.#limit = 1;
    this.#pausedUntil = Number.NEGATIVE_INFINITY;
    this.#failedAt = Number.NEGATIVE_INFINITY;
  }

  /** Calls that may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** Whether nothing has been answered for so long that the PCE is to be left alone. */
  get isAway(): boolean {
    return this.#failures >= this.#patience;
  }

  /** Milliseconds until another call may begin. */
  get pause(): number {
    return Math.max(0, this.#pausedUntil - this.now());
  }

  /** The PCE took a call. */
  taken(): void {
    this.answered();
    this.#limit = Math.min(MOST_CALLS, this.#limit + 1 / this.#limit);
  }

  /** The PCE found a call wrong, so it is there. */
  answered(): void {
    this.#failures = 0;
    this.#patience = MOST_FAILURES;
  }

  /**
   * A call failed for a reason that passes.
   *
   * @param startedAt when it began
   */
  failed(startedAt: number, retryAfterInSeconds = 0): void {
    this.#waitFor(retryAfterInSeconds * 1_000);
    if (startedAt < this.#failedAt) return;
    this.#failedAt = this.now();
    this.#failures += 1;
    this.#limit = Math.max(1, this.#limit / 2);
    const doublings = this.#failures - WITHOUT_PAUSE - 1;
    if (doublings < 0) return;
    const longest = Math.min(LONGEST_PAUSE_IN_MILLISECONDS, FIRST_PAUSE_IN_MILLISECONDS * 2 ** doublings);
    this.#waitFor(longest * (1 - this.random() / 2));
  }

  #waitFor(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.now() + milliseconds);
  }
}

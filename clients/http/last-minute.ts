/** A second more than a minute: calls take longer to arrive at some times than at others, and the service counts there. */
const WINDOW_IN_MILLISECONDS = 61_000;

/** The calls of the last minute by their times, in milliseconds that only grow. */
export class LastMinute {
  #times: number[] = [];
  /** Calls before this one are older. */
  #first = 0;

  add(now: number): void {
    this.#times.push(now);
  }

  /** Milliseconds until there are fewer than so many calls in the last minute; 0 when there are. */
  untilFewerThan(most: number, now: number): number {
    while (this.#first < this.#times.length && this.#times[this.#first]! + WINDOW_IN_MILLISECONDS <= now)
      this.#first++;
    if (this.#first > this.#times.length / 2) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
    const calls = this.#times.length - this.#first;
    return calls < most ? 0 : this.#times[this.#times.length - most]! + WINDOW_IN_MILLISECONDS - now;
  }
}

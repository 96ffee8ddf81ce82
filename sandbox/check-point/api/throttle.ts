/** At most so many events in any span of time. */
export class Throttle {
  readonly #times: number[] = [];

  /** @param now milliseconds that only grow; the machine's own time, since clients wait in it too */
  constructor(
    private readonly spanInMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts an event. @returns false when it is one too many, which is then not counted */
  take(limit: number): boolean {
    const now = this.now();
    while (this.#times.length > 0 && this.#times[0]! <= now - this.spanInMs) this.#times.shift();
    if (this.#times.length >= limit) return false;
    this.#times.push(now);
    return true;
  }
}

/** The time of the instance: the machine's or that of a given clock, plus the steps that tests made. */
export class InstanceClock {
  #steps = 0;

  constructor(private readonly base: () => number) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.base() + this.#steps;
  }

  /** `2026-11-26 08:01:09` in UTC, as records hold it. */
  timestamp(): string {
    return new Date(this.now()).toISOString().slice(0, 19).replace("T", " ");
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`The clock cannot move by ${milliseconds} ms.`);
    this.#steps += milliseconds;
  }
}

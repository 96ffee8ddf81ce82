/** The time of a simulated system: the machine's or that of a given clock, plus the steps that tests made. */
export class SteppedClock {
  #steps = 0;

  constructor(private readonly base: () => number = Date.now) {}

  /** Milliseconds since 1970. */
  now(): number {
    return this.base() + this.#steps;
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`The clock cannot move by ${milliseconds} ms.`);
    this.#steps += milliseconds;
  }
}

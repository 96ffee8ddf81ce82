import type { Piece } from "./line-search";

/** A call that is to be made. */
export interface Call<Line> extends Piece<Line> {
  readonly failures: number;
  /** When it may be made, in milliseconds of the caller's timer. */
  readonly notBefore: number;
}

/** Calls in their order; those that are made again, and parts of refused ones, go before the others. */
export class CallQueue<Line> {
  readonly #calls: Call<Line>[] = [];

  constructor(lines: readonly Line[], linesPerCall: number) {
    for (let first = 0; first < lines.length; first += linesPerCall)
      this.#calls.push(atOnce({ lines: lines.slice(first, first + linesPerCall) }));
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** Milliseconds until one of the calls may be made; 0 when one may. Not of an empty queue. */
  delay(now: number): number {
    const earliest = this.#calls.reduce((least, { notBefore }) => Math.min(least, notBefore), Infinity);
    return Math.max(0, earliest - now);
  }

  /** The first call that may be made. @throws RangeError when none may */
  take(now: number): Call<Line> {
    const index = this.#calls.findIndex(({ notBefore }) => notBefore <= now);
    if (index < 0) throw new RangeError("no call may be made yet");
    return this.#calls.splice(index, 1)[0]!;
  }

  putFirst(...pieces: readonly Piece<Line>[]): void {
    this.#calls.unshift(...pieces.map(atOnce));
  }

  /** Puts back a call that failed. */
  again({ lines, sibling }: Piece<Line>, failures: number, notBefore: number): void {
    this.#calls.unshift({ lines, ...(sibling && { sibling }), failures, notBefore });
  }

  /** Empties the queue. */
  takeAll(): readonly Piece<Line>[] {
    return this.#calls.splice(0);
  }
}

function atOnce<Line>({ lines, sibling }: Piece<Line>): Call<Line> {
  return { lines, ...(sibling && { sibling }), failures: 0, notBefore: Number.NEGATIVE_INFINITY };
}

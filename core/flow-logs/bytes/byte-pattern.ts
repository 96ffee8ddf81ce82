/**
 * A text of ASCII that is looked for in bytes. A call of `Buffer.indexOf` costs more than the search itself where blocks
 * have few kilobytes.
 *
 * @see Horspool, Practical fast searching in strings (1980)
 */
export class BytePattern {
  private readonly bytes: Buffer;
  /** By the byte that stands where the last one is due: how far the next place is. */
  private readonly steps: Uint8Array;

  /** @param text of at most 255 characters */
  constructor(text: string) {
    this.bytes = Buffer.from(text, "latin1");
    const last = this.bytes.length - 1;
    this.steps = new Uint8Array(256).fill(this.bytes.length);
    for (let at = 0; at < last; at++) this.steps[this.bytes[at]!] = last - at;
  }

  get length(): number {
    return this.bytes.length;
  }

  /** Position of the first occurrence that lies between two positions; -1 when there is none. */
  indexIn(bytes: Uint8Array, start: number, end: number): number {
    const { steps } = this;
    const last = this.bytes.length - 1;
    for (let at = start + last; at < end; at += steps[bytes[at]!]!)
      if (this.endsAt(bytes, at)) return at - last;
    return -1;
  }

  private endsAt(bytes: Uint8Array, end: number): boolean {
    let place = this.bytes.length - 1;
    let at = end;
    while (place >= 0 && bytes[at] === this.bytes[place]) {
      place--;
      at--;
    }
    return place < 0;
  }
}

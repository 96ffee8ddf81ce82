/** No line is longer: two IPv6 addresses, five numbers and a word. */
export const LONGEST_LINE = 160;

const COMMA = 44;
const DOT = 46;
const LINE_FEED = 10;

/** Writes lines of values byte by byte, because a string for each part of each line costs more than reading the records. */
export class LineWriter {
  /** Bytes that were written and not taken. */
  protected at = 0;
  protected bytes: Buffer = Buffer.allocUnsafe(16_384);

  get length(): number {
    return this.at;
  }

  /** Returns what was written and empties the writer. */
  takeBytes(): Uint8Array {
    const taken = Uint8Array.from(this.bytes.subarray(0, this.at));
    this.at = 0;
    return taken;
  }

  /** Returns the values that were written as one string without its last comma, and empties the writer. */
  takeText(): string {
    const text = this.bytes.toString("latin1", 0, this.at - 1);
    this.at = 0;
    return text;
  }

  /** Writes an IPv4 address; only the lower 32 bits count, signed or not. */
  ipv4(address: number): void {
    this.makeRoom();
    this.digits(address >>> 24);
    this.bytes[this.at++] = DOT;
    this.digits((address >>> 16) & 255);
    this.bytes[this.at++] = DOT;
    this.digits((address >>> 8) & 255);
    this.bytes[this.at++] = DOT;
    this.digits(address & 255);
    this.bytes[this.at++] = COMMA;
  }

  /** Writes an address or a word in ASCII. */
  text(text: string): void {
    this.makeRoom();
    this.at += this.bytes.write(text, this.at, "latin1");
    this.bytes[this.at++] = COMMA;
  }

  /** Writes a whole number from 0. */
  number(value: number): void {
    this.digits(value);
    this.bytes[this.at++] = COMMA;
  }

  endLine(): void {
    this.bytes[this.at - 1] = LINE_FEED;
  }

  private digits(value: number): void {
    const { bytes } = this;
    let at = this.at;
    if (value < 1_000) {
      if (value >= 100) bytes[at++] = 48 + ((value / 100) | 0);
      if (value >= 10) bytes[at++] = 48 + (((value / 10) | 0) % 10);
      bytes[at++] = 48 + (value % 10);
    } else {
      let length = 4;
      for (let most = 10_000; value >= most; most *= 10) length++;
      let rest = value;
      for (let place = at + length - 1; place >= at; place--) {
        const tenth = Math.floor(rest / 10);
        bytes[place] = 48 + rest - tenth * 10;
        rest = tenth;
      }
      at += length;
    }
    this.at = at;
  }

  /** Room for the rest of a line. */
  private makeRoom(): void {
    if (this.at + LONGEST_LINE <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(this.bytes.length * 2);
    this.bytes.copy(wider, 0, 0, this.at);
    this.bytes = wider;
  }
}

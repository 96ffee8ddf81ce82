import { FLOW_MESSAGE_HEAD } from "./flow-message";

/** Room for two counts and the line ends of head and end. */
const FRAME = FLOW_MESSAGE_HEAD.length + 32;
/** No line of a message is longer: two IPv6 addresses and five numbers. */
const LONGEST_LINE = 160;

const COMMA = 44;
const DOT = 46;
const LINE_FEED = 10;

/** Writes flow messages byte by byte, because a string for each part of each line costs more than reading the records. */
export class FlowMessageWriter {
  private bytes = Buffer.allocUnsafe(16_384);
  private at = 0;
  private decided = 0;
  private undecided = 0;

  /** @param maxBytes a message is never longer; at least 256 */
  constructor(private readonly maxBytes: number) {
    if (!(maxBytes >= 256))
      throw new RangeError(`maxBytes is ${maxBytes}; a flow needs room, give at least 256`);
  }

  /** Whether another line might not go in any more. */
  get isFull(): boolean {
    return this.at + LONGEST_LINE + FRAME > this.maxBytes;
  }

  /** The message so far; undefined when it would be empty. The writer begins the next one. */
  take(): string | undefined {
    if (this.at === 0) return undefined;
    const lines = this.bytes.toString("latin1", 0, this.at);
    const body = `${FLOW_MESSAGE_HEAD} ${this.decided} ${this.undecided}\n${lines}end\n`;
    this.at = 0;
    this.decided = 0;
    this.undecided = 0;
    return body;
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

  /** Writes an address that is text already. */
  address(text: string): void {
    this.makeRoom();
    this.at += this.bytes.write(text, this.at, "latin1");
    this.bytes[this.at++] = COMMA;
  }

  /** Writes a whole number from 0. */
  number(value: number): void {
    this.digits(value);
    this.bytes[this.at++] = COMMA;
  }

  /** Writes a word of ASCII letters. */
  mark(word: string): void {
    this.address(word);
  }

  endLine(isDecided: boolean): void {
    this.bytes[this.at - 1] = LINE_FEED;
    if (isDecided) this.decided++;
    else this.undecided++;
  }

  private digits(value: number): void {
    let length = 1;
    for (let most = 10; value >= most; most *= 10) length++;
    let rest = value;
    for (let at = this.at + length - 1; at >= this.at; at--) {
      const tenth = Math.floor(rest / 10);
      this.bytes[at] = 48 + rest - tenth * 10;
      rest = tenth;
    }
    this.at += length;
  }

  /** Room for the rest of a line. */
  private makeRoom(): void {
    if (this.at + LONGEST_LINE <= this.bytes.length) return;
    const wider = Buffer.allocUnsafe(this.bytes.length * 2);
    this.bytes.copy(wider, 0, 0, this.at);
    this.bytes = wider;
  }
}

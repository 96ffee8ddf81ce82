import { FlowLogFormatError } from "../../errors";

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Walks over JSON bytes without building the values that it skips. */
export class JsonCursor {
  at = 0;

  /** @param advice what to do about JSON that is broken, as a sentence: it ends the errors */
  constructor(
    readonly bytes: Uint8Array,
    readonly advice: string,
  ) {}

  /** The byte after white space; -1 at the end. */
  peek(): number {
    const { bytes } = this;
    while (bytes[this.at]! <= SPACE) this.at++;
    return this.at < bytes.length ? bytes[this.at]! : -1;
  }

  /** Whether `byte` comes next; passes it if so. */
  takes(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }

  /** @throws FlowLogFormatError when something else comes next */
  expect(byte: number): void {
    if (!this.takes(byte)) throw this.unexpected();
  }

  /**
   * Calls `member` for each key of the object that comes next, with the cursor at its value, which `member` has to read
   * or skip.
   */
  readObject(member: (key: string) => void): void {
    this.expect(OPEN_OBJECT);
    if (this.takes(CLOSE_OBJECT)) return;
    do {
      const key = this.readValue();
      if (typeof key !== "string") throw this.unexpected();
      this.expect(COLON);
      member(key);
    } while (this.takes(COMMA));
    this.expect(CLOSE_OBJECT);
  }

  /**
   * Calls `element` for each element of the array that comes next, with the cursor at it. `element` has to read or skip
   * it, or to return `false`, which ends the reading there.
   */
  readArray(element: () => unknown): void {
    this.expect(OPEN_ARRAY);
    if (this.takes(CLOSE_ARRAY)) return;
    do if (element() === false) return;
    while (this.takes(COMMA));
    this.expect(CLOSE_ARRAY);
  }

  /** Builds the value that comes next. */
  readValue(): unknown {
    this.peek();
    const start = this.at;
    this.passValue();
    try {
      return JSON.parse(Buffer.from(this.bytes.subarray(start, this.at)).toString());
    } catch {
      this.at = start;
      throw this.unexpected();
    }
  }

  /** Skips the value that comes next; inside of arrays and objects only strings and brackets are looked at. */
  passValue(): void {
    let depth = 0;
    do {
      const next = this.peek();
      if (next === QUOTE) this.passString();
      else if (next === OPEN_OBJECT || next === OPEN_ARRAY) {
        depth++;
        this.at++;
      } else if (depth > 0 && (next === CLOSE_OBJECT || next === CLOSE_ARRAY)) {
        depth--;
        this.at++;
      } else if (depth > 0 && (next === COMMA || next === COLON)) this.at++;
      else this.passWord();
    } while (depth > 0);
  }

  passString(): void {
    this.expect(QUOTE);
    const { bytes } = this;
    let at = this.at;
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    this.at = at;
    this.expect(QUOTE);
  }

  unexpected(): FlowLogFormatError {
    const near = Buffer.from(this.bytes.subarray(this.at, this.at + 40)).toString();
    const seen = near === "" ? "it ends too early" : `found ${JSON.stringify(near)}`;
    return new FlowLogFormatError(
      `the flow log payload is not JSON: at byte ${this.at} of ${this.bytes.length} ${seen}. ${this.advice}`,
    );
  }

  /** Skips a number, `true`, `false` or `null`. */
  private passWord(): void {
    const start = this.at;
    while (this.isWord(this.bytes[this.at] ?? 0)) this.at++;
    if (this.at === start) throw this.unexpected();
  }

  private isWord(byte: number): boolean {
    const letter = byte | 32;
    return (
      (byte >= 48 && byte <= 57) ||
      (letter >= 97 && letter <= 122) ||
      byte === 43 ||
      byte === 45 ||
      byte === 46
    );
  }
}

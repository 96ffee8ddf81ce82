import { readIpv6 } from "../../addresses/ipv6";
import { IPV6 } from "../flows/connections";
import type { FlowTable } from "../flows/flow-table";
import { hasPorts, TCP } from "../flows/well-known-ports";
import { SKIP } from "./skip-reasons";
import {
  COLUMNS,
  DIGITS_OF_MILLISECONDS,
  DIGITS_OF_SECONDS,
  DROPPED_BY_ENCRYPTION,
  V1_COLUMNS,
} from "./tuple-form";

/** What became of a tuple. */
export const UNREADABLE = 0;
export const BEGIN = 1;
export const CONTINUED = 2;
export const ENDED = 3;
export const V1 = 4;
export const DENIED = 5;
const KINDS = 6;

const UDP = 17;
const LINE_FEED = 10;
const COMMA = 44;
const DOT = 46;
const [A, B, C, D, E, I, O, T, U] = Buffer.from("ABCDEIOTU") as unknown as readonly number[];

/** Tuples that are read in one go, and bytes that they may have for that without memory of their own. */
const AT_ONCE = 1024;
const SCRATCH = Buffer.alloc(262_144);
/** Bytes behind the last tuple that the reading of words may touch. */
const SLACK = 8;

/** Four bytes at once are digits when each has the high nibble 3, also after 6 was added to it. */
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;
const DIGITS = 0x30303030;
const SIXES = 0x06060606;
/** The whole of a column, which is compared at once. */
const NX_COMMA = 0x4e582c;

/**
 * Reads the texts of flow tuples into a table, without splitting them. Their source is the client and their destination
 * the server, for both directions.
 */
export class TupleReader {
  /** By kind: how many tuples were of it. */
  readonly counts: Float64Array = new Float64Array(KINDS);
  private bytes: Buffer = SCRATCH;
  private view: DataView = viewOf(SCRATCH);
  private readonly groups = new Uint16Array(8);
  /** What `readAddress` and `readNumber` found. */
  private value = 0;
  private family = 0;

  constructor(private readonly table: FlowTable) {}

  /** @param refuse is called with the place of each tuple that cannot be read */
  readAll(tuples: readonly unknown[], refuse: (place: number) => void): void {
    if (tuples.length <= AT_ONCE) this.readSome(tuples, 0, refuse);
    else
      for (let first = 0; first < tuples.length; first += AT_ONCE)
        this.readSome(tuples.slice(first, first + AT_ONCE), first, refuse);
  }

  private readSome(tuples: readonly unknown[], first: number, refuse: (place: number) => void): void {
    if (areTexts(tuples) && this.take(tuples.join("\n"))) {
      let at = 0;
      for (let place = 0; place < tuples.length; place++) {
        const end = at + tuples[place]!.length;
        const kind = this.read(at, end);
        this.counts[kind]!++;
        if (kind === UNREADABLE) refuse(first + place);
        at = end + 1;
      }
    } else this.readOneByOne(tuples, first, refuse);
  }

  private readOneByOne(tuples: readonly unknown[], first: number, refuse: (place: number) => void): void {
    for (const [index, tuple] of tuples.entries()) {
      if (typeof tuple === "string" && Buffer.byteLength(tuple) === tuple.length)
        this.readSome([tuple], first + index, refuse);
      else {
        this.counts[UNREADABLE]!++;
        refuse(first + index);
      }
    }
  }

  /** Reads the tuple between two positions. @returns its kind */
  private read(start: number, end: number): number {
    const { bytes, table } = this;
    let at = this.passDigits(start);
    const digits = at - start;
    if (bytes[at++] !== COMMA) return UNREADABLE;
    at = this.readAddress(at);
    if (at < 0) return UNREADABLE;
    const { value: client, family } = this;
    at = this.readAddress(at);
    if (at < 0 || this.family !== family) return UNREADABLE;
    const server = this.value;
    const first = at;
    const second = this.readNumber(first, 65_535);
    if (second < 0) return UNREADABLE;
    const third = this.readNumber(second, 65_535);
    if (third < 0) return UNREADABLE;
    const port = this.value;
    const letter = bytes[third + 1] === COMMA ? bytes[third] : COMMA;
    const isNsg = letter === T || letter === U;
    at = isNsg ? third + 2 : this.readNumber(third, 255);
    if (at < 0 || at === third + 1) return UNREADABLE;
    const protocol = isNsg ? (letter === T ? TCP : UDP) : this.value;
    if ((second === first + 1 || third === second + 1) && hasPorts(protocol)) return UNREADABLE;
    const direction = bytes[at];
    if ((direction !== I && direction !== O) || bytes[at + 1] !== COMMA) return UNREADABLE;
    const kind = this.readState(at + 2, end, digits, isNsg);
    if (kind === DENIED && !table.includeRejected) table.skip(SKIP.denied);
    else if (kind !== UNREADABLE) table.addStated(client, server, port, protocol | family, kind === DENIED);
    return kind;
  }

  /** Reads the columns from decision or state on. @returns the kind of the tuple */
  private readState(at: number, end: number, digits: number, isNsg: boolean): number {
    const { bytes } = this;
    const first = bytes[at];
    if (at + 1 === end) {
      if (digits !== DIGITS_OF_SECONDS || !isNsg) return UNREADABLE;
      return first === A ? V1 : first === D ? DENIED : UNREADABLE;
    }
    if (bytes[at + 1] !== COMMA || this.columnsFrom(at + 2, end) !== COLUMNS - V1_COLUMNS) return UNREADABLE;
    if (isNsg) {
      if (digits !== DIGITS_OF_SECONDS || bytes[at + 3] !== COMMA) return UNREADABLE;
      const state = bytes[at + 2]!;
      if (first === D) return kindOf(state) === UNREADABLE ? UNREADABLE : DENIED;
      const kind = kindOf(state);
      return first === A && kind !== DENIED ? kind : UNREADABLE;
    }
    if (digits !== DIGITS_OF_MILLISECONDS && digits !== DIGITS_OF_SECONDS) return UNREADABLE;
    const kind = kindOf(first!);
    return kind !== UNREADABLE && this.isDropped(at + 2) ? DENIED : kind;
  }

  /** Whether the encryption column says that packets were dropped. */
  private isDropped(at: number): boolean {
    if (this.view.getInt32(at) >>> 8 === NX_COMMA) return false;
    const { bytes } = this;
    return DROPPED_BY_ENCRYPTION.some(
      (value) =>
        bytes[at + value.length] === COMMA && bytes.toString("latin1", at, at + value.length) === value,
    );
  }

  /** Number of columns that begin at `at` or after it. */
  private columnsFrom(at: number, end: number): number {
    const { bytes } = this;
    let columns = 1;
    for (let next = at; next < end; next++) if (bytes[next] === COMMA) columns++;
    return columns;
  }

  private passDigits(start: number): number {
    const { bytes, view } = this;
    let at = start | 0;
    for (let word = view.getInt32(at); areDigits(word); word = view.getInt32(at)) at += 4;
    while (bytes[at]! >= 48 && bytes[at]! <= 57) at++;
    return at;
  }

  /** @returns position after the address and its comma, -1 when there is none */
  private readAddress(start: number): number {
    const { bytes } = this;
    let at = start | 0;
    let address = 0;
    for (let part = 0; ; part++) {
      let digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) return this.readIpv6(start);
      let octet = digit;
      digit = bytes[++at]! - 48;
      if (digit >= 0 && digit <= 9) {
        if (octet === 0) return this.readIpv6(start); // a leading zero, which others read as octal
        octet = octet * 10 + digit;
        digit = bytes[++at]! - 48;
        if (digit >= 0 && digit <= 9) {
          octet = octet * 10 + digit;
          at++;
        }
      }
      if (octet > 255) return this.readIpv6(start);
      address = (address << 8) | octet;
      if (part === 3) break;
      if (bytes[at++] !== DOT) return this.readIpv6(start);
    }
    if (bytes[at] !== COMMA) return -1;
    this.value = address;
    this.family = 0;
    return at + 1;
  }

  private readIpv6(start: number): number {
    const at = readIpv6(this.bytes, start, this.groups);
    if (at < 0 || this.bytes[at] !== COMMA) return -1;
    this.value = this.table.addIpv6(this.groups);
    this.family = IPV6;
    return at + 1;
  }

  /** Reads a number, which may be missing: then it is 0. @returns position after its comma, -1 when it is none */
  private readNumber(start: number, largest: number): number {
    const { bytes } = this;
    let at = start | 0;
    let value = 0;
    for (let digit = bytes[at]! - 48; digit >= 0 && digit <= 9; digit = bytes[++at]! - 48)
      value = value * 10 + digit;
    this.value = value;
    return value > largest || bytes[at] !== COMMA ? -1 : at + 1;
  }

  /** @returns false when not every character takes one byte, so that the places of the tuples are not known */
  private take(text: string): boolean {
    const room = text.length + SLACK;
    if (room > this.bytes.length) this.use(Buffer.alloc(room));
    else if (this.bytes.length > SCRATCH.length) this.use(SCRATCH);
    if (this.bytes.write(text, 0, "utf8") !== text.length) return false;
    this.bytes[text.length] = LINE_FEED;
    return true;
  }

  private use(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

function areTexts(values: readonly unknown[]): values is readonly string[] {
  for (const value of values) if (typeof value !== "string") return false;
  return true;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function areDigits(word: number): boolean {
  return (word & HIGH_NIBBLES) === DIGITS && ((word + SIXES) & HIGH_NIBBLES) === DIGITS;
}

function kindOf(state: number): number {
  if (state === E) return ENDED;
  if (state === B) return BEGIN;
  if (state === C) return CONTINUED;
  return state === D ? DENIED : UNREADABLE;
}

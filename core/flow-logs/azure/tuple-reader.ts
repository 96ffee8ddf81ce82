import { readIpv6 } from "../../addresses/ipv6";
import { IPV6 } from "../flows/connections";
import type { FlowTable } from "../flows/flow-table";
import { hasPorts, TCP, UDP } from "../flows/well-known-ports";
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

const LINE_FEED = 10;
const COMMA = 44;
const DOT = 46;
const [A, B, C, D, E, I, O, T, U] = Buffer.from("ABCDEIOTU") as unknown as readonly number[];

/** Tuples that are read in one go, and bytes that they may have for that without memory of their own. */
const AT_ONCE = 1024;
const SCRATCH = Buffer.alloc(262_144);
/** Bytes behind the last tuple that may be looked at: an address is read whole before it is refused. */
const SLACK = 32;

/** Four bytes at once are digits when each has the high nibble 3, also after 6 was added to it. */
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;
const DIGITS = 0x30303030;
const SIXES = 0x06060606;
const COMMAS = 0x2c2c2c2c;
const LOW_BITS = 0x7f7f7f7f;
/** `NX,`, the encryption status that nearly all tuples have. */
const NX = 0x4e582c;

/**
 * Reads the texts of flow tuples into a table, without splitting them. Their source is the client and their destination
 * the server, for both directions.
 */
export class TupleReader {
  /** By kind: how many tuples were of it. */
  readonly counts: Int32Array = new Int32Array(KINDS);
  private bytes: Buffer = SCRATCH;
  private view: DataView = viewOf(SCRATCH);
  private readonly groups = new Uint16Array(8);
  /** What `readAddress` and `readNumber` found. */
  private value = 0;
  private family = 0;
  private table: FlowTable | undefined;

  /** @param refuse is called with the place of each tuple that cannot be read */
  readAll(tuples: readonly unknown[], table: FlowTable, refuse: (place: number) => void): void {
    this.table = table;
    this.counts.fill(0);
    if (tuples.length <= AT_ONCE) this.readSome(tuples, 0, refuse);
    else
      for (let first = 0; first < tuples.length; first += AT_ONCE)
        this.readSome(tuples.slice(first, first + AT_ONCE), first, refuse);
    this.table = undefined;
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
    const { bytes } = this;
    const table = this.table!;
    const digits = this.digitsOfTime(start);
    if (digits === 0) return UNREADABLE;
    let at = this.readAddress(start + digits + 1) | 0; // here and below: tells the compiler that it is a 32-bit integer
    if (at < 0) return UNREADABLE;
    const { value: client, family } = this;
    at = this.readAddress(at) | 0;
    if (at < 0 || this.family !== family) return UNREADABLE;
    const server = this.value;
    const portAt = this.readNumber(at, 65_535) | 0;
    if (portAt < 0) return UNREADABLE;
    const protocolAt = this.readNumber(portAt, 65_535) | 0;
    if (protocolAt < 0) return UNREADABLE;
    const port = this.value;
    const letter = bytes[protocolAt + 1] === COMMA ? bytes[protocolAt] : COMMA;
    const isNsg = letter === T || letter === U;
    const directionAt = isNsg ? protocolAt + 2 : this.readNumber(protocolAt, 255) | 0;
    if (directionAt <= protocolAt + 1) return UNREADABLE;
    const protocol = isNsg ? (letter === T ? TCP : UDP) : this.value;
    if ((portAt === at + 1 || protocolAt === portAt + 1) && hasPorts(protocol)) return UNREADABLE;
    const direction = bytes[directionAt];
    if ((direction !== I && direction !== O) || bytes[directionAt + 1] !== COMMA) return UNREADABLE;
    const kind = this.readState(directionAt + 2, end, digits, isNsg);
    if (kind === UNREADABLE) return UNREADABLE;
    if (kind === DENIED && !table.includeRejected) table.skip(SKIP.denied);
    else table.addStated(client, server, port, protocol | family, kind === DENIED);
    return kind;
  }

  /** Reads the columns from decision or state on. @returns the kind of the tuple */
  private readState(at: number, end: number, digits: number, isNsg: boolean): number {
    const { bytes } = this;
    const first = bytes[at]!;
    if (at + 1 === end) {
      if (digits !== DIGITS_OF_SECONDS || !isNsg) return UNREADABLE;
      return first === A ? V1 : first === D ? DENIED : UNREADABLE;
    }
    if (bytes[at + 1] !== COMMA || this.commasFrom(at + 2, end) !== COLUMNS - V1_COLUMNS - 1)
      return UNREADABLE;
    if (isNsg) {
      if (digits !== DIGITS_OF_SECONDS || bytes[at + 3] !== COMMA) return UNREADABLE;
      const kind = kindOf(bytes[at + 2]!);
      if (first === D) return kind === UNREADABLE ? UNREADABLE : DENIED;
      return first === A && kind !== DENIED ? kind : UNREADABLE;
    }
    const kind = kindOf(first);
    return kind !== UNREADABLE && this.isDropped(at + 2) ? DENIED : kind;
  }

  /** Whether the encryption column says that packets were dropped. */
  private isDropped(at: number): boolean {
    const { bytes, view } = this;
    if (view.getInt32(at) >>> 8 === NX) return false;
    return DROPPED_BY_ENCRYPTION.some(
      (value) =>
        bytes[at + value.length] === COMMA && bytes.toString("latin1", at, at + value.length) === value,
    );
  }

  /** Counts commas, four bytes at once. */
  private commasFrom(start: number, end: number): number {
    const { view } = this;
    let at = start | 0;
    let count = 0;
    for (; at + 4 <= end; at += 4) count += commasIn(view.getInt32(at));
    return at < end ? count + commasIn(view.getInt32(at) >>> (32 - 8 * (end - at))) : count;
  }

  /** Length of the time that begins here, with a comma behind it; 0 when it is no time. */
  private digitsOfTime(start: number): number {
    const { bytes, view } = this;
    const word = view.getInt32(start);
    const more = view.getInt32(start + 4);
    const last = view.getInt32(start + 8);
    if (bytes[start + DIGITS_OF_MILLISECONDS] === COMMA) {
      const digit = bytes[start + 12]! - 48;
      return areDigits(word, more, last) && digit >= 0 && digit <= 9 ? DIGITS_OF_MILLISECONDS : 0;
    }
    const end = (last & 0xffff0000) | (DIGITS & 0xffff);
    return areDigits(word, more, end) && bytes[start + DIGITS_OF_SECONDS] === COMMA ? DIGITS_OF_SECONDS : 0;
  }

  /**
   * Reads an address and its comma. The lengths of the numbers of an IPv4 address are as random as they can be for a
   * processor, so nothing here branches by them: `two` is -1 when a number has less than two digits, `three` when it has
   * less than three, and `bad` becomes negative when something does not fit.
   *
   * @returns position after the comma, -1 when there is no address
   */
  private readAddress(start: number): number {
    const { bytes, view } = this;
    let at = start | 0;
    let address = 0;
    let bad = 0;
    for (let part = 0; part < 4; part++) {
      const word = view.getInt32(at);
      const first = (word >>> 24) - 48;
      const second = ((word >>> 16) & 255) - 48;
      const third = ((word >>> 8) & 255) - 48;
      const two = (second | (9 - second)) >> 31;
      const three = two | ((third | (9 - third)) >> 31);
      let octet = first;
      octet = (octet + (~two & ((octet << 3) + octet + second))) | 0;
      octet = (octet + (~three & ((octet << 3) + octet + third))) | 0;
      at = (at + 3 + two + three) | 0;
      bad |= first | (9 - first) | (255 - octet) | ((first - 1) & ~two) | -(bytes[at]! ^ SEPARATORS[part]!);
      address = (address << 8) | octet;
      at++;
    }
    if (bad < 0) return this.readIpv6(start);
    this.value = address;
    this.family = 0;
    return at;
  }

  private readIpv6(start: number): number {
    const at = readIpv6(this.bytes, start, this.groups);
    if (at < 0 || this.bytes[at] !== COMMA) return -1;
    this.value = this.table!.addIpv6(this.groups);
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
    if (value > largest || bytes[at] !== COMMA) return -1;
    this.value = value;
    return at + 1;
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

const SEPARATORS = Uint8Array.of(DOT, DOT, DOT, COMMA);

function areTexts(values: readonly unknown[]): values is readonly string[] {
  for (let place = 0; place < values.length; place++) if (typeof values[place] !== "string") return false;
  return true;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function areDigits(one: number, two: number, three: number): boolean {
  const wrong = (one ^ DIGITS) | (two ^ DIGITS) | (three ^ DIGITS);
  const above = ((one + SIXES) ^ DIGITS) | ((two + SIXES) ^ DIGITS) | ((three + SIXES) ^ DIGITS);
  return ((wrong | above) & HIGH_NIBBLES) === 0;
}

/** How many of four bytes are commas. */
function commasIn(word: number): number {
  const other = word ^ COMMAS;
  const found = ~(((other & LOW_BITS) + LOW_BITS) | other | LOW_BITS);
  return Math.imul(found >>> 7, 0x01010101) >>> 24;
}

function kindOf(state: number): number {
  if (state === E) return ENDED;
  if (state === B) return BEGIN;
  if (state === C) return CONTINUED;
  return state === D ? DENIED : UNREADABLE;
}

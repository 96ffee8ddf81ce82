import { readIpv6 } from "../../addresses/ipv6";
import { IPV6 } from "../flows/connections";
import type { FlowTable } from "../flows/flow-table";
import { REJECTED } from "../flows/stated-flows";
import { hasPorts, TCP, UDP } from "../flows/well-known-ports";
import {
  BEGIN,
  CONTINUED,
  DENIED,
  DIGITS_OF_MILLISECONDS,
  DIGITS_OF_SECONDS,
  DROPPED_BY_ENCRYPTION,
  ENDED,
  KINDS,
  V1,
} from "./tuple-form";

const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const CLOSE_ARRAY = 93;
const [A, B, C, D, E, I, O, T, U] = Buffer.from("ABCDEIOTU") as unknown as readonly number[];

/** Bytes that a block may have without memory of its own. */
const SCRATCH = Buffer.alloc(262_144);
/** Bytes behind a block that may be looked at. */
const SLACK = 32;

/** Four bytes at once are digits when each has the high nibble 3, also after 6 was added to it. */
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;
const DIGITS = 0x30303030;
const SIXES = 0x06060606;
const COMMAS = 0x2c2c2c2c;
const QUOTES = 0x22222222;
const LOW_BITS = 0x7f7f7f7f;
/** Bytes with these bits of a space are digits, commas and others that need no escape in JSON. */
const HIGH_BITS = 0xe0e0e0e0 | 0;
const SPACES = 0x20202020;
const COUNTERS = 4;
/** Bytes of counters that are read here; no real ones have as many. */
const LONGEST_COUNTERS = 128;
/** `NX,`, the encryption status that nearly all tuples have. */
const NX = 0x4e582c;

/**
 * Reads lists of flow tuples in the bytes of a block, as long as they stand there without white space and escapes and
 * each can be read; `flowTuple` reads all others. The source of a tuple is the client and its destination the server.
 */
export class TupleReader {
  /** By kind: how many tuples were of it. */
  readonly counts: Int32Array = new Int32Array(KINDS);
  /** The block, followed by a byte that is in no tuple. */
  bytes: Buffer = SCRATCH;
  /** Flows of the tuples as `FlowTable.addAllStated` takes them: 16 bytes each, and no tuple has as few. */
  rows: Int32Array = new Int32Array(SCRATCH.length >> 2);
  /** Number of flows. */
  count = 0;
  private view: DataView = viewOf(SCRATCH);
  private readonly groups = new Uint16Array(8);
  /** What `readAddress` and `readNumber` found. */
  private value = 0;
  private family = 0;
  private kind = 0;
  private table: FlowTable | undefined;

  /** @param table numbers IPv6 addresses and says whether rejected flows count; takes nothing else */
  open(block: Uint8Array, table: FlowTable): void {
    const room = block.length + SLACK;
    if (room > this.bytes.length) this.use(Buffer.allocUnsafe(room));
    else if (this.bytes.length > SCRATCH.length && room <= SCRATCH.length) this.use(SCRATCH);
    this.bytes.set(block);
    this.bytes[block.length] = 0;
    this.counts.fill(0);
    this.count = 0;
    this.table = table;
  }

  /**
   * Reads the elements of a list of tuples.
   *
   * @param start of the first
   * @returns position of the bracket that closes the list; -1 when something is in another form
   */
  readList(start: number): number {
    const { bytes, counts } = this;
    let at = start;
    for (;;) {
      if (bytes[at] !== QUOTE) return -1;
      at = this.read(at + 1);
      if (at < 0) return -1;
      counts[this.kind]!++;
      if (bytes[at] === CLOSE_ARRAY) return at;
      if (bytes[at] !== COMMA) return -1;
      at++;
    }
  }

  /** Reads the tuple that begins here. @returns position behind its quote */
  private read(start: number): number {
    const { bytes } = this;
    const digits = this.digitsOfTime(start);
    if (digits === 0) return -1;
    let at = this.readAddress(start + digits + 1) | 0; // here and below: tells the compiler that it is a 32-bit integer
    if (at < 0) return -1;
    const { value: client, family } = this;
    at = this.readAddress(at) | 0;
    if (at < 0 || this.family !== family) return -1;
    const server = this.value;
    const portAt = this.readNumber(at, 65_535) | 0;
    if (portAt < 0) return -1;
    const protocolAt = this.readNumber(portAt, 65_535) | 0;
    if (protocolAt < 0) return -1;
    const port = this.value;
    const letter = bytes[protocolAt + 1] === COMMA ? bytes[protocolAt] : COMMA;
    const isNsg = letter === T || letter === U;
    const directionAt = isNsg ? protocolAt + 2 : this.readNumber(protocolAt, 255) | 0;
    if (directionAt <= protocolAt + 1) return -1;
    const protocol = isNsg ? (letter === T ? TCP : UDP) : this.value;
    if ((portAt === at + 1 || protocolAt === portAt + 1) && hasPorts(protocol)) return -1;
    const direction = bytes[directionAt];
    if ((direction !== I && direction !== O) || bytes[directionAt + 1] !== COMMA) return -1;
    const end = (isNsg ? this.readDecision(directionAt + 2, digits) : this.readState(directionAt + 2)) | 0;
    if (end < 0) return -1;
    const isDenied = this.kind === DENIED;
    if (!isDenied || this.table!.includeRejected) {
      const { rows } = this;
      const row = this.count++ << 2;
      rows[row] = client;
      rows[row + 1] = server;
      rows[row + 2] = port;
      rows[row + 3] = protocol | family | (isDenied ? REJECTED : 0);
    }
    return end;
  }

  /** Reads the columns of NSG flow logs from the decision on. @returns position behind the quote */
  private readDecision(at: number, digits: number): number {
    const { bytes } = this;
    const decision = bytes[at];
    if (digits !== DIGITS_OF_SECONDS || (decision !== A && decision !== D)) return -1;
    if (bytes[at + 1] === QUOTE) {
      this.kind = decision === A ? V1 : DENIED;
      return at + 2;
    }
    const kind = kindOf(bytes[at + 2]!);
    if (bytes[at + 1] !== COMMA || bytes[at + 3] !== COMMA || kind < 0) return -1;
    if (decision === A && kind === DENIED) return -1;
    this.kind = decision === A ? kind : DENIED;
    return this.readCounters(at + 4);
  }

  /** Reads the columns of VNet flow logs from the state on. @returns position behind the quote */
  private readState(at: number): number {
    const { bytes, view } = this;
    const kind = kindOf(bytes[at]!);
    if (kind < 0 || bytes[at + 1] !== COMMA) return -1;
    this.kind = kind;
    if (view.getInt32(at + 2) >>> 8 === NX) return this.readCounters(at + 5);
    let end = at + 2;
    for (let byte = bytes[end]!; isUpperCase(byte); byte = bytes[++end]!);
    if (bytes[end] !== COMMA) return -1;
    if (DROPPED_BY_ENCRYPTION.includes(bytes.toString("latin1", at + 2, end))) this.kind = DENIED;
    return this.readCounters(end + 1);
  }

  /** Passes the four counters, of which any may be missing, by four bytes at once. @returns position behind the quote */
  private readCounters(start: number): number {
    const { view } = this;
    let at = start | 0;
    let commas = 0;
    let word = view.getInt32(at);
    let quotes = placesOf(word ^ QUOTES);
    while (quotes === 0) {
      if ((word & HIGH_BITS) !== SPACES || at - start > LONGEST_COUNTERS) return -1;
      commas += placesOf(word ^ COMMAS) >>> 7;
      at = (at + 4) | 0;
      word = view.getInt32(at);
      quotes = placesOf(word ^ QUOTES);
    }
    const left = Math.clz32(quotes) >> 3;
    const rest = ~(-1 >>> (left << 3));
    if ((word & HIGH_BITS & rest) !== (SPACES & rest)) return -1;
    commas += (placesOf(word ^ COMMAS) & rest) >>> 7;
    return Math.imul(commas, 0x01010101) >>> 24 === COUNTERS - 1 ? at + left + 1 : -1;
  }

  /** Length of the time that begins here, with a comma behind it; 0 when it is no time. */
  private digitsOfTime(start: number): number {
    const { bytes, view } = this;
    const word = view.getInt32(start);
    const more = view.getInt32(start + 4);
    const last = view.getInt32(start + 8);
    if (bytes[start + DIGITS_OF_SECONDS] === COMMA) {
      const end = (last & 0xffff0000) | (DIGITS & 0xffff);
      return areDigits(word, more, end) ? DIGITS_OF_SECONDS : 0;
    }
    const digit = bytes[start + 12]! - 48;
    const isEnd = bytes[start + DIGITS_OF_MILLISECONDS] === COMMA && digit >= 0 && digit <= 9;
    return isEnd && areDigits(word, more, last) ? DIGITS_OF_MILLISECONDS : 0;
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

  private use(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.rows = new Int32Array(bytes.length >> 2);
  }
}

const SEPARATORS = Uint8Array.of(DOT, DOT, DOT, COMMA);

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function areDigits(one: number, two: number, three: number): boolean {
  const wrong = (one ^ DIGITS) | (two ^ DIGITS) | (three ^ DIGITS);
  const above = ((one + SIXES) ^ DIGITS) | ((two + SIXES) ^ DIGITS) | ((three + SIXES) ^ DIGITS);
  return ((wrong | above) & HIGH_NIBBLES) === 0;
}

/** The highest bit of each byte that is 0. */
function placesOf(word: number): number {
  return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
}

function isUpperCase(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || byte === 95;
}

/** -1 when there is no such state. */
function kindOf(state: number): number {
  if (state === E) return ENDED;
  if (state === B) return BEGIN;
  if (state === C) return CONTINUED;
  return state === D ? DENIED : -1;
}

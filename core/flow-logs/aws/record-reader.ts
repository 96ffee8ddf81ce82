import { readIpv6 } from "../../addresses/ipv6";
import { FlowLogFormatError } from "../../errors";
import type { FlowTable } from "../flows/flow-table";
import type { SkipReason } from "../flows/skip-reason";
import { checkFields } from "./flow-log-fields";
import { FlowRecord, IPV4_ADDRESS, IPV6_ADDRESS, MISSING } from "./flow-record";
import { SKIP } from "./skip-reasons";
import { SteadyFields } from "./steady-fields";
import { countUnreadable } from "./unreadable-record";

/** What ends a record: the quote of a JSON string, or a line feed. */
export type RecordEnd = "quote" | "line-feed";

/** What a column is used for. */
const IGNORED = 0;
const STEADY = 1;
const SOURCE = 2;
const DESTINATION = 3;
const PACKET_SOURCE = 4;
const PACKET_DESTINATION = 5;
const SOURCE_PORT = 6;
const DESTINATION_PORT = 7;
const PROTOCOL = 8;
const TCP_FLAGS = 9;

const KINDS: Readonly<Record<string, number>> = {
  srcaddr: SOURCE,
  dstaddr: DESTINATION,
  "pkt-srcaddr": PACKET_SOURCE,
  "pkt-dstaddr": PACKET_DESTINATION,
  srcport: SOURCE_PORT,
  dstport: DESTINATION_PORT,
  protocol: PROTOCOL,
  "tcp-flags": TCP_FLAGS,
};

const SPACE = 32;
const QUOTE = 34;
const DASH = 45;
const DOT = 46;
const BACKSLASH = 92;
const LINE_FEED = 10;

/** Four digits at once: their high nibbles are all 3, and no byte that ends a value has that. */
const HIGH_NIBBLES = 0xf0f0f0f0 | 0;
const DIGITS = 0x30303030;

/**
 * Reads records in place into a table, without a string or an object for each.
 *
 * Runs of steady fields are compared with the last such run, and parsed only where they differ.
 */
export class RecordReader {
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private limit = -1;
  private readonly record = new FlowRecord();
  private readonly kinds: Uint8Array;
  private readonly terminator: number;
  /** Bytes that end a value. */
  private readonly stops = new Uint8Array(256);
  /** By first column of a run: the column after the run, and where its text was last read. */
  private readonly runNext: Int32Array;
  private readonly runAt: Int32Array;
  private readonly runLength: Int32Array;
  /** Where the two addresses were last read, because the packet addresses mostly repeat them. */
  private sourceAt = 0;
  private sourceLength = 0;
  private destinationAt = 0;
  private destinationLength = 0;
  /** What `readAddress` and `readNumber` found. */
  private value = 0;
  private family = MISSING;
  private readonly groups = new Uint16Array(8);
  private unescaped: RecordReader | undefined;

  /**
   * @param onUnreadable takes a record that cannot be read; without it, the record is counted with its reason
   * @throws FlowLogFormatError when a field is unknown, doubled or missing
   */
  constructor(
    private readonly fields: readonly string[],
    private readonly table: FlowTable,
    private readonly end: RecordEnd,
    private readonly onUnreadable?: (record: string) => void,
  ) {
    checkFields(fields);
    this.terminator = end === "quote" ? QUOTE : LINE_FEED;
    this.stops.fill(1, 0, SPACE + 1);
    if (end === "quote") this.stops[QUOTE] = this.stops[BACKSLASH] = 1;
    this.kinds = Uint8Array.from(
      fields.map((f) => KINDS[f] ?? (SteadyFields.includes(f) ? STEADY : IGNORED)),
    );
    this.runNext = new Int32Array(fields.length);
    this.runAt = new Int32Array(fields.length);
    this.runLength = new Int32Array(fields.length);
    for (let column = fields.length - 1; column >= 0; column--)
      this.runNext[column] = this.kinds[column + 1] === STEADY ? this.runNext[column + 1]! : column + 1;
  }

  /** @param limit position of the last record end in these bytes; no record is read that begins after it */
  use(bytes: Uint8Array, limit: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.limit = limit;
    this.runLength.fill(0);
    this.sourceLength = 0;
    this.destinationLength = 0;
  }

  /** Reads the record at `start`. @returns position after its end */
  read(start: number): number {
    const { bytes, view, stops, kinds, record, terminator } = this;
    const wordsEnd = this.limit - 3;
    let at = start | 0; // here and below: tells the compiler that a position is a 32-bit integer
    for (let column = 0; column < kinds.length; column++) {
      while (bytes[at]! <= SPACE && bytes[at] !== terminator) at++;
      const first = at;
      switch (kinds[column]) {
        case IGNORED:
          while (at < wordsEnd && (view.getInt32(at) & HIGH_NIBBLES) === DIGITS) at += 4;
          while (stops[bytes[at]!] === 0) at++;
          if (at === first) at = -1;
          break;
        case STEADY: {
          const length = this.runLength[column]!;
          if (length > 0 && this.isSame(this.runAt[column]!, at, length)) at += length;
          else at = this.readRun(column, at) | 0;
          column = this.runNext[column]! - 1;
          break;
        }
        case SOURCE:
          at = this.readAddress(at) | 0;
          record.source = this.value;
          record.sourceFamily = this.family;
          this.sourceAt = first;
          this.sourceLength = at - first;
          break;
        case DESTINATION:
          at = this.readAddress(at) | 0;
          record.destination = this.value;
          record.destinationFamily = this.family;
          this.destinationAt = first;
          this.destinationLength = at - first;
          break;
        case PACKET_SOURCE:
          if (this.sourceLength > 0 && this.isSame(this.sourceAt, at, this.sourceLength)) {
            at = (at + this.sourceLength) | 0;
            record.packetSource = record.source;
            record.packetSourceFamily = record.sourceFamily;
            break;
          }
          at = this.readAddress(at) | 0;
          record.packetSource = this.value;
          record.packetSourceFamily = this.family;
          break;
        case PACKET_DESTINATION:
          if (this.destinationLength > 0 && this.isSame(this.destinationAt, at, this.destinationLength)) {
            at = (at + this.destinationLength) | 0;
            record.packetDestination = record.destination;
            record.packetDestinationFamily = record.destinationFamily;
            break;
          }
          at = this.readAddress(at) | 0;
          record.packetDestination = this.value;
          record.packetDestinationFamily = this.family;
          break;
        case SOURCE_PORT:
          at = this.readNumber(at, 65_535) | 0;
          record.sourcePort = this.value;
          break;
        case DESTINATION_PORT:
          at = this.readNumber(at, 65_535) | 0;
          record.destinationPort = this.value;
          break;
        case PROTOCOL:
          at = this.readNumber(at, 255) | 0;
          record.protocol = this.value;
          break;
        case TCP_FLAGS:
          at = this.readNumber(at, 255) | 0;
          record.tcpFlags = this.value;
          break;
      }
      if (at < 0) return this.refuse(start);
    }
    while (bytes[at]! <= SPACE && bytes[at] !== terminator) at++;
    if (bytes[at] !== terminator) return this.refuse(start);
    this.table.records++;
    const reason = record.count(this.table);
    if (reason !== undefined) this.skip(reason, start, at);
    return at + 1;
  }

  /** Reads a run of steady fields. @returns position after it, -1 when a value does not fit its field */
  private readRun(column: number, start: number): number {
    const { bytes, stops, terminator } = this;
    const next = this.runNext[column]!;
    this.runLength[column] = 0;
    let at = start;
    for (let index = column; index < next; index++) {
      while (bytes[at]! <= SPACE && bytes[at] !== terminator) at++;
      const first = at;
      while (stops[bytes[at]!] === 0) at++;
      if (at === first || !this.record.steady.read(this.fields[index]!, bytes, first, at)) return -1;
    }
    this.runAt[column] = start;
    this.runLength[column] = at - start;
    return at;
  }

  /** Whether the text at `other` is the one at `known`, and ends there. */
  private isSame(known: number, other: number, length: number): boolean {
    if (other + length > this.limit) return false;
    const { bytes, view } = this;
    if (this.stops[bytes[other + length]!] === 0) return false;
    const words = length - 3;
    let index = 0;
    for (; index < words; index += 4)
      if (view.getInt32(known + index) !== view.getInt32(other + index)) return false;
    for (; index < length; index++) if (bytes[known + index] !== bytes[other + index]) return false;
    return true;
  }

  /** @returns position after the address or `-`, -1 when it is neither */
  private readAddress(start: number): number {
    const { bytes, stops } = this;
    let at = start | 0;
    let address = 0;
    for (let part = 0; ; part++) {
      let digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) return this.readOtherAddress(start);
      let octet = digit;
      digit = bytes[++at]! - 48;
      if (digit >= 0 && digit <= 9) {
        if (octet === 0) return -1; // a leading zero, which others read as octal
        octet = octet * 10 + digit;
        digit = bytes[++at]! - 48;
        if (digit >= 0 && digit <= 9) {
          octet = octet * 10 + digit;
          at++;
        }
      }
      if (octet > 255) return this.readOtherAddress(start);
      address = (address << 8) | octet;
      if (part === 3) break;
      if (bytes[at++] !== DOT) return this.readOtherAddress(start);
    }
    if (stops[bytes[at]!] === 0) return -1;
    this.value = address;
    this.family = IPV4_ADDRESS;
    return at;
  }

  private readOtherAddress(start: number): number {
    const { bytes, stops } = this;
    if (bytes[start] === DASH) {
      this.family = MISSING;
      return stops[bytes[start + 1]!] === 0 ? -1 : start + 1;
    }
    const at = readIpv6(bytes, start, this.groups);
    if (at < 0 || stops[bytes[at]!] === 0) return -1;
    this.value = this.table.addIpv6(this.groups);
    this.family = IPV6_ADDRESS;
    return at;
  }

  /** @returns position after the number or `-`, -1 when it is neither */
  private readNumber(start: number, largest: number): number {
    const { bytes, stops } = this;
    let at = start | 0;
    let digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) {
      this.value = MISSING;
      return bytes[at] === DASH && stops[bytes[at + 1]!] !== 0 ? at + 1 : -1;
    }
    let value = 0;
    do {
      value = value * 10 + digit;
      digit = bytes[++at]! - 48;
    } while (digit >= 0 && digit <= 9);
    this.value = value;
    return value > largest || stops[bytes[at]!] === 0 ? -1 : at;
  }

  private skip(reason: SkipReason, start: number, end: number): void {
    const wantsSample = reason.isUnreadable && !this.table.hasSample(reason);
    this.table.skip(reason, wantsSample ? this.text(start, end) : undefined);
  }

  /** Deals with a record that does not read in place. @returns position after its end */
  private refuse(start: number): number {
    const { bytes, terminator } = this;
    this.sourceLength = 0;
    this.destinationLength = 0;
    let at = start;
    let escapes = false;
    while (at < this.limit && bytes[at] !== terminator) {
      if (this.end === "quote" && bytes[at] === BACKSLASH) {
        escapes = true;
        at++;
      }
      at++;
    }
    const text = this.text(start, at);
    if (escapes) this.readUnescaped(text);
    else if (this.end === "quote" && text.trim() === "") this.countBlank(text);
    else if (this.onUnreadable !== undefined) this.onUnreadable(text);
    else countUnreadable(text, this.fields, this.table);
    return at + 1;
  }

  /** Reads the lines of a JSON string that has escapes. */
  private readUnescaped(json: string): void {
    let text: string;
    try {
      text = JSON.parse(`"${json}"`) as string;
    } catch (cause) {
      throw new FlowLogFormatError(`the message "${json.slice(0, 200)}" is not a JSON string.`, { cause });
    }
    this.unescaped ??= new RecordReader(this.fields, this.table, "line-feed", this.onUnreadable);
    const { records } = this.table;
    this.unescaped.readText(text);
    if (this.table.records === records) this.countBlank(json);
  }

  /** Counts an event whose message holds nothing. */
  private countBlank(message: string): void {
    this.table.records++;
    this.table.skip(SKIP["no-message"], message);
  }

  /** Reads records from text, one on each line that is not blank. */
  readText(text: string): void {
    const bytes = Buffer.from(`${text}\n`);
    this.use(bytes, bytes.length - 1);
    for (let at = 0; at < bytes.length; ) {
      while (bytes[at]! <= SPACE) at++;
      if (at < bytes.length) at = this.read(at);
    }
  }

  private text(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString();
  }
}

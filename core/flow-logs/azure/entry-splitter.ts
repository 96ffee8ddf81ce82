import { FlowLogFormatError } from "../../errors";

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const SPACE = 32;
/** Beginning of a document whose first key holds the entries, and bytes in which it stands, white space included. */
const ENVELOPE = /^\{\s*"records"\s*:\s*\[/;
const LONGEST_ENVELOPE = 1024;
/** No depth at which entries stand. */
const NONE = -1;
const ROOM = 1_048_576;
const LARGEST_ENTRY = 512 * 1024 * 1024;

/**
 * Cuts a stream of JSON into entries, by brackets and quotes alone: the elements of `{"records":[…]}` and of an array,
 * and every other document as a whole. Of the file only the entry at hand is kept.
 */
export class EntrySplitter {
  private room: Buffer = Buffer.alloc(0);
  /** The part of the room that was pushed and is not done with. */
  private rest: Buffer = this.room;
  /** Place in `rest` up to which it was looked at. */
  private at = 0;
  /** Where the entry at hand begins; -1 between entries. */
  private start = -1;
  private depth = 0;
  /** Depth at which the entries of the document at hand stand. */
  private base = 0;
  private isText = false;

  /** @param take is given each entry, and what else stands where one is due; valid until it returns */
  constructor(private readonly take: (entry: Buffer) => void) {}

  push(chunk: Uint8Array): void {
    this.append(chunk);
    this.scan(false);
    const from = this.start < 0 ? this.at : this.start;
    this.rest = this.rest.subarray(from);
    this.at -= from;
    if (this.start > 0) this.start = 0;
    if (this.rest.length > LARGEST_ENTRY)
      throw new FlowLogFormatError(
        `an entry of the flow log file has more than ${LARGEST_ENTRY} bytes. Cut it into several files.`,
      );
  }

  /** Copies what is left and the next bytes; an entry that grows is copied as often as its size doubles. */
  private append(chunk: Uint8Array): void {
    const { room, rest } = this;
    const used = rest.byteOffset - room.byteOffset + rest.length;
    if (used + chunk.length <= room.length) room.set(chunk, used);
    else {
      this.room = Buffer.alloc(Math.max((rest.length + chunk.length) * 2, ROOM));
      this.room.set(rest, 0);
      this.room.set(chunk, rest.length);
    }
    const start = this.room === room ? used - rest.length : 0;
    this.rest = this.room.subarray(start, start + rest.length + chunk.length);
  }

  /** @returns the entry that was cut; undefined when the file ends between entries */
  end(): { readonly isCut: boolean; readonly entry: Buffer | undefined } {
    this.scan(true);
    const isCut = this.depth > 0 || this.start >= 0;
    return { isCut, entry: this.start < 0 ? undefined : this.rest.subarray(this.start) };
  }

  private scan(isLast: boolean): void {
    const { rest } = this;
    while (this.at < rest.length) {
      if (this.isText) {
        if (!this.passText()) return;
      } else if (this.start < 0 && this.depth === 0 && !this.beginDocument(isLast)) return;
      else this.passByte(rest[this.at]!);
    }
  }

  /** Finds out how deep the entries of a document stand. @returns false when that is not known yet */
  private beginDocument(isLast: boolean): boolean {
    const { rest, at } = this;
    this.base = 0;
    if (rest[at] === OPEN_ARRAY) this.base = 1;
    if (rest[at] !== OPEN_OBJECT) return true;
    if (!isLast && rest.length - at < LONGEST_ENVELOPE) return false;
    if (ENVELOPE.test(rest.toString("latin1", at, at + LONGEST_ENVELOPE))) this.base = 2;
    return true;
  }

  private passByte(byte: number): void {
    const isBetween = this.start < 0 && this.depth === this.base;
    switch (byte) {
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (isBetween) this.start = this.at;
        this.depth++;
        this.at++;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        if (isBetween && this.depth === 0)
          this.start = this.at; // one that closes nothing
        else if (this.start >= 0 && this.depth === this.base) this.finish();
        if (this.depth > 0) this.depth--;
        if (this.depth < this.base) this.base = NONE; // the rest of the document holds no entries
        this.at++;
        if (this.start >= 0 && this.depth === this.base) this.finish();
        break;
      case QUOTE:
        if (isBetween) this.start = this.at;
        this.isText = true;
        this.at++;
        break;
      default:
        if (this.start < 0) {
          if (isBetween && byte > SPACE && byte !== COMMA) this.start = this.at;
        } else if (this.depth === this.base && (byte <= SPACE || byte === COMMA)) this.finish();
        this.at++;
    }
  }

  /** Passes the text at hand. @returns false when it goes on behind what is there */
  private passText(): boolean {
    const { rest } = this;
    let { at } = this;
    while (at < rest.length && rest[at] !== QUOTE) at += rest[at] === BACKSLASH ? 2 : 1;
    if (at >= rest.length) {
      this.at = at > rest.length ? rest.length - 1 : at;
      return false;
    }
    this.at = at + 1;
    this.isText = false;
    return true;
  }

  private finish(): void {
    this.take(this.rest.subarray(this.start, this.at));
    this.start = -1;
  }
}

/** Longest distance between two messages that is worth remembering. */
const LONGEST = 2048;

/**
 * The bytes between two messages of a payload: end of one event, beginning of the next. They are the same from event
 * to event but for digits (event id, timestamp), so that they can be compared word by word instead of being parsed.
 */
export class EventShape {
  /** Bytes from behind the quote that ends a message to behind the quote that begins the next; 0 when none is known. */
  length = 0;
  private readonly template = new DataView(new ArrayBuffer(LONGEST));
  /** All bits where a byte has to agree; at a digit only those that make it a digit. */
  private readonly mask = new DataView(new ArrayBuffer(LONGEST));

  learn(bytes: Uint8Array, from: number, to: number): void {
    this.length = to - from <= LONGEST ? to - from : 0;
    for (let index = 0; index < this.length; index++) {
      const byte = bytes[from + index]!;
      this.template.setUint8(index, byte);
      this.mask.setUint8(index, byte >= 48 && byte <= 57 ? 0xf0 : 0xff);
    }
  }

  /** Whether the bytes at `at` are of this shape. */
  fits(view: DataView, at: number): boolean {
    const { length, template, mask } = this;
    if (length < 4 || at + length > view.byteLength) return false;
    for (let index = 0; index < length - 3; index += 4)
      if (((view.getInt32(at + index) ^ template.getInt32(index)) & mask.getInt32(index)) !== 0) return false;
    const last = length - 4;
    return ((view.getInt32(at + last) ^ template.getInt32(last)) & mask.getInt32(last)) === 0;
  }
}

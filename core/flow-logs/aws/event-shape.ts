/** Longest distance between two messages that is worth remembering. */
const LONGEST = 2048;

/**
 * The bytes between two messages of a payload: end of one event, beginning of the next. They are the same for every
 * event except for digits (event id, timestamp), so that they can be compared word by word instead of being parsed.
 */
export class EventShape {
  /** Bytes from behind the quote that ends a message to behind the quote that begins the next; 0 when none is known. */
  length = 0;
  /** Words of four bytes, and one more that ends where the shape ends. */
  private readonly template = new Int32Array(LONGEST / 4 + 1);
  /** All bits where a byte has to agree; at a digit only those that make it a digit. */
  private readonly mask = new Int32Array(LONGEST / 4 + 1);
  private words = 0;

  learn(bytes: Uint8Array, from: number, to: number): void {
    const isShape = to - from >= 4 && to - from <= LONGEST;
    this.length = isShape ? to - from : 0;
    const shape = Buffer.from(bytes.subarray(from, from + this.length));
    const mask = shape.map((byte) => (byte >= 48 && byte <= 57 ? 0xf0 : 0xff)) as Buffer;
    this.words = this.length >> 2;
    for (let word = 0; word <= this.words && isShape; word++) {
      const at = Math.min(word * 4, this.length - 4);
      this.template[word] = shape.readInt32BE(at);
      this.mask[word] = mask.readInt32BE(at);
    }
  }

  /** Whether the bytes at `at` are of this shape. */
  fits(view: DataView, at: number): boolean {
    const { length, words, template, mask } = this;
    if (length === 0 || at + length > view.byteLength) return false;
    for (let word = 0; word < words; word++)
      if (((view.getInt32(at + word * 4) ^ template[word]!) & mask[word]!) !== 0) return false;
    return ((view.getInt32(at + length - 4) ^ template[words]!) & mask[words]!) === 0;
  }
}

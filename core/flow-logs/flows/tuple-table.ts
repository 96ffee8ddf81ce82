/**
 * Set of tuples of four 32-bit numbers, in order of first insertion. Open addressing over typed arrays: 24 to 48 bytes
 * a tuple, no object.
 */
export class TupleTable {
  size = 0;
  /** Four numbers for each tuple, dense. */
  keys: Int32Array;
  private slots: Int32Array;
  private mask: number;

  /** @param capacity tuples it takes before it grows; a power of two */
  constructor(private capacity = 1024) {
    this.keys = new Int32Array(capacity * 4);
    this.slots = new Int32Array(capacity * 2);
    this.mask = capacity * 2 - 1;
  }

  /** Index of the tuple, which is added if it was not there: then it is the old `size`. */
  insert(a: number, b: number, c: number, d: number): number {
    const { keys, slots, mask } = this;
    let slot = hash(a, b, c, d) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      const at = (entry - 1) << 2;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return entry - 1;
      slot = (slot + 1) & mask;
    }
    const index = this.size++;
    slots[slot] = index + 1;
    keys[index * 4] = a;
    keys[index * 4 + 1] = b;
    keys[index * 4 + 2] = c;
    keys[index * 4 + 3] = d;
    if (this.size === this.capacity) this.grow();
    return index;
  }

  /**
   * Touches the memory in which `insert` will find these tuples. The processor loads it for many of them at once; while
   * inserting it waits for each.
   *
   * @param tuples four numbers for each, between two places
   * @returns a number without meaning, so that the reading cannot be left out
   */
  touch(tuples: Int32Array, start: number, end: number): number {
    const { keys, slots, mask } = this;
    let touched = 0;
    for (let at = start; at < end; at += 4) {
      const slot = hash(tuples[at]!, tuples[at + 1]!, tuples[at + 2]!, tuples[at + 3]!) & mask;
      touched ^= keys[((slots[slot]! || 1) - 1) << 2]!;
    }
    return touched;
  }

  has(a: number, b: number, c: number, d: number): boolean {
    const { keys, slots, mask } = this;
    let slot = hash(a, b, c, d) & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      const at = (entry - 1) << 2;
      if (keys[at] === a && keys[at + 1] === b && keys[at + 2] === c && keys[at + 3] === d) return true;
      slot = (slot + 1) & mask;
    }
    return false;
  }

  clear(): void {
    this.size = 0;
    this.slots.fill(0);
  }

  private grow(): void {
    this.capacity *= 2;
    const keys = new Int32Array(this.capacity * 4);
    keys.set(this.keys);
    this.keys = keys;
    this.slots = new Int32Array(this.capacity * 2);
    this.mask = this.capacity * 2 - 1;
    for (let index = 0; index < this.size; index++) {
      const at = index * 4;
      let slot = hash(keys[at]!, keys[at + 1]!, keys[at + 2]!, keys[at + 3]!) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = index + 1;
    }
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ d;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

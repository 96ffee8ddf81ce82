import type { HrefFact } from "./facts";

/** Most things have no more labels than this; with more of them the space is made anew. */
const USUAL_LABELS = 4;

interface Labelled {
  readonly labels?: readonly HrefFact[];
}

/**
 * The positions of things in a list, by label. They stand in a few typed arrays of the final length: there may be
 * 500,000 things, and lists that grow label by label are copied many times.
 */
export class LabelPositions<Thing extends Labelled> {
  /** Label → its number. */
  private readonly numbers = new Map<string, number>();
  /** Where the positions of a label start, by its number; those of the next one start where they end. */
  private readonly starts: Uint32Array;
  private readonly positions: Uint32Array;

  /** @param counts whether a thing is taken; others are as if they were not there */
  constructor(things: readonly Thing[], counts: (thing: Thing) => boolean) {
    let entries = new Uint32Array(things.length * USUAL_LABELS);
    const ends = new Uint32Array(things.length);
    const sizes: number[] = [];
    let used = 0;
    for (let at = 0; at < things.length; at++) {
      const thing = things[at]!;
      const { labels } = thing;
      if (labels !== undefined && counts(thing)) {
        if (used + labels.length > entries.length) entries = enlarged(entries, used + labels.length);
        for (const { href } of labels) {
          const number = this.numberOf(href);
          sizes[number] = (sizes[number] ?? 0) + 1;
          entries[used++] = number;
        }
      }
      ends[at] = used;
    }
    this.starts = new Uint32Array(sizes.length + 1);
    for (const [number, size] of sizes.entries()) this.starts[number + 1] = this.starts[number]! + size;
    this.positions = new Uint32Array(used);
    const next = this.starts.slice();
    let entry = 0;
    for (let at = 0; at < ends.length; at++)
      for (; entry < ends[at]!; entry++) this.positions[next[entries[entry]!]!++] = at;
  }

  labels(): Iterable<string> {
    return this.numbers.keys();
  }

  /** In order. */
  of(label: string): Uint32Array {
    const number = this.numbers.get(label);
    if (number === undefined) return NOWHERE;
    return this.positions.subarray(this.starts[number], this.starts[number + 1]);
  }

  private numberOf(label: string): number {
    let number = this.numbers.get(label);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(label, number);
    }
    return number;
  }
}

const NOWHERE = new Uint32Array();

function enlarged(entries: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(2 * entries.length, needed));
  larger.set(entries);
  return larger;
}

/** Pairs of a page: pages are added, because pairs that move to a longer array stand twice in memory. */
const PAGE_BITS = 16;
const PAGE_MASK = (1 << PAGE_BITS) - 1;

/**
 * Which sources (parts of a log that are read one after the other) brought each flow of a table: eight bytes for each
 * pair of both, no object.
 */
export class FlowSources {
  private current = -1;
  /** By flow: its last pair; -1 without one. */
  private last = new Int32Array(1024).fill(-1);
  /** By pair: the source, and the pair before it of the same flow. */
  private readonly pages: Int32Array[] = [];
  private pairs = 0;

  /** @param source number of what is read from here on; ascending */
  begin(source: number): void {
    this.current = source;
  }

  /** A record of what is read has the flow. */
  note(flow: number): void {
    if (flow >= this.last.length) this.last = widened(this.last, flow * 2);
    const last = this.last[flow]!;
    if (last >= 0 && this.sourceOf(last) === this.current) return;
    const at = (this.pairs & PAGE_MASK) * 2;
    if (at === 0) this.pages.push(new Int32Array(2 << PAGE_BITS));
    const page = this.pages[this.pairs >>> PAGE_BITS]!;
    page[at] = this.current;
    page[at + 1] = last;
    this.last[flow] = this.pairs++;
  }

  /** The sources of a flow, ascending. */
  of(flow: number): number[] {
    const last = this.last[flow] ?? -1;
    let count = 0;
    for (let pair = last; pair >= 0; pair = this.before(pair)) count++;
    // An array that grows takes room for 17 numbers at once, and there is one for each flow.
    const found = new Array<number>(count);
    for (let pair = last; pair >= 0; pair = this.before(pair)) found[--count] = this.sourceOf(pair);
    return found;
  }

  private sourceOf(pair: number): number {
    return this.pages[pair >>> PAGE_BITS]![(pair & PAGE_MASK) * 2]!;
  }

  private before(pair: number): number {
    return this.pages[pair >>> PAGE_BITS]![(pair & PAGE_MASK) * 2 + 1]!;
  }
}

function widened(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length).fill(-1, array.length);
  wider.set(array);
  return wider;
}

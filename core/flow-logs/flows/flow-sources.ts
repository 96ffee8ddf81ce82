/**
 * Which sources (parts of a log that are read one after the other) brought each flow of a table: eight bytes for each
 * pair of both, no object.
 */
export class FlowSources {
  private current = -1;
  /** By flow: its last pair; -1 without one. */
  private last = new Int32Array(1024).fill(-1);
  /** By pair: the source, and the pair before it of the same flow. */
  private sources = new Int32Array(1024);
  private before = new Int32Array(1024);
  private pairs = 0;

  /** @param source number of what is read from here on; ascending */
  begin(source: number): void {
    this.current = source;
  }

  /** A record of what is read has the flow. */
  note(flow: number): void {
    if (flow >= this.last.length) this.last = widened(this.last, flow * 2, -1);
    const last = this.last[flow]!;
    if (last >= 0 && this.sources[last] === this.current) return;
    if (this.pairs === this.sources.length) {
      this.sources = widened(this.sources, this.pairs * 2, 0);
      this.before = widened(this.before, this.pairs * 2, 0);
    }
    this.sources[this.pairs] = this.current;
    this.before[this.pairs] = last;
    this.last[flow] = this.pairs++;
  }

  /** The sources of a flow, ascending. */
  of(flow: number): number[] {
    const found: number[] = [];
    for (let pair = this.last[flow] ?? -1; pair >= 0; pair = this.before[pair]!)
      found.push(this.sources[pair]!);
    return found.reverse();
  }
}

function widened(array: Int32Array, length: number, filler: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length).fill(filler, array.length);
  wider.set(array);
  return wider;
}

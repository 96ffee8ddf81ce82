/** One flow between two addresses, with every time it was uploaded. */
export interface TrafficRow {
  readonly source: string;
  readonly destination: string;
  /** 0 where the protocol has no ports. */
  readonly port: number;
  /** IANA number. */
  readonly protocol: number;
  /** Milliseconds since 1970 of each upload, ascending. */
  readonly times: readonly number[];
}

/** Flows as they were uploaded. Nothing is deduplicated: the same line twice counts as two connections. */
export class Traffic {
  readonly #rows = new Map<string, TrafficRow & { times: number[] }>();
  #uploaded = 0;

  /** Lines taken so far, repeated ones included. */
  get uploaded(): number {
    return this.#uploaded;
  }

  /** Distinct flows in order of first upload. */
  get rows(): Iterable<TrafficRow> {
    return this.#rows.values();
  }

  get size(): number {
    return this.#rows.size;
  }

  add(source: string, destination: string, port: number, protocol: number, time: number): void {
    const key = `${source},${destination},${port},${protocol}`;
    const row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, { source, destination, port, protocol, times: [time] });
    else row.times.push(time);
    this.#uploaded += 1;
  }
}

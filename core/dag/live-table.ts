import type { TableIndex } from "./table-index";

/** How full a registered-IP table is, by its last reading and what was written since. */
export class LiveTable {
  #size: number;
  /** Canonical address that was written since → number of its tags. */
  readonly #tags = new Map<string, number>();

  /** @param limit entries that the firewall holds at most; undefined when that is not known */
  constructor(
    private readonly index: TableIndex,
    private readonly limit: number | undefined,
  ) {
    this.#size = index.size;
  }

  tagsOf(canonical: string): number {
    return this.#tags.get(canonical) ?? this.index.tagsOf(canonical);
  }

  /** Notes that an address gets (1) or loses (-1) one tag. */
  count(canonical: string, change: 1 | -1): void {
    const before = this.tagsOf(canonical);
    const now = Math.max(0, before + change);
    this.#tags.set(canonical, now);
    this.#size += Math.sign(now) - Math.sign(before);
  }

  /** Why the table may hold more now than the firewall takes; undefined when it does not. */
  problem(): string | undefined {
    if (this.limit === undefined || this.#size <= this.limit) return undefined;
    return `the registered-IP table would hold ${this.#size} entries, and the firewall takes ${this.limit}`;
  }
}

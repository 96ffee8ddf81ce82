/** Keys under which an item can be found: index name → key, or undefined when it has none. */
export type IndexKeys<Index extends string, Item> = Record<Index, (item: Item) => string | undefined>;

export interface CollectionOptions {
  /** Age of a read, after which the next look-up reads again; a look-up may ask for a lower age. @default 300 */
  readonly longestAgeInSeconds?: number;
  readonly now?: () => number;
}

/** What the resources of a run read of one kind of object, and record of their own writes. */
export interface ObjectReads<Item extends { href: string }, Index extends string> {
  /** How many writes of ours were recorded. */
  readonly writes: number;
  /** How many items are known by what was read and written. */
  readonly size: number;
  /**
   * @param withinSeconds greatest age of the read, for a look-up that needs fresher data than usual
   * @returns the item, or undefined when it does not exist
   */
  get(href: string, withinSeconds?: number): Promise<Item | undefined>;
  /** @returns every item with that key, in no particular order */
  find(index: Index, key: string, withinSeconds?: number): Promise<Item[]>;
  /** @returns every item, in no particular order */
  all(withinSeconds?: number): Promise<Item[]>;
  /** Records our own write. */
  put(item: Item): void;
  /** Records our own delete. */
  remove(href: string): void;
  /** Makes the next look-up read again. */
  forget(): void;
}

/**
 * One read of a remote collection that all look-ups of a run share, kept current by our own writes.
 *
 * A write that happens while a read is under way counts as newer than what the read brings.
 */
export class Collection<Item extends { href: string }, Index extends string>
  implements ObjectReads<Item, Index>
{
  private items = new Map<string, Item>();
  private indexes = new Map<Index, Map<string, Set<string>>>();
  private reading: Promise<void> | undefined;
  private readAt = 0;
  private writtenMeanwhile = new Map<string, Item | undefined>();
  writes = 0;
  private readonly longestAge: number;
  private readonly now: () => number;

  constructor(
    private readonly readAll: () => AsyncIterable<Item>,
    private readonly keys: IndexKeys<Index, Item>,
    options: CollectionOptions = {},
  ) {
    this.longestAge = (options.longestAgeInSeconds ?? 300) * 1000;
    this.now = options.now ?? Date.now;
  }

  async get(href: string, withinSeconds?: number): Promise<Item | undefined> {
    await this.current(withinSeconds);
    return this.items.get(href);
  }

  async find(index: Index, key: string, withinSeconds?: number): Promise<Item[]> {
    await this.current(withinSeconds);
    const hrefs = this.indexes.get(index)?.get(key) ?? [];
    return [...hrefs].map((href) => this.items.get(href)!);
  }

  async all(withinSeconds?: number): Promise<Item[]> {
    await this.current(withinSeconds);
    return [...this.items.values()];
  }

  get size(): number {
    return this.items.size;
  }

  put(item: Item): void {
    this.writes += 1;
    if (this.reading) this.writtenMeanwhile.set(item.href, item);
    this.drop(item.href);
    this.insert(item);
  }

  remove(href: string): void {
    this.writes += 1;
    if (this.reading) this.writtenMeanwhile.set(href, undefined);
    this.drop(href);
  }

  forget(): void {
    this.readAt = 0;
  }

  private async current(withinSeconds?: number): Promise<void> {
    const longest = withinSeconds === undefined ? this.longestAge : withinSeconds * 1000;
    if (!this.reading && (this.readAt === 0 || this.now() - this.readAt > longest)) {
      this.writtenMeanwhile.clear();
      this.reading = this.read().finally(() => {
        this.reading = undefined;
      });
    }
    await this.reading;
  }

  private async read(): Promise<void> {
    const startedAt = this.now();
    const fresh = new Map<string, Item>();
    for await (const item of this.readAll()) fresh.set(item.href, item);
    for (const [href, item] of this.writtenMeanwhile) {
      if (item) fresh.set(href, item);
      else fresh.delete(href);
    }
    this.items = new Map();
    this.indexes = new Map();
    for (const item of fresh.values()) this.insert(item);
    this.readAt = startedAt || 1;
  }

  private insert(item: Item): void {
    this.items.set(item.href, item);
    for (const [index, key] of this.keysOf(item)) {
      const byKey = this.indexes.get(index) ?? new Map<string, Set<string>>();
      this.indexes.set(index, byKey);
      byKey.set(key, (byKey.get(key) ?? new Set()).add(item.href));
    }
  }

  private drop(href: string): void {
    const item = this.items.get(href);
    if (!item) return;
    this.items.delete(href);
    for (const [index, key] of this.keysOf(item)) this.indexes.get(index)?.get(key)?.delete(href);
  }

  private *keysOf(item: Item): Iterable<[Index, string]> {
    for (const [index, keyOf] of Object.entries(this.keys) as [Index, (item: Item) => string | undefined][]) {
      const key = keyOf(item);
      if (key !== undefined) yield [index, key];
    }
  }
}

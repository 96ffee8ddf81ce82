import type { ObjectReads } from "./collection";

/** How objects of one kind are asked for one by one. */
export interface SeparateCalls<Item, Index extends string> {
  get(href: string): Promise<Item | undefined>;
  readonly find: Readonly<Record<Index, (key: string) => Promise<readonly Item[]>>>;
  all(): AsyncIterable<Item>;
}

/**
 * Look-ups that are a call each, for a process that serves one object: a read of the whole collection, which costs
 * least where many look-ups share it, would be made for that object alone.
 *
 * An object that was read or written is known from then on, for as long as a look-up accepts its age.
 */
export class SeparateReads<Item extends { href: string }, Index extends string>
  implements ObjectReads<Item, Index>
{
  writes = 0;
  private readonly known = new Map<string, { readonly item: Item | undefined; readonly at: number }>();

  constructor(
    private readonly calls: SeparateCalls<Item, Index>,
    private readonly now: () => number = Date.now,
  ) {}

  get size(): number {
    return [...this.known.values()].filter(({ item }) => item !== undefined).length;
  }

  async get(href: string, withinSeconds = Number.POSITIVE_INFINITY): Promise<Item | undefined> {
    const known = this.known.get(href);
    if (known !== undefined && this.now() - known.at <= withinSeconds * 1000) return known.item;
    const item = await this.calls.get(href);
    this.keep(href, item);
    return item;
  }

  async find(index: Index, key: string): Promise<Item[]> {
    const found = await this.calls.find[index](key);
    for (const item of found) this.keep(item.href, item);
    return [...found];
  }

  async all(): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.calls.all()) items.push(item);
    return items;
  }

  put(item: Item): void {
    this.writes += 1;
    this.keep(item.href, item);
  }

  remove(href: string): void {
    this.writes += 1;
    this.keep(href, undefined);
  }

  forget(): void {
    this.known.clear();
  }

  private keep(href: string, item: Item | undefined): void {
    this.known.set(href, { item, at: this.now() });
  }
}

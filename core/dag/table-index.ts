import { canonicalAddress } from "../addresses/ip-address";
import { isRevisionTagOf } from "./tag-name";

/** One line of a registered-IP table. */
export interface RegisteredEntry {
  /** As the firewall writes it: an address, a network or a range. */
  readonly address: string;
  readonly tags: readonly RegisteredTag[];
}

export interface RegisteredTag {
  readonly name: string;
  /** What is left of it; absent when it does not run out. */
  readonly timeoutInSeconds?: number;
}

export interface OwnEntry {
  /** The firewall's spelling of the address. */
  readonly written: string;
  readonly timeoutInSeconds?: number;
}

export interface RevisionEntry {
  readonly address: string;
  readonly tag: string;
}

/** What a table holds of one binding. */
export interface ObservedBinding {
  /** By canonical address; single addresses only. */
  readonly own: ReadonlyMap<string, OwnEntry>;
  /** Networks and ranges that carry the tag. Nobody here writes such entries, so they are left alone. */
  readonly ranges: readonly string[];
  readonly revisions: readonly RevisionEntry[];
}

/** A registered-IP table, read once for all bindings that look at it. */
export class TableIndex {
  /** Lines of the table: what the limit of the firewall counts. */
  readonly size: number;
  private readonly byTag = new Map<string, RegisteredEntryOfTag[]>();
  private readonly tagCounts = new Map<string, number>();

  constructor(entries: Iterable<RegisteredEntry>) {
    let size = 0;
    for (const { address, tags } of entries) {
      size += 1;
      const canonical = canonicalAddress(address);
      this.tagCounts.set(canonical ?? address, tags.length);
      for (const { name, timeoutInSeconds } of tags) {
        const list = this.byTag.get(name) ?? [];
        this.byTag.set(name, list);
        list.push({ address, canonical, timeoutInSeconds });
      }
    }
    this.size = size;
  }

  has(canonical: string): boolean {
    return this.tagCounts.has(canonical);
  }

  /** Tags of an address, ours and others'. */
  tagsOf(canonical: string): number {
    return this.tagCounts.get(canonical) ?? 0;
  }

  observed(tag: string): ObservedBinding {
    const own = new Map<string, OwnEntry>();
    const ranges: string[] = [];
    for (const { address, canonical, timeoutInSeconds } of this.byTag.get(tag) ?? []) {
      if (canonical === undefined) ranges.push(address);
      else
        own.set(canonical, { written: address, ...(timeoutInSeconds !== undefined && { timeoutInSeconds }) });
    }
    const revisions = [...this.byTag].flatMap(([name, entries]) =>
      isRevisionTagOf(tag, name) ? entries.map(({ address }) => ({ address, tag: name })) : [],
    );
    return { own, ranges: ranges.sort(), revisions };
  }
}

interface RegisteredEntryOfTag {
  readonly address: string;
  readonly canonical: string | undefined;
  readonly timeoutInSeconds: number | undefined;
}

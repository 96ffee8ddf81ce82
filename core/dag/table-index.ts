import { canonicalAddress } from "../addresses/ip-address";
import { type Claim, isClaimOf, readAnyClaim, readClaim } from "../reconcile/claim";

/** One entry of a registered-IP table. */
export interface RegisteredEntry {
  /** As the firewall writes it: an address, a network or a range. */
  readonly address: string;
  readonly tags: readonly RegisteredTag[];
}

export interface RegisteredTag {
  readonly name: string;
  /** Remaining lifetime of the entry; absent when it does not expire. */
  readonly timeoutInSeconds?: number;
}

export interface OwnEntry {
  /** The firewall's spelling of the address. */
  readonly written: string;
  readonly timeoutInSeconds?: number;
}

/** What a table holds of one binding. */
export interface ObservedBinding {
  /** Entries that carry the tag, by canonical address; single addresses only. */
  readonly own: ReadonlyMap<string, OwnEntry>;
  /** Networks and ranges that carry the tag. This package never writes such entries, so they are left alone. */
  readonly ranges: readonly string[];
  /** Claims of declarations in force: one, unless a run was cut off. */
  readonly revisions: readonly Claim[];
  /** Claims that were begun and not finished. */
  readonly begun: readonly Claim[];
  /** Claims that were handed over and may be given back. */
  readonly former: readonly Claim[];
}

/** A registered-IP table, indexed once for all bindings that use it. */
export class TableIndex {
  /** Number of entries, which the limit of the firewall counts. */
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

  /** Number of tags of an address, those of other programs included. */
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
    const claims = [...this.byTag].flatMap(([name, entries]) =>
      entries.flatMap(({ address }) => readClaim(tag, name, address) ?? []),
    );
    const at = (stage: Claim["stage"]) => claims.filter((claim) => claim.stage === stage);
    const [revisions, begun, former] = [at("in-force"), at("begun"), at("former")];
    return { own, ranges: ranges.sort(), revisions, begun, former };
  }

  /** Tags to which the table holds a claim of any owner, finished or not. */
  claimedTags(): string[] {
    return [...new Set([...this.byTag.keys()].flatMap((name) => readAnyClaim(name)?.subject ?? []))];
  }

  /** Tags, except the given one, to which one of these owners has begun a claim and not finished it. */
  begunElsewhere(tag: string, owners: readonly string[]): string[] {
    const tags = new Set<string>();
    for (const name of this.byTag.keys()) {
      const claim = readAnyClaim(name);
      if (claim?.stage === "begun" && claim.subject !== tag && isClaimOf(claim, owners))
        tags.add(claim.subject);
    }
    return [...tags].sort();
  }
}

interface RegisteredEntryOfTag {
  readonly address: string;
  readonly canonical: string | undefined;
  readonly timeoutInSeconds: number | undefined;
}

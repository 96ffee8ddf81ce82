import type { OwnEntry } from "./table-index";

export interface RenewalOptions {
  /** Lifetime of an entry from its registration, in seconds; 0 is for ever. */
  readonly timeoutInSeconds: number;
  /** Whether the caller renewed all entries within half of that time: a firewall may not list what time is left. */
  readonly recent: boolean;
}

/**
 * Members whose entry has to be registered again, because half of its lifetime is over, or because it expires although
 * entries shall last for ever.
 *
 * @param members by canonical address
 * @param own entries of the table that carry the tag, by canonical address
 * @returns addresses in the firewall's spelling
 */
export function renewals(
  members: ReadonlyMap<string, unknown>,
  own: ReadonlyMap<string, OwnEntry>,
  { timeoutInSeconds, recent }: RenewalOptions,
): string[] {
  const kept = [...own].flatMap(([address, entry]) => (members.has(address) ? [entry] : []));
  const listed = kept.some(({ timeoutInSeconds: left }) => left !== undefined);
  const isDue = ({ timeoutInSeconds: left }: OwnEntry) => {
    if (timeoutInSeconds === 0) return left !== undefined;
    return left === undefined ? listed || !recent : left <= timeoutInSeconds / 2;
  };
  return kept.filter(isDue).map(({ written }) => written);
}

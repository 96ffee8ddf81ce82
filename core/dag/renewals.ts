import type { OwnEntry } from "./table-index";

export interface RenewalOptions {
  /** Seconds that an entry lasts from when it is registered; 0 is for ever. */
  readonly timeoutInSeconds: number;
  /** Whether the one who asks has renewed all of them within half of that time: a firewall may not list what is left. */
  readonly recent: boolean;
}

/**
 * Members whose entry has to be registered again: it is past half of its time, or it ends where none shall.
 *
 * @param members by canonical address
 * @param own what the table holds, by canonical address
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

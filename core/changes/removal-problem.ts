export interface Removals {
  /** How many of the observed entries are ours. */
  readonly own: number;
  readonly added: number;
  readonly removed: number;
  /** Greatest share of the own entries that may go at once, net of those added: 0 to 1. */
  readonly maxRemovedShare: number;
}

/** Fewer removals than this are never refused. */
export const REMOVALS_THAT_COUNT = 10;

/** Says why so many removals at once look like a mistake, for example like a label that somebody took away. */
export function removalProblem({ own, added, removed, maxRemovedShare }: Removals): string | undefined {
  const net = removed - added;
  if (removed < REMOVALS_THAT_COUNT || net <= maxRemovedShare * own) return undefined;
  const share = Math.round((net / own) * 100);
  return (
    `${removed} of ${own} addresses would leave and ${added} would enter, net ${share} %, and maxRemovedShare ` +
    `allows ${Math.round(maxRemovedShare * 100)} %. If it is meant, raise maxRemovedShare for this run`
  );
}

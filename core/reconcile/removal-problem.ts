export interface Removals {
  /** Number of observed entries that belong to the declaration. */
  readonly own: number;
  readonly added: number;
  readonly removed: number;
  /** Greatest share of the own entries that may be removed at once, net of those added: 0 to 1. */
  readonly maxRemovedShare: number;
  /** What messages call entries. @default addresses */
  readonly entries?: string;
}

/** Fewer removals than this are never refused. */
export const REMOVALS_THAT_COUNT = 10;

/** Why this many removals at once look like a mistake, for example after a label was removed by accident. */
export function removalProblem({
  own,
  added,
  removed,
  maxRemovedShare,
  entries = "addresses",
}: Removals): string | undefined {
  const net = removed - added;
  if (removed < REMOVALS_THAT_COUNT || net <= maxRemovedShare * own) return undefined;
  const share = Math.round((net / own) * 100);
  return (
    `${removed} of ${own} ${entries} would leave and ${added} would enter, net ${share} %, and maxRemovedShare ` +
    `allows ${Math.round(maxRemovedShare * 100)} %. If it is meant, allow it for one run by --max-removed-share on ` +
    "the command line, or raise maxRemovedShare in a program"
  );
}

/** What makes the observed set equal to the wanted one. */
export interface SetChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** How many are in both. */
  readonly same: number;
}

/** Both lists are sorted by code unit, so that equal sets give equal changes in whatever order they come. */
export function setChanges(
  wanted: { has(key: string): boolean; keys(): Iterable<string> },
  observed: { has(key: string): boolean; keys(): Iterable<string>; readonly size: number },
): SetChanges {
  const add = [...wanted.keys()].filter((key) => !observed.has(key)).sort();
  const remove = [...observed.keys()].filter((key) => !wanted.has(key)).sort();
  return { add, remove, same: observed.size - remove.length };
}

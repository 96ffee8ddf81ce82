/** Changes that make the observed set equal to the wanted one. */
export interface SetChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Number of items in both. */
  readonly same: number;
}

/**
 * The changes from the observed to the wanted set. Both lists are sorted by code unit, so that equal sets give equal
 * changes whatever their order.
 */
export function setChanges(
  wanted: { has(key: string): boolean; keys(): Iterable<string> },
  observed: { has(key: string): boolean; keys(): Iterable<string>; readonly size: number },
): SetChanges {
  const add = [...wanted.keys()].filter((key) => !observed.has(key)).sort();
  const remove = [...observed.keys()].filter((key) => !wanted.has(key)).sort();
  return { add, remove, same: observed.size - remove.length };
}

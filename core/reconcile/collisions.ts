/**
 * Each item that has a key in common with an earlier one, paired with that earlier one.
 *
 * @param keysOf keys for what an item owns alone
 */
export function collisions<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): (readonly [later: Item, earlier: Item])[] {
  const holders = new Map<string, Item>();
  return items.flatMap((item) => {
    const taken = keysOf(item);
    const earlier = taken.map((key) => holders.get(key)).find((holder) => holder !== undefined);
    for (const key of taken) holders.set(key, item);
    return earlier === undefined ? [] : [[item, earlier] as const];
  });
}

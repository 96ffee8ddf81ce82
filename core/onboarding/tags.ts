/** Tags by their names in lower case: Azure compares names without case, and values with it. */
export type TagIndex = ReadonlyMap<string, string>;

export function tagIndex(tags: Readonly<Record<string, string>>): TagIndex {
  return new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
}

export function tagValue(tags: TagIndex, name: string): string | undefined {
  return tags.get(name.toLowerCase());
}

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Collection } from "./collection";

export interface Match {
  readonly collection: Collection;
  readonly rest: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

/** Every file of `collections/` exports one `collection`; a new file there is served without further wiring. */
export function loadCollections(): Collection[] {
  const folder = join(__dirname, "collections");
  return readdirSync(folder)
    .filter((name) => /\.(js|ts)$/.test(name) && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => (require(join(folder, name)) as { collection: Collection }).collection);
}

/** The collection with the longest path that starts `segments`. */
export function findCollection(
  collections: readonly Collection[],
  segments: readonly string[],
): Match | undefined {
  let best: Match | undefined;
  let bestLength = 0;
  for (const collection of collections) {
    const pattern = collection.path.split("/");
    if (pattern.length <= bestLength || pattern.length > segments.length) continue;
    const fits = pattern.every((part, index) => part.startsWith(":") || part === segments[index]);
    if (!fits) continue;
    const params = pattern.flatMap((part, index) =>
      part.startsWith(":") ? [[part.slice(1), segments[index]!]] : [],
    );
    bestLength = pattern.length;
    best = { collection, rest: segments.slice(pattern.length), params: Object.fromEntries(params) };
  }
  return best;
}

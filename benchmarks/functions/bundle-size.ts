import { readdirSync, statSync } from "node:fs";
import path from "node:path";

export const LARGEST_BUNDLE_IN_BYTES = 1_500_000;

/**
 * Checks the size of every bundle in a folder, `<name>/index.js`.
 *
 * @throws Error with the name and the size of each bundle that is larger than 1.5 MB
 */
export function requireSmallBundles(folder: string): void {
  const tooLarge = readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: statSync(path.join(folder, name, "index.js")).size }))
    .filter(({ bytes }) => bytes > LARGEST_BUNDLE_IN_BYTES)
    .map(({ name, bytes }) => `${name} (${bytes} bytes)`);
  if (tooLarge.length > 0)
    throw new Error(`larger than ${LARGEST_BUNDLE_IN_BYTES} bytes: ${tooLarge.join(", ")}`);
}

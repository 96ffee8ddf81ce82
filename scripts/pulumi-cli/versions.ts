/** A version that the Go module proxy serves and whose modules were seen to work together. */
export const BUILT_CLI_VERSION = "3.259.0";

/** What the official launcher installs. */
export const LAUNCHER_VERSION = "3.265.0";

/** Oldest CLI that hands a dynamic provider's `inputs` from `read` back to the engine. */
export const OLDEST_CLI_VERSION = "3.216.0";

/** Whether `version` (`v3.259.0`, `3.260.0-dev`) is at least `oldest`, by major, minor and patch. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) =>
    text
      .replace(/^v/, "")
      .split(/[.+-]/, 3)
      .map((part) => Number(part));
  const [have, need] = [numbers(version), numbers(oldest)];
  for (const [index, wanted] of need.entries()) {
    const difference = (have[index] ?? 0) - wanted;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

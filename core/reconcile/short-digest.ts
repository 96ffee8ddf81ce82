import { createHash } from "node:crypto";

/**
 * A digest of at most 25 lower case letters and digits, because some systems ignore case, and names and tags have little
 * room.
 */
export function shortDigest(text: string, length: number): string {
  const hex = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return BigInt(`0x${hex}`).toString(36).padStart(25, "0").slice(-length);
}

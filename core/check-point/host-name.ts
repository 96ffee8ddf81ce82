import { createHash } from "node:crypto";

/** Characters of the name of a machine that are kept; with the digest a name has at most 63, as a label of DNS. */
const LONGEST_BASE = 50;
const DIGEST_LENGTH = 12;

/**
 * Name of the host in Check Point that stands for a machine: the name of the machine, as far as Check Point allows it, and
 * a digest of its `vmId`, so that machines of one name are different hosts.
 *
 * A name has letters, digits, `_`, `.` and `-`, and begins with a letter. Reserved words may not stand after the last dash
 * either: none of them has twelve hexadecimal digits.
 *
 * @see Check Point sk40179
 */
export function hostName({ vmId, name }: { readonly vmId: string; readonly name: string }): string {
  const legal = name
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, LONGEST_BASE)
    .replace(/[-_.]+$/, "");
  const base = isGoodBeginning(legal) ? legal : `vm-${legal}`.slice(0, LONGEST_BASE).replace(/[-_.]+$/, "");
  const digest = createHash("sha256").update(vmId.toLowerCase()).digest("hex").slice(0, DIGEST_LENGTH);
  return `${base}-${digest}`;
}

/** `SRn` at the beginning is reserved; whether that means the letter or a number is not said, so neither is used. */
function isGoodBeginning(name: string): boolean {
  return /^[A-Za-z]/.test(name) && !/^sr[n\d]/i.test(name);
}

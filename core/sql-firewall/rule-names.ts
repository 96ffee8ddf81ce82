import { parseRange } from "../addresses/address-range";
import { type Ipv4Range, ipv4Text } from "../addresses/ipv4-ranges";
import { shortDigest } from "../reconcile/short-digest";

/** Longest name of an IP rule (facts of Azure: names are `nvarchar(128)`). */
export const LONGEST_RULE_NAME = 128;
/** Longest name of a virtual network rule: letters, digits and hyphens. */
export const LONGEST_NETWORK_RULE_NAME = 64;
/** Longest prefix, so that both kinds of names have room for what follows. */
export const LONGEST_PREFIX = 30;
/** Longest part of a name that stands for the declaration, so that a range and a mark have room behind it. */
const LONGEST_PART = 58;
const DIGEST = 16;

/** What tells the rules of a declaration from all others. */
export interface NamedFirewall {
  readonly prefix: string;
  /** Name of the declaration. */
  readonly name: string;
}

/**
 * Beginning of the names of all IP rules of a declaration: `<prefix>.<name>`. It is the subject of the claim too.
 *
 * Lower case letters, digits and hyphens of the name stand as they are; any other character as `_` and the two hex digits
 * of each of its bytes. A name that gets too long is cut, and `__` and a digest follow. So two names never share one
 * beginning, not even where upper and lower case count as equal.
 */
export function subjectOf({ prefix, name }: NamedFirewall): string {
  return `${prefix}.${part(name)}`;
}

/** Name of the IP rule for a range: `<prefix>.<name>.<start>-<end>`. */
export function ipRuleName(subject: string, { first, last }: Ipv4Range): string {
  return `${subject}.${ipv4Text(first)}-${ipv4Text(last)}`;
}

/** The range that the name of an IP rule of this declaration tells; undefined for any other name. */
export function rangeOfName(subject: string, name: string): Ipv4Range | undefined {
  if (!name.startsWith(`${subject}.`)) return undefined;
  const range = parseRange(name.slice(subject.length + 1));
  if (range?.family !== "ipv4") return undefined;
  const numbers = { first: Number(range.first), last: Number(range.last) };
  return ipRuleName(subject, numbers) === name ? numbers : undefined;
}

/** Name of the virtual network rule for a subnet: `<prefix>-<digest of the subject>-<digest of the subnet>`. */
export function networkRuleName(subject: string, subnetId: string): string {
  return networkRuleBeginning(subject) + shortDigest(subnetId.toLowerCase(), DIGEST);
}

/** Whether a virtual network rule of this name is of the declaration. */
export function isNetworkRuleName(subject: string, name: string): boolean {
  const beginning = networkRuleBeginning(subject);
  return name.startsWith(beginning) && /^[0-9a-z]{16}$/.test(name.slice(beginning.length));
}

function networkRuleBeginning(subject: string): string {
  return `${subject.slice(0, subject.indexOf("."))}-${shortDigest(subject, 12)}-`;
}

function part(name: string): string {
  const bytes = [...Buffer.from(name, "utf8")];
  const pieces = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
  });
  const whole = pieces.join("");
  if (whole.length <= LONGEST_PART) return whole;
  let kept = "";
  for (const piece of pieces) {
    if (kept.length + piece.length > LONGEST_PART - DIGEST - 2) break;
    kept += piece;
  }
  return `${kept}__${shortDigest(name, DIGEST)}`;
}

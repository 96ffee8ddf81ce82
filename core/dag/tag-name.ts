import { createHash } from "node:crypto";
import { canonicalAddress } from "../addresses/ip-address";

const LONGEST_TAG = 127;
const REVISION_MARK = ".rev.";
const DIGEST_LENGTH = 16;
const INCARNATION = /\.[0-9a-f]{8}$/;

/** Longest tag of a binding: its revision tag has to be one as well. */
export const LONGEST_BINDING_TAG = LONGEST_TAG - REVISION_MARK.length - DIGEST_LENGTH - ".00000000".length;

/**
 * Why a text cannot be the tag of a binding.
 *
 * @see PAN-OS XML API lab "registered-user", Tags: at most 127 characters, no quotes, no two spaces in a row, none of
 *   the bare words `and`, `or`, `not`
 */
export function tagNameProblem(tag: string): string | undefined {
  if (tag === "") return "must not be empty";
  if (tag.length > LONGEST_BINDING_TAG)
    return `has ${tag.length} characters, at most ${LONGEST_BINDING_TAG} leave room for the revision tag`;
  if (/['"]/.test(tag))
    return `must not hold a quote, because PAN-OS has no way to write it in a filter; got ${tag}`;
  if (/ {2}|^ | $/.test(tag)) return `must not begin or end with a space or hold two in a row; got '${tag}'`;
  if (/\p{Cc}/u.test(tag)) return "must not hold a control character";
  if (/^(and|or|not)$/i.test(tag)) return `'${tag}' is a word of the filter language`;
  if (/\.rev\.([0-9a-f]{16}(\.[0-9a-f]{8})?|canary)$/.test(tag)) return `'${tag}' looks like a revision tag`;
  return undefined;
}

/** The filter of an address group that holds exactly what carries the tag. */
export function filterOf(tag: string): string {
  return `'${tag}'`;
}

/**
 * Says on the firewall which declaration of whom wrote the entries: `<tag>.rev.<16 hex digits>`.
 *
 * @param incarnation 8 hex digits, new whenever the binding is created; they tell apart an old one that is on its way
 *   out from the one that took its place
 */
export function revisionTag(tag: string, owner: string, revision: string, incarnation?: string): string {
  const declared = `${tag}${REVISION_MARK}${digest(`${owner}\0${revision}`).slice(0, DIGEST_LENGTH)}`;
  return incarnation === undefined ? declared : `${declared}.${incarnation}`;
}

/** The revision tag without its incarnation: equal for equal declarations of one owner. */
export function declaredBy(revision: string): string {
  return revision.replace(INCARNATION, "");
}

export function isRevisionTagOf(tag: string, candidate: string): boolean {
  if (!candidate.startsWith(tag + REVISION_MARK)) return false;
  return /^[0-9a-f]{16}(\.[0-9a-f]{8})?$/.test(candidate.slice(tag.length + REVISION_MARK.length));
}

/** Stands on an entry that a reboot of the firewall drops, so that its absence tells of one. */
export function canaryTag(tag: string): string {
  return `${tag}${REVISION_MARK}canary`;
}

/** An address of its own for the revision tag, inside 100::/64, which routes nowhere (RFC 6666). */
export function defaultRevisionAddress(tag: string): string {
  const groups = digest(tag).slice(0, 16).match(/.{4}/g)!;
  return canonicalAddress(`100:0:0:0:${groups.join(":")}`)!;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

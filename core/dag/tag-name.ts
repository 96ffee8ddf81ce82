import { createHash } from "node:crypto";
import { canonicalAddress } from "../addresses/ip-address";
import { shown } from "../checks";
import { LONGEST_MARK_END, looksLikeMark } from "../reconcile/claim";

/** Longest tag that a firewall registers. */
export const LONGEST_TAG = 127;
const CANARY = ".rev.canary";

/** Longest tag of a binding, so that its revision tag is not too long for a tag. */
export const LONGEST_BINDING_TAG = LONGEST_TAG - LONGEST_MARK_END;

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
    return `must not hold a quote, because PAN-OS has no way to write it in a filter, got ${shown(tag)}`;
  if (/ {2}/.test(tag) || tag.trim() !== tag)
    return `must not begin or end with a space or hold two in a row, got ${shown(tag)}`;
  if (/[\p{Cc}\p{Cs}\ufffd-\uffff]/u.test(tag)) return "must not hold a control character";
  if (/^(and|or|not)$/i.test(tag)) return `'${tag}' is a word of the filter language`;
  if (looksLikeMark(tag) || tag.endsWith(CANARY)) return `'${tag}' looks like a revision tag`;
  return undefined;
}

/** The filter of a dynamic address group that holds exactly the addresses with the tag. */
export function filterOf(tag: string): string {
  return `'${tag}'`;
}

/** The tag of a canary: an entry that a reboot of the firewall drops, so that its absence shows a reboot. */
export function canaryTag(tag: string): string {
  return `${tag}${CANARY}`;
}

/** An address of its own for the revision tag, inside 100::/64, which routes nowhere (RFC 6666). */
export function defaultRevisionAddress(tag: string): string {
  const groups = digest(tag).slice(0, 16).match(/.{4}/g)!;
  return canonicalAddress(`100:0:0:0:${groups.join(":")}`)!;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

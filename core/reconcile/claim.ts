import { createHash } from "node:crypto";
import type { Declared } from "./declaration";

/**
 * What represents a declaration on a remote system. Its mark is `<subject>.rev.<owner><declaration>
 * <configuration>.<incarnation>` when it is in force, `<subject>.new.…` when it was begun and is not finished. Six
 * letters and digits identify the owner, six the declaration, four the configuration that goes with it, and eight hex
 * digits the creation of the resource that wrote it. A claim that no resource wrote has no incarnation and `0000` for
 * the configuration.
 *
 * A mark holds lower case letters, digits and dots beside its subject, so it may be a tag, the name of a rule or a
 * comment.
 */
export interface Claim {
  /** Where the claim is kept, on a system that has several places for claims: an address, the id of an object. */
  readonly at: string;
  /** The whole text. */
  readonly mark: string;
  readonly stage: "begun" | "in-force";
  readonly owner: string;
  /** The same for equal declarations of one owner, whatever the configuration and the incarnation. */
  readonly declared: string;
  readonly incarnation?: string;
}

const IN_FORCE = ".rev.";
const BEGUN = ".new.";
const NO_CONFIGURATION = "0000";
const END = /\.(rev|new)\.([0-9a-z]{6})([0-9a-z]{6})([0-9a-z]{4})(?:\.([0-9a-f]{8}))?$/;

/** Characters that a mark has beyond its subject, at most. */
export const LONGEST_MARK_END = IN_FORCE.length + 16 + ".00000000".length;

export interface ClaimParts extends Declared {
  /** What is claimed, for example a tag. */
  readonly subject: string;
  /** Digest of what is written beside the entries. */
  readonly configuration?: string;
  /** 8 hex digits, new whenever the resource is created. */
  readonly incarnation?: string;
}

/** The mark of a declaration that is in force. */
export function claimMark({ subject, owner, revision, configuration, incarnation }: ClaimParts): string {
  const parts = [
    digest(owner, 6),
    digest(revision, 6),
    configuration === undefined ? NO_CONFIGURATION : digest(configuration, 4),
  ];
  return `${subject}${IN_FORCE}${parts.join("")}${incarnation === undefined ? "" : `.${incarnation}`}`;
}

/** The mark of the same claim while it is not finished. */
export function begunMark(mark: string): string {
  return mark.replace(END, (end) => BEGUN + end.slice(IN_FORCE.length));
}

/** Reads a text as a claim to a subject; undefined when it is none. */
export function readClaim(subject: string, text: string, at: string): Claim | undefined {
  const found = text.startsWith(subject) ? readAnyClaim(text) : undefined;
  if (found === undefined || found.subject !== subject) return undefined;
  const { subject: _, ...claim } = found;
  return { at, ...claim };
}

/** Reads a text as a claim to whatever subject. */
export function readAnyClaim(text: string): (Omit<Claim, "at"> & { readonly subject: string }) | undefined {
  const end = END.exec(text);
  if (end === null) return undefined;
  const [, stage, owner, declaration, , incarnation] = end as unknown as string[];
  return {
    subject: text.slice(0, end.index),
    mark: text,
    stage: stage === "new" ? "begun" : "in-force",
    owner: owner!,
    declared: owner! + declaration!,
    ...(incarnation !== undefined && { incarnation }),
  };
}

export function looksLikeMark(text: string): boolean {
  return END.test(text);
}

/** Whether a claim belongs to one of these owners. */
export function isClaimOf({ owner }: Pick<Claim, "owner">, owners: readonly string[]): boolean {
  return owners.some((one) => digest(one, 6) === owner);
}

/** Whether a claim is of this declaration of this owner, whoever wrote it. */
export function isClaimFor({ declared }: Pick<Claim, "declared">, { owner, revision }: Declared): boolean {
  return declared === digest(owner, 6) + digest(revision, 6);
}

/** A digest of lower case letters and digits only, because some systems ignore case. */
function digest(text: string, length: number): string {
  const hex = createHash("sha256").update(text).digest("hex").slice(0, 32);
  return BigInt(`0x${hex}`).toString(36).padStart(25, "0").slice(-length);
}

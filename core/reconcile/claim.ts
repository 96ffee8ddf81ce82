import type { Declared } from "./declaration";
import { shortDigest as digest } from "./short-digest";

/**
 * What represents a declaration on a remote system. Its mark is `<subject>.rev.<owner><declaration>
 * <configuration>.<incarnation>` when it is in force, `<subject>.new.…` when it was begun and is not finished. Six
 * letters and digits identify the owner, six the declaration, four the configuration that goes with it, and eight hex
 * digits the creation of the resource that wrote it. A claim that no resource wrote has no incarnation and `0000` for
 * the configuration. After the incarnation, a resource of a stack within which claims pass from one resource to another
 * may name the stack, by six letters and digits. While a claim may have to be given back to the resource that had it
 * before, the one of that resource stands there as `<subject>.was.…`.
 *
 * A mark holds lower case letters, digits and dots beside its subject, so it may be a tag, the name of a rule or a
 * comment.
 */
export interface Claim {
  /** Where the claim is kept, on a system that has several places for claims: an address, the id of an object. */
  readonly at: string;
  /** The whole text. */
  readonly mark: string;
  readonly stage: "begun" | "in-force" | "former";
  readonly owner: string;
  /** The same for equal declarations of one owner, whatever the configuration and the incarnation. */
  readonly declared: string;
  /** Digest of the configuration; undefined in a claim that does not tell. */
  readonly configuration?: string;
  readonly incarnation?: string;
  /** Digest of the stack within which the claim may pass to another resource. */
  readonly stack?: string;
}

const IN_FORCE = ".rev.";
const BEGUN = ".new.";
const FORMER = ".was.";
const STAGES: Readonly<Record<string, Claim["stage"]>> = { rev: "in-force", new: "begun", was: "former" };
const NO_CONFIGURATION = "0000";
const END =
  /\.(rev|new|was)\.([0-9a-z]{6})([0-9a-z]{6})([0-9a-z]{4})(?:\.([0-9a-f]{8})(?:\.([0-9a-z]{6}))?)?$/;

/** Characters that a mark has beyond its subject, at most, without a stack. */
export const LONGEST_MARK_END = IN_FORCE.length + 16 + ".00000000".length;

export interface ClaimParts extends Declared {
  /** What is claimed, for example a tag. */
  readonly subject: string;
  /** Digest of what is written beside the entries. */
  readonly configuration?: string;
  /** 8 hex digits, new whenever the resource is created. */
  readonly incarnation?: string;
  /** Names the stack within which the claim may pass to another resource; only beside an incarnation. */
  readonly stack?: string;
}

/** The mark of a declaration that is in force. */
export function claimMark({
  subject,
  owner,
  revision,
  configuration,
  incarnation,
  stack,
}: ClaimParts): string {
  const parts = [
    digest(owner, 6),
    digest(revision, 6),
    configuration === undefined ? NO_CONFIGURATION : digest(configuration, 4),
  ];
  const creation = incarnation === undefined ? [] : [incarnation, ...(stack ? [digest(stack, 6)] : [])];
  return `${subject}${IN_FORCE}${[parts.join(""), ...creation].join(".")}`;
}

/** The mark of the same claim while it is not finished. */
export function begunMark(mark: string): string {
  return withStage(mark, BEGUN);
}

/** The mark of the same claim while another resource has taken its subject over and may have to give it back. */
export function formerMark(mark: string): string {
  return withStage(mark, FORMER);
}

/** The mark of the same claim when it is in force. */
export function inForceMark(mark: string): string {
  return withStage(mark, IN_FORCE);
}

/** The words for the stages have one length. */
function withStage(mark: string, stage: string): string {
  return mark.replace(END, (end) => stage + end.slice(IN_FORCE.length));
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
  const [, stage, owner, declaration, configuration, incarnation, stack] = end as unknown as string[];
  const isWritten = configuration !== NO_CONFIGURATION || incarnation !== undefined;
  return {
    subject: text.slice(0, end.index),
    mark: text,
    stage: STAGES[stage!]!,
    owner: owner!,
    declared: owner! + declaration!,
    ...(isWritten && { configuration: configuration! }),
    ...(incarnation !== undefined && { incarnation }),
    ...(stack !== undefined && { stack }),
  };
}

export function looksLikeMark(text: string): boolean {
  return END.test(text);
}

/** Whether a claim belongs to one of these owners. */
export function isClaimOf({ owner }: Pick<Claim, "owner">, owners: readonly string[]): boolean {
  return owners.some((one) => digest(one, 6) === owner);
}

/** Whether a claim is of a resource of this stack. */
export function isClaimWithin({ stack }: Pick<Claim, "stack">, name: string): boolean {
  return stack === digest(name, 6);
}

/** Whether a claim is of this declaration of this owner, whoever wrote it. */
export function isClaimFor({ declared }: Pick<Claim, "declared">, { owner, revision }: Declared): boolean {
  return declared === digest(owner, 6) + digest(revision, 6);
}

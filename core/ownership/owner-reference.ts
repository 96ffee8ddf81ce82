import { createHash } from "node:crypto";

/**
 * Longest mark in characters. The limit of the PCE for an external reference is not published; 255 is its usual limit.
 */
export const LONGEST_REFERENCE = 255;

const DIGEST = /~[0-9a-f]{64}$/;
/** Longest owner reference in characters; the incarnation follows it. */
export const LONGEST_OWNER = LONGEST_REFERENCE - "#00000000".length;

export interface OwnerParts {
  /** `illumio:owner`, by default the organization: tells apart Pulumi states that are independent of each other. */
  readonly owner: string;
  readonly project: string;
  readonly stack: string;
  /** Types of the parents as in the URN, joined by `$`; empty at the top. */
  readonly parentTypes: string;
  readonly name: string;
}

/**
 * Names one resource of one stack: `<owner>/<project>/<stack>/<parent types>/<name>`.
 *
 * @returns at most 246 characters; a longer text keeps its beginning and ends in `~` and its SHA-256
 */
export function ownerReference({ owner, project, stack, parentTypes, name }: OwnerParts): string {
  return shortened([owner, project, stack, parentTypes, name].join("/"));
}

/** An owner reference as it is written, shortened to at most 246 characters. */
export function shortened(reference: string): string {
  if (reference.length <= LONGEST_OWNER) return reference;
  const digest = createHash("sha256").update(reference).digest("hex");
  return `${reference.slice(0, LONGEST_OWNER - digest.length - 1)}~${digest}`;
}

/** The beginning that is left of a shortened reference; undefined for a whole one. */
export function beginningOf(reference: string): string | undefined {
  return DIGEST.test(reference) ? reference.replace(DIGEST, "") : undefined;
}

/** Whether two references name resources of one stack; an object can pass from one to the other during a run. */
export function isSameStack(one: string, other: string): boolean {
  const stack = (reference: string) => reference.split("/", 3).join("/");
  return stack(one) === stack(other);
}

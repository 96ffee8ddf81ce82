import { createHash } from "node:crypto";

/** `external_data_set` of everything this package creates. */
export const EXTERNAL_DATA_SET = "illumio-iac";

/** The longest `external_data_reference` written. The PCE's own limit is not published; 255 is its usual one. */
export const LONGEST_REFERENCE = 255;

const INCARNATION = /#[0-9a-f]{8}$/;
const LONGEST_OWNER = LONGEST_REFERENCE - "#00000000".length;

export interface OwnerParts {
  /** `illumio:owner`, by default the organization: tells apart states that know nothing of each other. */
  readonly owner: string;
  readonly project: string;
  readonly stack: string;
  /** Types of the parents as in the URN, joined by `$`; empty at the top. */
  readonly parentTypes: string;
  readonly name: string;
}

/** The pair by which a PCE object says who made it. */
export interface ExternalPair {
  readonly external_data_set?: string | null;
  readonly external_data_reference?: string | null;
}

/**
 * Names one resource of one stack: `<owner>/<project>/<stack>/<parent types>/<name>`.
 *
 * @returns at most 246 characters; a longer text keeps its beginning and ends in `~` and its SHA-256
 */
export function ownerReference({ owner, project, stack, parentTypes, name }: OwnerParts): string {
  const reference = [owner, project, stack, parentTypes, name].join("/");
  if (reference.length <= LONGEST_OWNER) return reference;
  const digest = createHash("sha256").update(reference).digest("hex");
  return `${reference.slice(0, LONGEST_OWNER - digest.length - 1)}~${digest}`;
}

/** What is written to the PCE: the owner and the incarnation (8 hex digits, new at each create). */
export function externalPair(reference: string, incarnation: string): Record<keyof ExternalPair, string> {
  return { external_data_set: EXTERNAL_DATA_SET, external_data_reference: `${reference}#${incarnation}` };
}

/** The owner reference without incarnation; undefined when the object was not made by this package. */
export function ownerOf(pair: ExternalPair): string | undefined {
  if (pair.external_data_set !== EXTERNAL_DATA_SET) return undefined;
  return (pair.external_data_reference ?? "").replace(INCARNATION, "");
}

/** Ours means that set and reference match; the incarnation does not count. */
export function isOurs(pair: ExternalPair, reference: string): boolean {
  return ownerOf(pair) === reference;
}

/** Whether two references name resources of one stack; which of them has what can change during its run. */
export function isSameStack(one: string, other: string): boolean {
  const stack = (reference: string) => reference.split("/", 3).join("/");
  return stack(one) === stack(other);
}

import { createHash } from "node:crypto";

/**
 * The owner and the revision of a declaration. They are the same wherever the declaration is carried out: both are in
 * the outputs of the resource, in the input of a schedule, and in the claim on the remote system.
 */
export interface Declared {
  readonly owner: string;
  /** Digest of the declaration. */
  readonly revision: string;
}

/** Digest of a declaration: 16 hex digits of SHA-256 over its JSON, whatever the order of its keys. */
export function declarationRevision(declaration: object): string {
  return createHash("sha256").update(sortedJson(declaration)).digest("hex").slice(0, 16);
}

/** JSON of a value, the same whatever the order of its keys. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}

import type { PceStore } from "../pce-store";
import { draftReference, liveReference } from "../policy/references";
import { type Check, closed, flag, list, nullable, openReference } from "../schema";
import type { Reference } from "../table";

/** One label or label group of a scope; all of a scope's entries have to match. */
export interface ScopeEntry {
  readonly label?: Reference;
  readonly label_group?: Reference;
  readonly exclusion: boolean;
}

/** Any of the scopes may match; a scope without entries matches everything. */
export type Scopes = readonly (readonly ScopeEntry[])[];

/** The Terraform provider sends null for the one of the two that is not meant. */
const optional = nullable(openReference);
const entry = closed({ label: optional, label_group: optional, exclusion: flag });

/** A scope entry as a request has it. */
interface SentEntry {
  readonly label?: Reference | null;
  readonly label_group?: Reference | null;
  readonly exclusion?: boolean;
}

export const scopesSchema: Check = list(
  list((value, path) => {
    const problems = entry(value, path);
    if (problems.length > 0) return problems;
    const { label, label_group: group } = value as SentEntry;
    return !label === !group
      ? [`The property '${path}' did not contain exactly one label or label group`]
      : [];
  }),
);

/** @throws PceError 406 `invalid_uri` for a label or label group that does not exist */
export function readScopes(store: PceStore, scopes: readonly (readonly SentEntry[])[]): Scopes {
  return scopes.map((scope) =>
    scope.map(({ label, label_group: group, exclusion = false }) =>
      label === undefined || label === null
        ? { exclusion, label_group: draftReference(store, "label_groups", group!) }
        : { exclusion, label: liveReference(store, "labels", label) },
    ),
  );
}

export const labelsOfScopes = (scopes: Scopes): string[] =>
  scopes.flat().flatMap(({ label }) => label?.href ?? []);

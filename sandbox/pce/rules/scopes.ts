import type { PceStore } from "../pce-store";
import { draftReference, liveReference } from "../policy/references";
import { type Check, closed, flag, list, reference } from "../schema";
import type { Reference } from "../table";

/** One label or label group of a scope; all of a scope's entries have to match. */
export interface ScopeEntry {
  readonly label?: Reference;
  readonly label_group?: Reference;
  readonly exclusion: boolean;
}

/** Any of the scopes may match; a scope without entries matches everything. */
export type Scopes = readonly (readonly ScopeEntry[])[];

const entry = closed({ label: reference, label_group: reference, exclusion: flag });

export const scopesSchema: Check = list(
  list((value, path) => {
    const problems = entry(value, path);
    if (problems.length > 0) return problems;
    const { label, label_group: group } = value as Partial<ScopeEntry>;
    return (label === undefined) === (group === undefined)
      ? [`The property '${path}' did not contain exactly one label or label group`]
      : [];
  }),
);

/** @throws PceError 406 `invalid_uri` for a label or label group that does not exist */
export function readScopes(store: PceStore, scopes: readonly (readonly Partial<ScopeEntry>[])[]): Scopes {
  return scopes.map((scope) =>
    scope.map(({ label, label_group: group, exclusion = false }) =>
      label === undefined
        ? { exclusion, label_group: draftReference(store, "label_groups", group!) }
        : { exclusion, label: liveReference(store, "labels", label) },
    ),
  );
}

export const labelsOfScopes = (scopes: Scopes): string[] =>
  scopes.flat().flatMap(({ label }) => label?.href ?? []);

import type { HrefFact, ScopeEntryFact } from "./facts";
import { entryTitle, type LabelCondition, type LabelIndex } from "./label-index";

/** A scope of a rule set as it is written. */
export interface Scope {
  readonly conditions: readonly LabelCondition[];
  /** Label groups, of which every combination of labels is a scope of its own. */
  readonly groups: readonly LabelCondition[];
  /** Entries that name what is not known. */
  readonly missing: readonly string[];
}

/** A scope with one label in the place of each label group. */
export interface SingleScope {
  /** Equal for equal scopes of one rule set. */
  readonly id: string;
  readonly conditions: readonly LabelCondition[];
  /** The labels that it asks for. */
  readonly labels: ReadonlySet<string>;
}

export function readScope(entries: readonly ScopeEntryFact[], index: LabelIndex): Scope {
  const conditions: LabelCondition[] = [];
  const groups: LabelCondition[] = [];
  const missing: string[] = [];
  for (const entry of entries) {
    const read = index.read(entry);
    if (read === undefined) {
      missing.push(entryTitle(entry));
      continue;
    }
    const { key, exclusion, isGroup } = read;
    const condition = { key, labels: read.labels, except: exclusion };
    (isGroup && !exclusion ? groups : conditions).push(condition);
  }
  return { conditions, groups, missing };
}

/**
 * Of the scopes that a scope expands into, the one that something with these labels is in: its own labels decide which
 * label stands in the place of a group.
 *
 * @param id of the scope within its rule set
 */
export function scopeOf(
  { conditions, groups }: Scope,
  own: readonly HrefFact[],
  index: LabelIndex,
  id: number,
): SingleScope | undefined {
  if (!index.areMet(conditions, own)) return undefined;
  const singles: LabelCondition[] = [];
  for (const { key, labels } of groups) {
    const label = own.find(({ href }) => labels.has(href))?.href;
    if (label === undefined) return undefined;
    singles.push({ key, labels: new Set([label]), except: false });
  }
  const all = [...conditions, ...singles];
  const asked = all.filter(({ except }) => !except).flatMap(({ labels }) => [...labels]);
  return { id: `${id} ${asked.join(" ")}`, conditions: all, labels: new Set(asked) };
}

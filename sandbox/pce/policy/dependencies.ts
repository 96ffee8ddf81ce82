import type { Pending, Subset } from "./pending";
import { activeHref, draftHref, type Policy } from "./policy";
import { referencesOf } from "./references";

export interface Dependency {
  /** What has to be provisioned, or reverted, too. */
  readonly dependency: Pending;
  readonly requiredBy: readonly Pending[];
}

export type Operation = "commit" | "revert";

/**
 * Changes that `chosen` leaves out and needs, and what those need in turn. To provision: a new object that one of them
 * refers to, and the change that removes the last reference to a deleted one. To revert: what refers to a new object,
 * and the deletion of what an object referred to before.
 */
export function missingDependencies(
  policy: Policy,
  operation: Operation,
  chosen: readonly Pending[],
  pending: ReadonlyMap<string, Pending>,
): Dependency[] {
  const needs = operation === "commit" ? committing(policy, pending) : reverting(policy, pending);
  const taken = new Set(chosen.map(({ row }) => row.href));
  const missing = new Map<string, { dependency: Pending; requiredBy: Pending[] }>();
  const open = [...chosen];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const dependency of needs(next)) {
      const { href } = dependency.row;
      if (taken.has(href)) continue;
      const entry = missing.get(href) ?? { dependency, requiredBy: [] };
      if (!missing.has(href)) open.push(dependency);
      missing.set(href, entry);
      entry.requiredBy.push(next);
    }
  }
  return [...missing.values()];
}

type Needs = (change: Pending) => Pending[];

function committing(policy: Policy, pending: ReadonlyMap<string, Pending>): Needs {
  const users = usersOf(pending, ({ kind, row }) => {
    const inForce = policy.active(kind).get(activeHref(row.href));
    return inForce === undefined ? [] : [...referencesOf(inForce)].map(draftHref);
  });
  return ({ row }) =>
    row.update_type === "delete"
      ? (users.get(row.href) ?? [])
      : only(pending, referencesOf(row), (other) => other.row.update_type === "create");
}

function reverting(policy: Policy, pending: ReadonlyMap<string, Pending>): Needs {
  const users = usersOf(pending, ({ row }) => (row.update_type === "delete" ? [] : referencesOf(row)));
  return ({ kind, row }) => {
    if (row.update_type === "create") return users.get(row.href) ?? [];
    const before = policy.active(kind).get(activeHref(row.href))!;
    const hrefs = [...referencesOf(before)].map(draftHref);
    return only(pending, hrefs, (other) => other.row.update_type === "delete");
  };
}

function only(
  pending: ReadonlyMap<string, Pending>,
  hrefs: Iterable<string>,
  wanted: (change: Pending) => boolean,
): Pending[] {
  return [...hrefs].flatMap((href) => pending.get(href) ?? []).filter(wanted);
}

/** Who of the pending changes refers to an object, by its draft href. */
function usersOf(
  pending: ReadonlyMap<string, Pending>,
  references: (change: Pending) => Iterable<string>,
): Map<string, Pending[]> {
  const users = new Map<string, Pending[]>();
  for (const change of pending.values()) {
    for (const href of references(change)) {
      const entries = users.get(href) ?? [];
      users.set(href, entries);
      entries.push(change);
    }
  }
  return users;
}

/** The answer of `POST sec_policy/draft/dependencies`. */
export function dependenciesJson(dependencies: readonly Dependency[]): object[] {
  return dependencies.map(({ dependency: { kind, row }, requiredBy }) => {
    const required: Record<string, { href: string }[]> = {};
    for (const { kind: by, row: user } of requiredBy) {
      required[by] = [...(required[by] ?? []), { href: user.href }];
    }
    return { dependency: { [kind]: { href: row.href } }, required_by: required satisfies Subset };
  });
}

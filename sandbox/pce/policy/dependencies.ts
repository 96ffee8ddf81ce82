import { activeHref, type Policy, type PolicyRow } from "./policy";

/** An object whose draft and active forms differ. */
export interface Pending {
  readonly kind: string;
  readonly row: PolicyRow;
}

export interface Dependency {
  /** What has to be provisioned too. */
  readonly dependency: Pending;
  readonly requiredBy: Pending;
}

/**
 * Changes that `chosen` leaves out and needs: a new object that one of them refers to, and the change that removes the
 * last reference to a deleted one.
 */
export function missingDependencies(
  policy: Policy,
  chosen: readonly Pending[],
  pending: readonly Pending[],
): Dependency[] {
  const taken = new Set(chosen.map(({ row }) => row.href));
  const left = pending.filter(({ row }) => !taken.has(row.href));
  return chosen.flatMap((requiredBy) =>
    left
      .filter((other) => isNeeded(policy, requiredBy.row, other))
      .map((dependency) => ({ dependency, requiredBy })),
  );
}

function isNeeded(policy: Policy, row: PolicyRow, { kind, row: other }: Pending): boolean {
  if (row.update_type !== "delete") return other.update_type === "create" && refersTo(row, other.href);
  const inForce = policy.active(kind).get(activeHref(other.href));
  return inForce !== undefined && refersTo(inForce, activeHref(row.href));
}

function refersTo(row: PolicyRow, href: string): boolean {
  return row.href !== href && JSON.stringify(row).includes(`"${href}"`);
}

import { invalidInput } from "../pce-error";
import type { PceStore } from "../pce-store";
import { affectedWorkloads, type LabelScope } from "./affected-workloads";
import { missingDependencies } from "./dependencies";
import { chosen, type Pending, pendingChanges, type Subset } from "./pending";
import { activated, activeHref, drafted, type PolicyRow, type PolicyVersion } from "./policy";
import { draftPath } from "./references";

/**
 * Puts pending changes into force as a new version.
 *
 * @throws PceError 404 for an object that is not pending, 406 when the subset lacks what it depends on. UNCONFIRMED: the
 * token of the latter (`input_validation_error` here)
 */
export function provision(store: PceStore, wanted: Subset | undefined, message: string): PolicyVersion {
  const pending = pendingChanges(store);
  const changes = chosen(pending, wanted);
  const missing = missingDependencies(store.policy, "commit", changes, pending);
  const problems = missing.flatMap(({ dependency, requiredBy }) =>
    requiredBy.map(({ row }) => `${row.href} cannot be provisioned without ${dependency.row.href}`),
  );
  if (problems.length > 0) throw invalidInput(...problems);
  const version = store.policy.versions.length + 1;
  const affected = affectedWorkloads(store, scopesOf(store, changes));
  for (const change of changes) enact(store, version, change);
  const made = {
    href: `${store.orgHref}/sec_policy/${version}`,
    version,
    commit_message: message,
    workloads_affected: affected,
    object_counts: store.policy.counts(),
    created_at: store.timestamp(),
    created_by: store.user,
  };
  store.policy.versions.push(made);
  return made;
}

function enact(store: PceStore, version: number, { kind, row }: Pending): void {
  const table = store.table<PolicyRow>(draftPath(kind));
  const href = activeHref(row.href);
  if (row.update_type === "delete") {
    store.policy.enact({ version, kind, href, row: undefined });
    table.remove(row.href);
    return;
  }
  const { settle = (settled) => settled } = store.definition(draftPath(kind));
  const settled = settle({ ...row, update_type: null });
  store.policy.enact({ version, kind, href, row: activated(settled) });
  table.put(settled);
}

/** Sets the draft back to what is active. UNCONFIRMED for a pending deletion; here it is taken back. */
export function revert(store: PceStore, wanted: Subset | undefined): void {
  const pending = pendingChanges(store);
  const changes = chosen(pending, wanted);
  const missing = missingDependencies(store.policy, "revert", changes, pending);
  if (missing.length > 0) {
    const [{ dependency, requiredBy }] = missing as [(typeof missing)[0]];
    throw invalidInput(`${requiredBy[0]!.row.href} cannot be reverted without ${dependency.row.href}`);
  }
  const replacements = [...new Set(changes.map(({ kind }) => kind))].map((kind) => {
    const hrefs = changes.filter((change) => change.kind === kind).map(({ row }) => row.href);
    const active = store.policy.active(kind);
    const rows = hrefs.flatMap((href) => active.get(activeHref(href)) ?? []).map(drafted);
    return { table: store.table<PolicyRow>(draftPath(kind)), rows, hrefs };
  });
  for (const { table, rows, hrefs } of replacements) table.checkReplace(rows, hrefs);
  for (const { table, rows, hrefs } of replacements) table.replace(rows, hrefs);
}

/** Label scopes of changed rule sets, before and after; changes of other kinds may touch every workload. */
function scopesOf(store: PceStore, changes: readonly Pending[]): readonly LabelScope[] | "all" {
  if (changes.some(({ kind }) => kind !== "rule_sets")) return "all";
  return changes.flatMap(({ kind, row }) => {
    const { scopesOf: scopes } = store.definition(draftPath(kind));
    const before = store.policy.active(kind).get(activeHref(row.href));
    return [...(scopes?.(row) ?? []), ...(before === undefined ? [] : (scopes?.(before) ?? []))];
  });
}

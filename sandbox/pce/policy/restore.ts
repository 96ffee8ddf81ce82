import type { PceStore } from "../pce-store";
import { activeHref, drafted, type PolicyRow } from "./policy";
import { kindOf } from "./references";

/**
 * Makes the draft what a version was, in the whole org: what is pending is overwritten, and what differs from the policy
 * in force is pending afterwards.
 */
export function restore(store: PceStore, version: number): void {
  for (const { path } of store.definitions) {
    const kind = kindOf(path);
    if (kind !== undefined) restoreKind(store, kind, path, version);
  }
}

function restoreKind(store: PceStore, kind: string, path: string, version: number): void {
  const table = store.table<PolicyRow>(path);
  const active = store.policy.active(kind);
  const then = store.policy.at(kind, version);
  const rows: PolicyRow[] = [];
  for (const [href, row] of then) {
    const now = active.get(href);
    const type = now === undefined ? "create" : now === row ? null : "update";
    rows.push({ ...drafted(row), update_type: type });
  }
  const removed: string[] = [];
  for (const row of table.live()) {
    const now = active.get(activeHref(row.href));
    if (then.has(activeHref(row.href))) continue;
    if (now === undefined) removed.push(row.href);
    else rows.push({ ...drafted(now), update_type: "delete" });
  }
  table.replace(rows, removed);
}

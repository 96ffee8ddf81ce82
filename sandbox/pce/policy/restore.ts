import type { PceStore } from "../pce-store";
import type { Table } from "../table";
import { activeHref, drafted, type PolicyRow } from "./policy";
import { kindOf } from "./references";

/**
 * Makes the draft what a version was, in the whole org: what is pending is overwritten, and what differs from the policy
 * in force is pending afterwards.
 *
 * @throws PceError 406 when two objects would have one name; nothing is changed then
 */
export function restore(store: PceStore, version: number): void {
  const replacements = store.definitions.flatMap(({ path }) => {
    const kind = kindOf(path);
    return kind === undefined ? [] : replacementOf(store, kind, path, version);
  });
  for (const { table, rows, removed } of replacements) table.checkReplace(rows, removed);
  for (const { table, rows, removed } of replacements) table.replace(rows, removed);
}

interface Replacement {
  readonly table: Table<PolicyRow>;
  readonly rows: readonly PolicyRow[];
  readonly removed: readonly string[];
}

function replacementOf(store: PceStore, kind: string, path: string, version: number): Replacement {
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
  return { table, rows, removed };
}

import type { PceStore } from "../pce-store";
import { activeHref, type PolicyRow } from "./policy";
import { kindOf } from "./references";

/** A draft object after a change. A change does not take back a pending deletion. */
export function markChanged<R extends PolicyRow>(store: PceStore, path: string, row: R): R {
  if (row.update_type === "delete") return row;
  const isKnown = store.policy.active(kindOf(path)!).has(activeHref(row.href));
  return { ...row, update_type: isKnown ? "update" : "create" };
}

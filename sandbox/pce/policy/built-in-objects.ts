import { notAcceptable } from "../pce-error";
import type { PceStore } from "../pce-store";
import type { Row } from "../table";
import { activated, activeHref, type PolicyRow } from "./policy";
import { draftPath } from "./references";

const SYSTEM = { href: "/users/0" };

/** Puts an object into draft and active that every org has. A singleton has no id. */
export function builtIn<R extends PolicyRow>(
  store: PceStore,
  kind: string,
  fields: Omit<R, keyof PolicyRow> & { name: string },
  { singleton = false } = {},
): void {
  const table = store.table<PolicyRow>(draftPath(kind));
  const now = store.timestamp();
  const row: PolicyRow = {
    ...fields,
    href: `${store.orgHref}/${draftPath(kind)}${singleton ? "" : `/${table.nextNumber()}`}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: SYSTEM,
    updated_by: SYSTEM,
    update_type: null,
  };
  table.put(row);
  store.policy.enact({ version: 0, kind, href: activeHref(row.href), row: activated(row) });
}

/** UNCONFIRMED: the token of the refusal to change or delete a built-in object. */
export function refuseBuiltIn(row: Row | undefined): void {
  if (row?.created_by.href !== SYSTEM.href) return;
  throw notAcceptable("cannot_change_built_in_object", `${row.href} is built in`);
}

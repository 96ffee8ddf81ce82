import type { PanosClient, RegisteredTable } from "../../../clients/panos";
import type { TablePlan } from "../../../core/dag";
import { applyChanges } from "../../../core/reconcile/apply-changes";
import { BindingTable, type EntryOptions, type TaggedBinding } from "./binding-table";

export interface SyncResult {
  readonly registered: number;
  readonly unregistered: number;
  /** Messages sent, those of the second try included. */
  readonly messages: number;
}

/**
 * Carries out a plan on one table and reads back the result. Entries that are not as planned then are tried once more,
 * one by one.
 *
 * @throws PartialFailureError that names every address that is still not as planned, in the firewall's own words
 */
export async function syncTable(
  client: PanosClient,
  table: RegisteredTable,
  binding: TaggedBinding,
  { register, unregister }: Pick<TablePlan, "register" | "unregister">,
  options: EntryOptions = {},
): Promise<SyncResult> {
  const { added, removed, calls } = await applyChanges(new BindingTable(client, table, binding, options), {
    add: register.map(({ address }) => address),
    remove: unregister,
  });
  return { registered: added, unregistered: removed, messages: calls };
}

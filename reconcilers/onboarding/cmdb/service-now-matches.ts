import type { ServiceNowRow } from "../../../clients/service-now";
import { firstTen } from "../../../core/first-ten";
import type { InventoryVm, ServiceNowSettings } from "../../../core/onboarding";
import { keyOf } from "./service-now-fields";

/** The one record that is a machine's, or why it cannot be told. */
export type RowMatch = { readonly row: ServiceNowRow } | { readonly reason: string };

/**
 * Finds the record of each machine among those that were read: the one whose key column has the key of the machine.
 *
 * Where a column for the vmId is mapped, a record with the id of another machine is not taken, and one with the id of the
 * machine before one without an id. A record that fits two machines, and a machine that several records fit, are given up
 * with a reason.
 *
 * @returns by vmId; a machine that no record fits is missing
 */
export function matchRows(
  vms: readonly InventoryVm[],
  rows: readonly ServiceNowRow[],
  settings: ServiceNowSettings,
): Map<string, RowMatch> {
  const byKey = grouped(rows, (row) => row[settings.keyField] ?? "");
  const matches = new Map<string, RowMatch>();
  for (const vm of vms) {
    const fitting = fittingRows(vm, byKey.get(keyOf(vm, settings).toLowerCase()) ?? [], settings);
    const [row, ...more] = fitting;
    if (row === undefined) continue;
    matches.set(vm.vmId, more.length === 0 ? { row } : { reason: severalRecords(vm, fitting, settings) });
  }
  return withoutShared(vms, matches, settings);
}

/** Whether a record, by its key and by its vmId, may be that of a machine. A record without a key may be any machine's. */
export function mayBelongTo(vm: InventoryVm, row: ServiceNowRow, settings: ServiceNowSettings): boolean {
  const key = (row[settings.keyField] ?? "").toLowerCase();
  return (
    (key === "" || key === keyOf(vm, settings).toLowerCase()) && fittingRows(vm, [row], settings).length > 0
  );
}

function fittingRows(
  { vmId }: InventoryVm,
  rows: readonly ServiceNowRow[],
  { fields }: ServiceNowSettings,
): readonly ServiceNowRow[] {
  const column = fields["vmId"];
  if (column === undefined) return rows;
  const idOf = (row: ServiceNowRow) => (row[column] ?? "").toLowerCase();
  const own = rows.filter((row) => idOf(row) === vmId);
  return own.length > 0 ? own : rows.filter((row) => idOf(row) === "");
}

/** Two machines of one key have one record, which is that of at most one of them. */
function withoutShared(
  vms: readonly InventoryVm[],
  matches: Map<string, RowMatch>,
  settings: ServiceNowSettings,
): Map<string, RowMatch> {
  const takers = grouped(vms, ({ vmId }) => {
    const match = matches.get(vmId);
    return match !== undefined && "row" in match ? match.row["sys_id"]! : "";
  });
  for (const [sysId, sharing] of takers) {
    if (sysId === "" || sharing.length < 2) continue;
    for (const vm of sharing) matches.set(vm.vmId, { reason: severalMachines(sysId, sharing, settings) });
  }
  return matches;
}

function severalRecords(
  vm: InventoryVm,
  rows: readonly ServiceNowRow[],
  settings: ServiceNowSettings,
): string {
  const { table, keyField } = settings;
  const ids = firstTen(rows.map((row) => row["sys_id"]!));
  return (
    `${rows.length} records of ${table} in the CMDB have ${keyField} '${keyOf(vm, settings)}': sys_id ${ids}. Keep one of them` +
    adviceOnId(settings)
  );
}

function severalMachines(sysId: string, vms: readonly InventoryVm[], settings: ServiceNowSettings): string {
  const names = firstTen(vms.map(({ resourceId }) => resourceId));
  const key = keyOf(vms[0]!, settings);
  return (
    `the record ${sysId} of ${settings.table} in the CMDB fits ${vms.length} machines, which all have ${settings.keyField} '${key}': ` +
    `${names}. Give each a record of its own${adviceOnId(settings)}`
  );
}

function adviceOnId({ fields }: ServiceNowSettings): string {
  const column = fields["vmId"];
  return column === undefined
    ? ", or map a column to vmId (cmdb.serviceNow.fields)"
    : `, or write the vmId of the machine into its ${column}`;
}

function grouped<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item).toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

import type { Row, TableRows } from "../../../clients/azure/table-rows";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import type { Cmdb, CmdbRecord, FlagChange, Outcome } from "../ports";
import { flagsToSet, recordOf } from "./flags";

/** Partition of the rows, in the table that the records of machines are in too. */
const PARTITION = "cmdb";

const CHANGED = "somebody else changed its row in the CMDB table at the same time; the next run looks again";

/** A table as the CMDB, where there is none: a row for each machine with its flags. */
export class TableCmdb implements Cmdb {
  constructor(private readonly table: Pick<TableRows, "partition" | "swap">) {}

  async find(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord>> {
    const rows = vms.length === 0 ? new Map<string, Row>() : await this.table.partition(PARTITION);
    const found = new Map<string, CmdbRecord>();
    for (const { vmId } of vms) {
      const row = rows.get(vmId);
      if (row !== undefined) found.set(vmId, recordOf(vmId, row.values));
    }
    return found;
  }

  async create(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord | { readonly reason: string }>> {
    const rows = vms.map(
      ({ vmId, name, resourceId }): Row => ({
        partition: PARTITION,
        key: vmId,
        values: { name, resourceId },
        etag: undefined,
      }),
    );
    const { lost } = await this.table.swap(rows);
    return new Map(
      rows.map(({ key, values }) => [key, lost.has(key) ? { reason: CHANGED } : recordOf(key, values)]),
    );
  }

  async setFlags(changes: ReadonlyMap<string, FlagChange>): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>([...changes.keys()].map((vmId) => [vmId, { ok: true }]));
    const open = [...changes].filter(([, change]) => flagsToSet(change).length > 0);
    if (open.length === 0) return outcomes;
    const present = await this.table.partition(PARTITION);
    const rows: Row[] = [];
    for (const [vmId, change] of open) {
      const row = present.get(vmId);
      if (row === undefined)
        outcomes.set(vmId, { ok: false, reason: `the CMDB table has no row ${vmId} any more` });
      else {
        const set = Object.fromEntries(flagsToSet(change).map((flag) => [flag, true]));
        rows.push({ ...row, values: { ...row.values, ...set } });
      }
    }
    for (const key of (await this.table.swap(rows)).lost) outcomes.set(key, { ok: false, reason: CHANGED });
    return outcomes;
  }
}

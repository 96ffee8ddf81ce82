import type { IdentificationResult, ServiceNowClient, ServiceNowRow } from "../../../clients/service-now";
import { isHttpStatusError, messageLines } from "../../../core/errors";
import type { InventoryVm, ServiceNowSettings } from "../../../core/onboarding";
import type { Cmdb, CmdbFinding, CmdbFlag, CmdbRecord, FlagChange, Outcome } from "../ports";
import { CMDB_FLAGS, flagsToSet, recordOf } from "./flags";
import { classOf, fieldsOf, keyOf, keyProblem } from "./service-now-fields";
import { matchRows, mayBelongTo } from "./service-now-matches";

/** Values of one query, whose text stands in the address of the call. */
const MOST_VALUES = 100;
const LONGEST_VALUES = 3_000;
/** Records of one payload. */
const MOST_ITEMS = 50;
/** What a call about one record is refused with, while others may succeed. */
const OF_ONE_RECORD = [400, 403, 404, 409];

/**
 * ServiceNow as the CMDB. Records are found by a key column through the Table API, made through identification and
 * reconciliation, and get flags in custom columns. Nothing else of a record that is there is changed, and no value is ever
 * taken away.
 */
export class ServiceNowCmdb implements Cmdb {
  readonly #columns: readonly string[];

  constructor(
    private readonly settings: ServiceNowSettings,
    private readonly client: ServiceNowClient,
  ) {
    const { keyField, fields, flags } = settings;
    // Those of new records are read as well, because the instance ignores a value for a column that it does not know.
    this.#columns = [keyField, ...Object.values(fields), ...Object.values(flags)];
  }

  /** Calls of the instance so far. */
  get calls(): number {
    return this.client.calls;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  async find(vms: readonly InventoryVm[]): Promise<Map<string, CmdbFinding>> {
    const found = new Map<string, CmdbFinding>();
    const asked: InventoryVm[] = [];
    for (const vm of vms) {
      const reason = keyProblem(vm, this.settings);
      if (reason === undefined) asked.push(vm);
      else found.set(vm.vmId, { reason });
    }
    const keys = asked.map((vm) => keyOf(vm, this.settings).toLowerCase());
    const rows = await this.#rows(this.settings.keyField, keys);
    for (const [vmId, match] of matchRows(asked, rows, this.settings))
      found.set(vmId, "row" in match ? this.#recordOf(match.row) : match);
    return found;
  }

  async create(vms: readonly InventoryVm[]): Promise<Map<string, CmdbFinding>> {
    const made = new Map<string, CmdbFinding>();
    for (const chunk of chunks(vms, MOST_ITEMS)) await this.#createChunk(chunk, made);
    return made;
  }

  async setFlags(changes: ReadonlyMap<string, FlagChange>): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>([...changes.keys()].map((vmId) => [vmId, { ok: true }]));
    const open = [...changes].filter(([, change]) => this.#flagsOf(change).length > 0);
    const rows = await this.#rows(
      "sys_id",
      open.map(([, { record }]) => record.id),
    );
    const bySysId = new Map(rows.map((row) => [row["sys_id"]!, row]));
    for (const [vmId, change] of open) outcomes.set(vmId, await this.#set(change, bySysId));
    return outcomes;
  }

  async #set(change: FlagChange, rows: ReadonlyMap<string, ServiceNowRow>): Promise<Outcome> {
    const { table, flags: columns } = this.settings;
    const { id } = change.record;
    const row = rows.get(id);
    if (row === undefined) return { ok: false, reason: `the CMDB has no record ${id} in ${table} any more` };
    const open = this.#flagsOf({ ...change, record: this.#recordOf(row) });
    const values = Object.fromEntries(open.map((flag) => [columns[flag]!, "true"]));
    try {
      await this.client.patch(table, id, values, row);
      return { ok: true };
    } catch (error) {
      if (isOfTheSystem(error)) throw error;
      return { ok: false, reason: messageLines(error).join("; ") };
    }
  }

  /**
   * Asks first what would become of each machine: one item that is refused keeps a whole payload from being written, and
   * the rules of the instance may take a record of another machine for the same.
   */
  async #createChunk(vms: readonly InventoryVm[], made: Map<string, CmdbFinding>): Promise<void> {
    const results = await this.#identify(vms, true);
    const known = await this.#rowsOf(results);
    const accepted = vms.filter((vm, index) => {
      const reason = refusalOf(results[index]!) ?? this.#foreign(vm, results[index]!, known);
      if (reason !== undefined) made.set(vm.vmId, { reason });
      return reason === undefined;
    });
    const written = await this.#identify(accepted, false);
    const rows = await this.#rowsOf(written);
    for (const [index, vm] of accepted.entries()) made.set(vm.vmId, this.#made(vm, written[index]!, rows));
  }

  #identify(vms: readonly InventoryVm[], simulate: boolean): Promise<IdentificationResult[]> {
    const items = vms.map((vm) => ({
      className: classOf(vm, this.settings),
      values: fieldsOf(vm, this.settings),
    }));
    return this.client.identify(this.settings.dataSource, items, { simulate });
  }

  /** Why the record that the instance would change may not be changed; undefined when it may, or when there is none. */
  #foreign(
    vm: InventoryVm,
    { sysId }: IdentificationResult,
    rows: ReadonlyMap<string, ServiceNowRow>,
  ): string | undefined {
    if (sysId === undefined) return undefined;
    const { table, keyField } = this.settings;
    const row = rows.get(sysId);
    if (row === undefined)
      return `the identification rules of ServiceNow take the record ${sysId} for it, which is none of ${table}; name its class in cmdb.serviceNow.table`;
    if (mayBelongTo(vm, row, this.settings)) return undefined;
    return (
      `the identification rules of ServiceNow take the record ${sysId} for it, which is that of another machine ` +
      `(${keyField} '${row[keyField]}'); correct the rules for ${table}, or that record`
    );
  }

  #made(
    vm: InventoryVm,
    result: IdentificationResult,
    rows: ReadonlyMap<string, ServiceNowRow>,
  ): CmdbFinding {
    const { table, keyField } = this.settings;
    const reason = refusalOf(result);
    if (reason !== undefined) return { reason };
    const row = result.sysId === undefined ? undefined : rows.get(result.sysId);
    if (row === undefined)
      return {
        reason: `ServiceNow made or changed the record ${result.sysId ?? "that it does not name"}, which cannot be read in ${table}`,
      };
    if (row[keyField]?.toLowerCase() === keyOf(vm, this.settings).toLowerCase()) return this.#recordOf(row);
    return {
      reason: `ServiceNow kept '${row[keyField]}' as ${keyField} of the record ${result.sysId}, expected '${keyOf(vm, this.settings)}': its reconciliation rules let another data source write it`,
    };
  }

  async #rowsOf(results: readonly IdentificationResult[]): Promise<ReadonlyMap<string, ServiceNowRow>> {
    const ids = results.flatMap(({ sysId, errors }) =>
      sysId === undefined || errors.length > 0 ? [] : [sysId],
    );
    return new Map((await this.#rows("sys_id", ids)).map((row) => [row["sys_id"]!, row]));
  }

  /** Records whose column has one of the values. */
  async #rows(column: string, values: readonly string[]): Promise<ServiceNowRow[]> {
    const rows: ServiceNowRow[] = [];
    for (const isOneOf of chunks([...new Set(values)], MOST_VALUES, LONGEST_VALUES))
      rows.push(
        ...(await this.client.list(this.settings.table, {
          conditions: [{ column, isOneOf }],
          columns: this.#columns,
        })),
      );
    return rows;
  }

  #recordOf(row: ServiceNowRow): CmdbRecord {
    const { flags: columns } = this.settings;
    const flags = CMDB_FLAGS.map((flag) => [flag, isSet(columns[flag] && row[columns[flag]])]);
    return recordOf(row["sys_id"]!, Object.fromEntries(flags));
  }

  /** Flags to set that have a column. */
  #flagsOf(change: FlagChange): CmdbFlag[] {
    return flagsToSet(change).filter((flag) => this.settings.flags[flag] !== undefined);
  }
}

/** A truth value, as a column of that kind, a text or a number holds it. */
function isSet(value: string | undefined): boolean {
  return /^(true|1|yes)$/i.test(value ?? "");
}

function refusalOf({ errors }: IdentificationResult): string | undefined {
  return errors.length === 0 ? undefined : `ServiceNow does not take its record: ${errors.join("; ")}`;
}

/** Whether a failure is that of the instance as a whole: the others would fail too. */
function isOfTheSystem(error: unknown): boolean {
  if (isHttpStatusError(error)) return !OF_ONE_RECORD.includes(error.status);
  return !(error instanceof Error && error.name === "IllumioIacError");
}

/** Cuts a list into pieces. @param longest characters of a piece of texts as they stand in an address */
function chunks<T>(items: readonly T[], most: number, longest = Number.POSITIVE_INFINITY): T[][] {
  const pieces: T[][] = [];
  let length = 0;
  for (const item of items) {
    const more = encodeURIComponent(String(item)).length + 3;
    const last = pieces.at(-1);
    if (last === undefined || last.length >= most || length + more > longest) {
      pieces.push([item]);
      length = more;
    } else {
      last.push(item);
      length += more;
    }
  }
  return pieces;
}

import { Checks, having, list, record, required } from "../../../core/checks";
import { defined, isRecord, type JsonRecord, sameJson } from "../../../core/checks/json";
import type { VmRecord } from "../../../core/onboarding";
import { JsonFile } from "../files/json-file";
import type { RecordStore, RunState, StoredRecords } from "../ports";
import { readRows } from "./read-rows";
import { NO_RUN_STATE } from "./table-records";

const VERSION = 1;

const IF_EMPTY =
  "put the one back that a run wrote, or delete it: all machines are then taken up again from the beginning, and nothing is installed twice";

/** What the file holds: `{"version": 1, "records": {"<vmId>": {…}}, "state": {…}}`. */
interface Content {
  readonly records: Readonly<Record<string, JsonRecord>>;
  readonly state: RunState;
}

const anyValue = (value: unknown) => value;
const anyList = required(list(anyValue));
const object = (value: unknown, checks: Checks) =>
  isRecord(value) ? value : checks.must("be an object", value);
const content = required(
  having<Content>({
    records: required(record(object)),
    state: required(
      having({
        keysMadeAt: anyList,
        firewall: required(having({ publishing: anyList, published: anyList, installing: anyList })),
      }),
    ),
  }),
);

/**
 * Records of machines in a JSON file, for those who have no storage account. A file that does not exist is an empty store.
 *
 * It is replaced as a whole, so a reader never sees half of it. A record is changed only if it is still as it was read; two
 * processes that write within the same moment are not kept apart, which a table does.
 */
export class FileRecords implements RecordStore {
  /** Rows as they were read or written last, by vmId. */
  readonly #rows = new Map<string, JsonRecord>();
  #state: RunState = NO_RUN_STATE;
  readonly #file: JsonFile;

  constructor(path: string) {
    this.#file = new JsonFile(path, "records file", IF_EMPTY);
  }

  /** @throws ConfigurationError that names what is damaged, and for the file of a later release */
  async read(): Promise<StoredRecords> {
    const { records: present, state } = this.#read();
    const rows = Object.entries(present);
    const { records, newer } = readRows(
      rows.map(([vmId, row]) => [vmId, flat(row)] as const),
      this.#file.subject,
    );
    this.#rows.clear();
    for (const [vmId, row] of rows) if (records.has(vmId)) this.#rows.set(vmId, row);
    this.#state = state;
    return { records, newer, state };
  }

  async write(records: readonly VmRecord[]): Promise<ReadonlySet<string>> {
    const present = this.#read();
    const rows: Record<string, JsonRecord> = { ...present.records };
    const lost = new Set<string>();
    for (const { vmId, ...values } of records) {
      const row = defined(values) as JsonRecord;
      if (!sameJson(rows[vmId], this.#rows.get(vmId)) && !sameJson(rows[vmId], row)) lost.add(vmId);
      else rows[vmId] = row;
    }
    if (lost.size < records.length) this.#write({ ...present, records: rows });
    for (const { vmId } of records) if (!lost.has(vmId)) this.#rows.set(vmId, rows[vmId]!);
    return lost;
  }

  async writeState(state: RunState): Promise<boolean> {
    const present = this.#read();
    if (!sameJson(present.state, this.#state)) return false;
    this.#write({ ...present, state });
    this.#state = state;
    return true;
  }

  #read(): Content {
    const file = this.#file.read();
    if (file === undefined) return { records: {}, state: NO_RUN_STATE };
    const written = file.value;
    const checks = Checks.start();
    if (!isRecord(written)) checks.must("be a JSON object", written);
    else if (written["version"] !== VERSION)
      checks
        .at("version")
        .must(
          `be ${VERSION}, or the file is of another release: use the one that wrote it, or a later one`,
          written["version"],
        );
    const read = checks.problems.length > 0 ? undefined : checks.read(written, content);
    checks.throwIfAny(this.#file.subject);
    return read!;
  }

  #write({ records, state }: Content): void {
    this.#file.replace({ version: VERSION, records, state });
  }
}

/** A row as a table has it, which holds what is no text and no number as JSON. */
function flat(row: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, isRecord(value) ? JSON.stringify(value) : value]),
  );
}

import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { Checks, having, list, record, required } from "../../../core/checks";
import { defined, isRecord, type JsonRecord, sameJson } from "../../../core/checks/json";
import { ConfigurationError } from "../../../core/errors";
import { readRecordRow, type VmRecord } from "../../../core/onboarding";
import type { RecordStore, RunState, StoredRecords } from "../ports";
import { NO_RUN_STATE } from "./table-records";

const VERSION = 1;

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

  constructor(private readonly path: string) {}

  /** @throws ConfigurationError that names what is damaged, and for the file of a later release */
  async read(): Promise<StoredRecords> {
    const { records: rows, state } = this.#read();
    const records = new Map<string, VmRecord>();
    const newer = new Set<string>();
    this.#rows.clear();
    for (const [vmId, row] of Object.entries(rows)) {
      const read = readRecordRow(vmId, flat(row));
      if ("newer" in read) newer.add(vmId);
      else {
        records.set(vmId, read.record);
        this.#rows.set(vmId, row);
      }
    }
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

  get #subject(): string {
    return `records file ${this.path}`;
  }

  #read(): Content {
    let text: string;
    try {
      text = readFileSync(this.path, "utf8");
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return { records: {}, state: NO_RUN_STATE };
      throw new ConfigurationError(this.#subject, `cannot be read (${code ?? message})`, { cause: error });
    }
    const written = parsed(text);
    const checks = Checks.start();
    if (!isRecord(written)) checks.must("be a JSON object", written ?? text);
    else if (written["version"] !== VERSION)
      checks
        .at("version")
        .must(
          `be ${VERSION}, or the file is of another release: use the one that wrote it, or a later one`,
          written["version"],
        );
    const read = checks.problems.length > 0 ? undefined : checks.read(written, content);
    checks.throwIfAny(this.#subject);
    return read!;
  }

  /** A file that was written in part is never given the name. */
  #write({ records, state }: Content): void {
    const next = `${this.path}.${process.pid}.new`;
    try {
      const text = JSON.stringify({ version: VERSION, records, state }, undefined, 2);
      writeFileSync(next, `${text}\n`, { flush: true });
      renameSync(next, this.path);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new ConfigurationError(this.#subject, `cannot be written (${code ?? message})`, { cause: error });
    }
  }
}

/** A row as a table has it, which holds what is no text and no number as JSON. */
function flat(row: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, isRecord(value) ? JSON.stringify(value) : value]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { writeFileSync } from "node:fs";
import type { JsonRecord } from "../../../core/checks/json";
import { ConfigurationError } from "../../../core/errors";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import { JsonFile } from "../files/json-file";
import type { Cmdb, CmdbRecord, FirstWrite, FlagChange, Outcome } from "../ports";
import { flagsToSet, recordOf } from "./flags";
import { readJsonCmdb } from "./json-rows";

/**
 * A file as the CMDB, for the command line: a JSON object of records by vmId, each `{"name", "commissioned"?, …}`. What else
 * stands in a record is kept. It is replaced as a whole, so a reader never sees half of it; two writers at the same time are
 * not kept apart.
 */
export class JsonFileCmdb implements Cmdb {
  readonly #file: JsonFile;
  /** Whether a file that is missing is a CMDB without records: before the first run has made it. */
  #mayBeMissing = false;

  constructor(path: string) {
    this.#file = new JsonFile(path, "CMDB file", "a CMDB without records is {}");
  }

  /** @throws ConfigurationError for a file with a mistake, and for one that is missing although it is not the first run */
  async begin(isFirst: boolean): Promise<FirstWrite | undefined> {
    if (!isFirst || this.#file.read() !== undefined) {
      this.#read();
      return undefined;
    }
    this.#file.refuseMissingFolder();
    this.#mayBeMissing = true;
    const { path } = this.#file;
    return {
      what: `make the file ${path}, because there is none and no machine has a record`,
      write: async () => {
        this.#make(path);
        this.#mayBeMissing = false;
      },
    };
  }

  async find(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord>> {
    const { rows, keys } = this.#read();
    return new Map(
      vms.flatMap(({ vmId }) => {
        const row = rows[keys.get(vmId) ?? vmId];
        return row === undefined ? [] : [[vmId, recordOf(vmId, row)] as const];
      }),
    );
  }

  async create(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord>> {
    const { rows, keys } = this.#read();
    const keyOf = (vmId: string) => keys.get(vmId) ?? vmId;
    for (const { vmId, name, resourceId } of vms) rows[keyOf(vmId)] ??= { name, resourceId };
    this.#file.replace(rows);
    return new Map(vms.map(({ vmId }) => [vmId, recordOf(vmId, rows[keyOf(vmId)]!)]));
  }

  async setFlags(changes: ReadonlyMap<string, FlagChange>): Promise<Map<string, Outcome>> {
    const { rows, keys } = this.#read();
    const outcomes = new Map<string, Outcome>();
    let isChanged = false;
    for (const [vmId, change] of changes) {
      const key = keys.get(vmId) ?? vmId;
      const row = rows[key];
      if (row === undefined)
        outcomes.set(vmId, { ok: false, reason: `${this.#file.path} has no record ${vmId} any more` });
      else {
        const flags = flagsToSet({ ...change, record: recordOf(vmId, row) });
        rows[key] = { ...row, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
        isChanged ||= flags.length > 0;
        outcomes.set(vmId, { ok: true });
      }
    }
    if (isChanged) this.#file.replace(rows);
    return outcomes;
  }

  #read(): { readonly rows: Record<string, JsonRecord>; readonly keys: ReadonlyMap<string, string> } {
    const read = this.#file.read();
    if (read !== undefined) return readJsonCmdb(read.value, this.#file.subject);
    if (this.#mayBeMissing) return { rows: {}, keys: new Map() };
    throw new ConfigurationError(
      this.#file.subject,
      "is missing, although machines have records, so a machine that is commissioned would count as new. Put the file back, or name the right one in cmdb.jsonFile.path; a CMDB without records is a file with {}",
    );
  }

  /** A file that somebody made meanwhile stays. */
  #make(path: string): void {
    try {
      writeFileSync(path, "{}\n", { flag: "wx", mode: 0o600 });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") return;
      throw new ConfigurationError(this.#file.subject, `cannot be written (${code ?? message})`, {
        cause: error,
      });
    }
  }
}

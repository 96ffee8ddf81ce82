import { readFile, rename, writeFile } from "node:fs/promises";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { ConfigurationError } from "../../../core/errors";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import type { Cmdb, CmdbRecord, FlagChange, Outcome } from "../ports";
import { flagsToSet, recordOf } from "./flags";

/**
 * A file as the CMDB, for the command line: a JSON object of records by vmId, each `{"name", "commissioned"?, …}`. What else
 * stands in a record is kept. A file that does not exist is an empty CMDB. It is replaced as a whole, so a reader never sees
 * half of it; two writers at the same time are not kept apart.
 */
export class JsonFileCmdb implements Cmdb {
  constructor(private readonly path: string) {}

  async find(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord>> {
    const records = await this.#read();
    return new Map(
      vms.flatMap(({ vmId }) => {
        const record = records[vmId];
        return record === undefined ? [] : [[vmId, recordOf(vmId, record)] as const];
      }),
    );
  }

  async create(vms: readonly InventoryVm[]): Promise<Map<string, CmdbRecord>> {
    const records = await this.#read();
    for (const { vmId, name, resourceId } of vms) records[vmId] ??= { name, resourceId };
    await this.#write(records);
    return new Map(vms.map(({ vmId }) => [vmId, recordOf(vmId, records[vmId]!)]));
  }

  async setFlags(changes: ReadonlyMap<string, FlagChange>): Promise<Map<string, Outcome>> {
    const records = await this.#read();
    const outcomes = new Map<string, Outcome>();
    let isChanged = false;
    for (const [vmId, change] of changes) {
      const record = records[vmId];
      if (record === undefined)
        outcomes.set(vmId, { ok: false, reason: `${this.path} has no record ${vmId} any more` });
      else {
        const flags = flagsToSet({ ...change, record: recordOf(vmId, record) });
        records[vmId] = { ...record, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
        isChanged ||= flags.length > 0;
        outcomes.set(vmId, { ok: true });
      }
    }
    if (isChanged) await this.#write(records);
    return outcomes;
  }

  async #read(): Promise<Record<string, JsonRecord>> {
    const text = await readFile(this.path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "{}";
      throw new ConfigurationError(`CMDB file ${this.path}`, `cannot be read: ${error.message}`, {
        cause: error,
      });
    });
    const value = parsed(text);
    if (isRecord(value) && Object.values(value).every(isRecord))
      return { ...value } as Record<string, JsonRecord>;
    throw new ConfigurationError(
      `CMDB file ${this.path}`,
      'must be a JSON object of records by vmId, for example {"…": {"name": "web-1", "commissioned": true}}',
    );
  }

  async #write(records: Readonly<Record<string, JsonRecord>>): Promise<void> {
    const next = `${this.path}.new`;
    await writeFile(next, `${JSON.stringify(records, undefined, 2)}\n`);
    await rename(next, this.path);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

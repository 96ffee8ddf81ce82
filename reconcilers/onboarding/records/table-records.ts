import type { Row, TableRows } from "../../../clients/azure/table-rows";
import { ConfigurationError } from "../../../core/errors";
import { recordRow, type VmRecord } from "../../../core/onboarding";
import { NO_FIREWALL_STATE, type RecordStore, type RunState, type StoredRecords } from "../ports";
import { readRows } from "./read-rows";

const MACHINES = "vm";
/** Partition and key of what a run hands to the next one. */
const RUN = "run";
const STATE = "state";
const STATE_VERSION = 1;
/** A text of a table has at most 32,768 characters, and a row at most 1 MiB (Azure documentation, "Table service data model"). */
const TEXT = 32_768;
const MOST_TEXTS = 15;

export const NO_RUN_STATE: RunState = { keysMadeAt: [], firewall: NO_FIREWALL_STATE };

/** Records of machines in a table of Azure Storage: a row for each, changed only if it is still as it was read. */
export class TableRecords implements RecordStore {
  /** Versions of the rows as they were read or written last, by vmId. */
  readonly #etags = new Map<string, string | undefined>();
  #stateEtag: string | undefined;

  constructor(private readonly table: Pick<TableRows, "partition" | "swap" | "url">) {}

  /** @throws ConfigurationError that names damaged rows, and for the state of a later release */
  async read(): Promise<StoredRecords> {
    const rows = [...(await this.table.partition(MACHINES))];
    const { records, newer } = readRows(
      rows.map(([vmId, { values }]) => [vmId, values] as const),
      `partition ${MACHINES} of the records`,
    );
    this.#etags.clear();
    for (const [vmId, { etag }] of rows) if (records.has(vmId)) this.#etags.set(vmId, etag);
    const state = (await this.table.partition(RUN)).get(STATE);
    this.#stateEtag = state?.etag;
    return { records, newer, state: state === undefined ? NO_RUN_STATE : this.#stateOf(state) };
  }

  async write(records: readonly VmRecord[]): Promise<ReadonlySet<string>> {
    const rows = records.map(
      (record): Row => ({
        partition: MACHINES,
        key: record.vmId,
        values: recordRow(record),
        etag: this.#etags.get(record.vmId),
      }),
    );
    const { lost, etags } = await this.table.swap(rows);
    for (const [vmId, etag] of etags) this.#etags.set(vmId, etag);
    return lost;
  }

  async writeState(state: RunState): Promise<boolean> {
    const values = { version: STATE_VERSION, ...this.#texts(JSON.stringify(state)) };
    const { lost, etags } = await this.table.swap([
      { partition: RUN, key: STATE, values, etag: this.#stateEtag },
    ]);
    if (lost.size > 0) return false;
    this.#stateEtag = etags.get(STATE);
    return true;
  }

  /** A text in columns `state1`, `state2` and so on. */
  #texts(text: string): Record<string, string> {
    const count = Math.ceil(text.length / TEXT);
    if (count > MOST_TEXTS)
      throw new ConfigurationError(
        `table ${this.table.url}`,
        `the state of a run would have ${text.length} characters, and a row takes ${MOST_TEXTS * TEXT}: divide the onboarding into several`,
      );
    const texts = Array.from({ length: count }, (_, index) => text.slice(index * TEXT, (index + 1) * TEXT));
    return Object.fromEntries(texts.map((part, index) => [`state${index + 1}`, part]));
  }

  #stateOf({ values }: Row): RunState {
    const { version } = values;
    if (version !== STATE_VERSION)
      throw new ConfigurationError(
        `table ${this.table.url}`,
        `row ${STATE} of partition ${RUN} has version ${String(version)}, and this release knows ${STATE_VERSION}: use the release that wrote it, or a later one`,
      );
    let text = "";
    for (let number = 1; typeof values[`state${number}`] === "string"; number++)
      text += values[`state${number}`];
    return JSON.parse(text) as RunState;
  }
}

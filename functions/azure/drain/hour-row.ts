import type { TableRows } from "../../../clients/azure/table-rows";
import { IllumioIacError } from "../../../core/errors";
import { firstHours, type HourState } from "./flow-hours";

const VERSION = 1;
const ROW = { partition: "hours", key: "finished" };

/** The row that remembers which hours are finished. */
export class HourRow {
  #etag: string | undefined;
  #stored: HourState | undefined;

  constructor(private readonly rows: TableRows) {}

  /**
   * What the row says; it is made the first time, so that the hour of a first deployment stays the same.
   *
   * @throws IllumioIacError when a newer release wrote it, or the table does not answer
   */
  async read(now: Date, startFrom: Date | undefined): Promise<HourState> {
    const row = (await this.rows.partition(ROW.partition)).get(ROW.key);
    if (row === undefined) {
      const state = firstHours(now, startFrom);
      await this.write(state);
      return state;
    }
    const { version, first, finished } = row.values;
    if (version !== VERSION)
      throw new IllumioIacError(
        `the row ${ROW.key} of ${this.rows.url} has version ${version}, and this release knows version ${VERSION}: a newer release wrote it, so deploy that one again`,
      );
    this.#etag = row.etag;
    this.#stored = { first: Number(first), finished: Number(finished) };
    return this.#stored;
  }

  /** Writes what has changed. A row that another drain has written meanwhile stays: it comes to the same in the end. */
  async write(state: HourState): Promise<void> {
    if (this.#stored?.first === state.first && this.#stored.finished === state.finished) return;
    await this.rows.swap([{ ...ROW, values: { version: VERSION, ...state }, etag: this.#etag }]);
  }
}

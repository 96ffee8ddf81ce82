export interface RequestRecord {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: string;
  /** 0 when the connection broke before an answer was sent. */
  readonly status: number;
}

const KEPT = 20_000;

/** The calls that came in, oldest first: counts over all of them, details of the newest 20,000. */
export class RequestLog {
  #records: RequestRecord[] = [];
  #total = 0;
  readonly byStatus: Record<number, number> = {};

  get total(): number {
    return this.#total;
  }

  get records(): readonly RequestRecord[] {
    return this.#records;
  }

  add(record: RequestRecord): void {
    this.#total += 1;
    this.byStatus[record.status] = (this.byStatus[record.status] ?? 0) + 1;
    this.#records.push(record);
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
  }
}

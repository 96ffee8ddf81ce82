import { errorBody } from "./answer";

/**
 * What can go wrong with a page of records: its text ends in the middle (`truncated`), or the instance gives up while it
 * writes and puts an error into the list, which it does not close (`cancelled`).
 */
export type PageFaultKind = "truncated" | "cancelled";

export interface PageFault {
  readonly kind: PageFaultKind;
  /** @default any table */
  readonly table?: string;
  /** How many pages it hits. @default 1 */
  readonly times?: number;
}

/** Damages lists of records: those that a test named, and those that are longer than the instance can write. */
export class PageFaults {
  #faults: { fault: PageFault; left: number }[] = [];

  /** @param longest a list of more records is truncated */
  constructor(private readonly longest: number) {}

  damageNext(fault: PageFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** The text of the answer, damaged where a fault is due. */
  textOf(table: string, json: { readonly result: readonly unknown[] }): string {
    const text = JSON.stringify(json);
    const hit = this.#faults.find(({ fault }) => (fault.table ?? table) === table);
    if (hit === undefined) return json.result.length > this.longest ? truncated(text) : text;
    hit.left -= 1;
    this.#faults = this.#faults.filter(({ left }) => left > 0);
    return hit.fault.kind === "truncated" ? truncated(text) : cancelled(json.result);
  }
}

const truncated = (text: string): string => text.slice(0, Math.ceil(text.length * 0.6));

function cancelled(records: readonly unknown[]): string {
  const written = records
    .slice(0, Math.ceil(records.length / 2))
    .map((record) => `${JSON.stringify(record)},`);
  const error = errorBody({
    message: "Transaction cancelled: maximum execution time exceeded",
    detail: "maximum execution time exceeded Check logs for error trace",
  });
  return `{"result":[${written.join("")}${JSON.stringify(error)}`;
}

import type { Payload } from "./parameters";

export interface CheckPointRequest {
  readonly method: string;
  /** As it was sent: with the version and the prefix of Smart-1 Cloud, if there were any. */
  readonly path: string;
  readonly command: string;
  /** Without the values of secrets. */
  readonly payload: Payload;
  /** Uid of the session, once it was accepted. */
  readonly session?: string;
  /** HTTP status; 0 when the connection broke before an answer was sent. */
  readonly status: number;
  /** `code` of an answer that is an error. */
  readonly code?: string;
}

const KEPT = 20_000;
const SECRETS = new Set(["password", "api-key", "new-password", "secret", "custom-value"]);

/** The calls that came in, oldest first: the newest 20,000 at least. */
export class RequestLog {
  #records: CheckPointRequest[] = [];
  total = 0;

  get records(): readonly CheckPointRequest[] {
    return this.#records;
  }

  add(record: CheckPointRequest): void {
    this.total += 1;
    this.#records.push({ ...record, payload: withoutSecrets(record.payload) });
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
  }

  clear(): void {
    this.#records = [];
  }
}

const withoutSecrets = (payload: Payload): Payload =>
  Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, SECRETS.has(key) ? "****" : value]));

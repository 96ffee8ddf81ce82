export interface PanosRequest {
  /** Position of the called system in `hosts`. */
  readonly node: number;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** The query as it was sent, secrets included: a key that appears here has leaked. */
  readonly query: string;
  /** Parameters of query and body together, without `key` and `password`. */
  readonly params: Readonly<Record<string, string>>;
  /** Where the credentials were. */
  readonly credentials: "header" | "query" | "body" | "basic" | "none";
  /** What the call was about, such as `op show object registered-ip`. */
  readonly label: string;
  /** Name of the administrator, once the credentials were accepted. */
  readonly admin?: string;
  /** HTTP status; 0 when the connection broke before an answer was sent. */
  readonly status: number;
  /** Attribute `status` of the answer. */
  readonly outcome?: string;
  /** Attribute `code` of the answer. */
  readonly code?: string;
}

const KEPT = 20_000;
const KEPT_CHARACTERS = 64 * 1024 * 1024;

/** The calls that came in, oldest first: the newest 20,000, fewer when their parameters pass 64 Mi characters. */
export class RequestLog {
  #records: PanosRequest[] = [];
  #characters = 0;
  total = 0;

  get records(): readonly PanosRequest[] {
    return this.#records;
  }

  add(record: PanosRequest): void {
    this.total += 1;
    this.#records.push(record);
    this.#characters += sizeOf(record);
    if (this.#records.length > 2 * KEPT || this.#characters > 2 * KEPT_CHARACTERS) this.#shrink();
  }

  clear(): void {
    this.#records = [];
    this.#characters = 0;
  }

  #shrink(): void {
    let first = this.#records.length;
    this.#characters = 0;
    while (first > Math.max(0, this.#records.length - KEPT) && this.#characters < KEPT_CHARACTERS) {
      first -= 1;
      this.#characters += sizeOf(this.#records[first]!);
    }
    this.#records = this.#records.slice(first);
  }
}

const sizeOf = ({ params }: PanosRequest): number =>
  Object.values(params).reduce((sum, value) => sum + value.length, 0);

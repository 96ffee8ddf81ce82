import type { IncomingMessage, ServerResponse } from "node:http";

export interface RequestRecord {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly query: string;
  /** 0 when the connection broke before an answer was sent. */
  readonly status: number;
}

const KEPT = 20_000;

/** The calls that came in, oldest first: the newest 20,000. A call is in it before its answer is with the client. */
export class RequestLog {
  #records: RequestRecord[] = [];

  get records(): readonly RequestRecord[] {
    return this.#records;
  }

  follow(request: IncomingMessage, response: ServerResponse): void {
    const [path = "/", query = ""] = (request.url ?? "/").split("?");
    const add = (status: number): void => {
      this.#records.push({ method: request.method!, path, query, status });
      if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
    };
    const end = response.end;
    response.end = ((...args: Parameters<typeof end>) => {
      if (!response.writableEnded) add(response.statusCode);
      return end.apply(response, args);
    }) as typeof end;
    response.once("close", () => {
      if (!response.writableEnded) add(0);
    });
  }
}

import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** Longest wait for an answer to one try. */
const TIMEOUT_IN_MILLISECONDS = 20_000;

/** Tries of one call; a drain comes again every minute, so more would only hold it up. */
const MOST_TRIES = 3;

interface Outgoing {
  timeout?: number;
}

/** Counts the calls of the storage clients that are made with it, and ends those without an answer. */
export class StorageCalls {
  #made = 0;

  /** Calls so far, every try counted. */
  get made(): number {
    return this.#made;
  }

  /** Options of a client of blobs or queues. */
  get ofStorage() {
    return {
      retryOptions: { maxTries: MOST_TRIES, retryDelayInMs: 500, maxRetryDelayInMs: 4_000 },
    };
  }

  /** For the front of `factories` in a pipeline of blobs or queues. */
  get factory() {
    return {
      create: <Request extends Outgoing, Answer>(next: {
        sendRequest(request: Request): Promise<Answer>;
      }) => ({
        sendRequest: (request: Request) => next.sendRequest(this.#count(request)),
      }),
    };
  }

  /** Options of a client of tables. */
  get ofTables() {
    const policy: PipelinePolicy = {
      name: "countCalls",
      sendRequest: (request, next) => next(this.#count(request)),
    };
    return {
      retryOptions: { maxRetries: MOST_TRIES - 1, retryDelayInMs: 500, maxRetryDelayInMs: 4_000 },
      additionalPolicies: [{ policy, position: "perRetry" as const }],
    };
  }

  #count<Request extends Outgoing>(request: Request): Request {
    this.#made++;
    request.timeout ||= TIMEOUT_IN_MILLISECONDS;
    return request;
  }
}

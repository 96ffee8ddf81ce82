import type { PceAnswer, PceRequest } from "./collection";
import { invalidInput } from "./pce-error";

/** A synchronous listing never has more rows, whatever `max_results` says. */
export const SYNCHRONOUS_CAP = 500;

export interface Listing<R> {
  readonly rows: Iterable<R>;
  /** Size of the collection before any filter, as measured on a PCE 25.2.40. */
  readonly total: number;
  readonly render: (row: R) => unknown;
}

/** Answers a GET of a collection: at once and cut at the cap, or as a job for `Prefer: respond-async`. */
export function answerListing<R>(request: PceRequest, { rows, total, render }: Listing<R>): PceAnswer {
  const limit = maximum(request.query);
  if (request.header("prefer")?.includes("respond-async")) {
    const job = request.store.jobs.start({
      description: `GET ${request.path}`,
      rows: [...first(rows, limit ?? Number.POSITIVE_INFINITY)],
      render: render as (row: unknown) => unknown,
      fails: request.jobFails,
    });
    return { status: 202, headers: { Location: job.href, "Retry-After": "1" } };
  }
  const shown = [...first(rows, Math.min(limit ?? SYNCHRONOUS_CAP, SYNCHRONOUS_CAP))];
  return { status: 200, headers: { "X-Total-Count": String(total) }, json: shown.map(render) };
}

function maximum(query: URLSearchParams): number | undefined {
  const value = query.get("max_results");
  if (value === null) return undefined;
  if (!/^\d+$/.test(value)) throw invalidInput(`max_results must be a whole number, got ${value}`);
  return Number(value);
}

function* first<R>(rows: Iterable<R>, count: number): Generator<R> {
  let left = count;
  if (left === 0) return;
  for (const row of rows) {
    yield row;
    left -= 1;
    if (left === 0) return;
  }
}

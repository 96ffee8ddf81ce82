import { IllumioIacError } from "../../core/errors";
import { type HttpAnswer, type HttpRequest, header } from "../http/http-message";
import { retryAfterInSeconds } from "../http/retry";
import type { ListOptions } from "./objects";
import { linkedHref, type PceApi } from "./pce-api";
import { type Expected, object, optional, text } from "./shapes";
import { waitForJob } from "./wait-for-job";

/** A plain GET returns at most this many objects and does not say that there are more. */
const SYNC_LIMIT = 500;

/**
 * All objects of a collection that pass the filter.
 *
 * A plain GET comes first. When it returns 500 objects and does not prove that there are no more, the collection is
 * read again through an asynchronous job. The PCE API has no paging, so the whole collection is in memory at once.
 *
 * @throws IllumioIacError when the job fails; TimeoutError when it takes longer than `jobTimeoutInSeconds`
 */
export async function* collection<T>(
  api: PceApi,
  path: string,
  query: HttpRequest["query"],
  options: ListOptions,
  expected: Expected,
): AsyncGenerator<T, void, undefined> {
  if (!options.asJob) {
    const { rows, answer } = await api.array<T>({ method: "GET", path, query }, expected);
    if (isComplete(rows.length, answer)) {
      yield* rows;
      return;
    }
  }
  yield* await readAsJob<T>(api, path, query, expected);
}

/** `X-Total-Count` may count objects that the filter leaves out, so only an equal number proves something. */
const isComplete = (rows: number, answer: HttpAnswer): boolean =>
  rows < SYNC_LIMIT || header(answer, "x-total-count") === String(rows);

async function readAsJob<T>(
  api: PceApi,
  path: string,
  query: HttpRequest["query"],
  expected: Expected,
): Promise<T[]> {
  const answer = await api.send({ method: "GET", path, query, headers: { prefer: "respond-async" } });
  const location = header(answer, "location");
  if (answer.status !== 202 || location === undefined) {
    throw new IllumioIacError(
      `PCE answered ${answer.status} to GET ${path} with 'Prefer: respond-async'; a job (202 with Location) is needed, because a plain answer is cut at ${SYNC_LIMIT} objects`,
    );
  }
  const job = linkedHref(api.redact(location), `GET ${path}`);
  const datafile = await waitForJob(
    api,
    api.redact(`job ${job} (GET ${path})`),
    async () => resultOf(api, path, job, await api.object<Job>({ method: "GET", path: job }, JOB)),
    retryAfterInSeconds(header(answer, "retry-after"), new Date()),
  );
  return (await api.array<T>({ method: "GET", path: datafile, slow: true }, expected)).rows;
}

interface Job {
  readonly status: string;
  readonly result?: { readonly href?: string | null; readonly message?: string | null } | null;
}

const JOB: Expected = {
  what: "a job",
  shape: object({
    status: text,
    result: optional(object({ href: optional(text), message: optional(text) })),
  }),
};

function resultOf(api: PceApi, path: string, job: string, { status, result }: Job): string | undefined {
  if (status === "done" && result?.href) return linkedHref(api.redact(result.href), `GET ${job}`);
  if (status === "done" || status === "failed" || status.startsWith("cancel")) {
    const reason = result?.message ?? "it names no result";
    throw new IllumioIacError(
      api.redact(`PCE ended job ${job} (GET ${path}) with status '${status}': ${reason}`),
    );
  }
  return undefined;
}

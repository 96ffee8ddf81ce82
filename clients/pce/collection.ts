import { IllumioIacError } from "../../core/errors";
import { type HttpAnswer, type HttpRequest, header } from "../http/http-message";
import { retryAfterInSeconds } from "../http/retry";
import type { ListOptions } from "./objects";
import type { PceApi } from "./pce-api";
import { waitForJob } from "./wait-for-job";

/** A plain GET returns at most this many objects, without a word about the rest. */
const SYNC_LIMIT = 500;

/**
 * Everything in a collection that passes the filter.
 *
 * A plain GET comes first. When it returns 500 objects and does not prove that there are no more, the collection is
 * read again through a job. There is no paging in the PCE API, so all of a collection is in memory at once.
 *
 * @throws IllumioIacError when the job fails; TimeoutError when it takes longer than `jobTimeoutInSeconds`
 */
export async function* collection<T>(
  api: PceApi,
  path: string,
  query: HttpRequest["query"],
  options: ListOptions,
): AsyncGenerator<T, void, undefined> {
  if (!options.asJob) {
    const { rows, answer } = await api.array<T>({ method: "GET", path, query });
    if (isComplete(rows.length, answer)) {
      yield* rows;
      return;
    }
  }
  yield* await readAsJob<T>(api, path, query);
}

/** `X-Total-Count` may count objects that the filter leaves out, so only an equal number proves something. */
const isComplete = (rows: number, answer: HttpAnswer): boolean =>
  rows < SYNC_LIMIT || header(answer, "x-total-count") === String(rows);

async function readAsJob<T>(api: PceApi, path: string, query: HttpRequest["query"]): Promise<T[]> {
  const answer = await api.send({ method: "GET", path, query, headers: { prefer: "respond-async" } });
  const location = header(answer, "location");
  if (answer.status !== 202 || location === undefined) {
    throw new IllumioIacError(
      `PCE answered ${answer.status} to GET ${path} with 'Prefer: respond-async'; a job (202 with Location) is needed, because a plain answer is cut at ${SYNC_LIMIT} objects`,
    );
  }
  const job = hrefOf(location);
  const datafile = await waitForJob(
    api,
    `job ${job} (GET ${path})`,
    async () => resultOf(path, job, await api.object<Job>({ method: "GET", path: job })),
    retryAfterInSeconds(header(answer, "retry-after"), new Date()),
  );
  return (await api.array<T>({ method: "GET", path: datafile, slow: true })).rows;
}

interface Job {
  readonly status?: string;
  readonly result?: { readonly href?: string; readonly message?: string };
}

function resultOf(path: string, job: string, { status, result }: Job): string | undefined {
  if (status === "done" && result?.href !== undefined) return hrefOf(result.href);
  if (status === "done" || status === "failed" || status?.startsWith("cancel")) {
    const reason = result?.message ?? "it names no result";
    throw new IllumioIacError(`PCE ended job ${job} (GET ${path}) with status '${status}': ${reason}`);
  }
  return undefined;
}

/** A location may be an href, a path with `/api/v2`, or a whole URL. Only its path is used, on the same PCE. */
function hrefOf(location: string): string {
  const { pathname } = new URL(location, "https://pce.invalid");
  return pathname.replace(/^\/api\/v\d+\//, "/");
}

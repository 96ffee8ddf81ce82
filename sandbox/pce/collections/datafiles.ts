import type { Collection } from "../collection";
import { methodNotAllowed, notFound } from "../pce-error";

/** Results of asynchronous collection GETs. */
export const collection: Collection = {
  path: "datafiles",
  answer({ method, path, store }) {
    if (method !== "GET") throw methodNotAllowed(`${method} ${path}`);
    const job = store.jobs.getDatafile(path);
    if (job === undefined) throw notFound(path);
    return { status: 200, rows: rendered(job.rows, job.render) };
  },
};

function* rendered(rows: readonly unknown[], render: (row: unknown) => unknown): Generator<unknown> {
  for (const row of rows) yield render(row);
}

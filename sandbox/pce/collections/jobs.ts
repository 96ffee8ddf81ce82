import type { Collection } from "../collection";
import { methodNotAllowed, notFound } from "../pce-error";

/** State of asynchronous collection GETs. */
export const collection: Collection = {
  path: "jobs",
  answer({ method, path, rest, store }) {
    if (rest.length === 0 && method === "GET") {
      return { status: 200, json: [...store.jobs.all()].map((job) => store.jobs.render(job)) };
    }
    const job = store.jobs.get(path);
    if (job === undefined) throw notFound(path);
    if (method === "GET") return { status: 200, json: store.jobs.render(job) };
    if (method !== "DELETE") throw methodNotAllowed(`${method} ${path}`);
    store.jobs.remove(path);
    return { status: 204 };
  },
};

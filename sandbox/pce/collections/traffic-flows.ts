import type { Collection, PceAnswer, PceRequest } from "../collection";
import { renderCsv, renderFlow } from "../explorer/render-flow";
import { queriesOf, type StoredQuery, startQuery } from "../explorer/traffic-queries";
import { answerListing } from "../listing";
import { methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";

/** Explorer: asynchronous queries over the uploaded flows. */
export const collection: Collection = {
  path: "traffic_flows",
  async answer(request) {
    const { method, path, rest, store } = request;
    const [kind, id, action] = rest;
    if (kind === "database_metrics" && method === "GET") return { status: 200, json: metrics(store) };
    if (kind !== "async_queries" || rest.length > 3) throw notFound(path);
    if (id === undefined) {
      if (method === "GET") return list(request);
      if (method !== "POST") throw methodNotAllowed(`${method} ${path}`);
      const query = startQuery(store, await request.json(), request.jobFails);
      return { status: 202, json: render(store, query, "queued") };
    }
    const query = queriesOf(store).get(`${store.orgHref}/traffic_flows/async_queries/${id}`);
    if (query === undefined) throw notFound(path);
    return answerQuery(request, query, action === undefined ? method : `${method} ${action}`);
  },
};

function list(request: PceRequest): PceAnswer {
  const rows = [...queriesOf(request.store).values()];
  return answerListing(request, { rows, total: rows.length, render: (row) => render(request.store, row) });
}

function answerQuery(request: PceRequest, query: StoredQuery, route: string): PceAnswer {
  const { store, path } = request;
  switch (route) {
    case "GET":
      return { status: 200, json: render(store, query) };
    case "DELETE":
      queriesOf(store).delete(query.href);
      return { status: 204 };
    case "PUT update_rules":
      // What draft rules would decide: the same, as there are none.
      query.rulesUpdated = true;
      return { status: 202 };
    case "GET download":
      if (statusOf(query) !== "completed") throw notFound(path);
      return request.header("accept")?.includes("application/json")
        ? { status: 200, rows: rendered(store, query) }
        : { status: 200, csv: renderCsv(query.flows) };
    default:
      throw methodNotAllowed(`${request.method} ${path}`);
  }
}

function* rendered(store: PceStore, { flows }: StoredQuery): Generator<object> {
  for (const flow of flows) yield renderFlow(store, flow);
}

const statusOf = ({ doneAt, fails }: StoredQuery): string =>
  performance.now() < doneAt ? "working" : fails ? "failed" : "completed";

function render(store: PceStore, query: StoredQuery, status = statusOf(query)): object {
  const done = status === "completed";
  return {
    href: query.href,
    status,
    created_at: query.createdAt,
    created_by: store.user,
    updated_at: query.createdAt,
    query_parameters: query.query,
    ...(done
      ? {
          result: `${query.href}/download`,
          flows_count: query.flows.length,
          matches_count: query.flows.length,
        }
      : {}),
    ...(query.rulesUpdated ? { rules: "completed" } : {}),
  };
}

const metrics = (store: PceStore): object => ({
  num_flows: store.traffic.size,
  num_flows_uploaded: store.traffic.uploaded,
  server: { num_flows_days: 90 },
});

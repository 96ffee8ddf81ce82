import type { Collection, PceAnswer, PceRequest } from "../collection";
import { matching } from "../filters";
import { answerListing } from "../listing";
import type { ObjectDefinition } from "../object-definition";
import { createObject, updateObject } from "../objects";
import { methodNotAllowed, notFound } from "../pce-error";
import { changeOf, recorded } from "../rest-collection";
import { activeHref, type PolicyRow } from "./policy";

const DRAFT = "sec_policy/draft/";

/**
 * Serves one kind of policy object: written as draft, read as draft and, once provisioned, as active. Versions by number
 * are not simulated.
 */
export function policyCollection<R extends PolicyRow>(definition: ObjectDefinition<R>): Collection {
  const kind = definition.path.slice(DRAFT.length);
  const answer = (request: PceRequest): PceAnswer | Promise<PceAnswer> => {
    const { method, rest, params } = request;
    if (rest.length > 1) throw notFound(request.path);
    const draft = params["pversion"] === "draft";
    if (!draft && params["pversion"] !== "active") throw notFound(request.path);
    if (method === "GET") return read(definition, kind, request, draft);
    if (!draft) throw methodNotAllowed(`${method} ${request.path}: only the draft can be changed`);
    if (method === "POST" && rest.length === 0) return create(definition, request);
    if (method === "PUT" && rest.length === 1) return update(definition, kind, request);
    if (method === "DELETE" && rest.length === 1) return remove(definition, kind, request);
    throw methodNotAllowed(`${method} ${request.path}`);
  };
  return { path: `sec_policy/:pversion/${kind}`, definition, answer };
}

function read<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  kind: string,
  request: PceRequest,
  draft: boolean,
): PceAnswer {
  const { store, rest, path, query } = request;
  const active = store.policy.active<R>(kind);
  const table = store.table<R>(definition.path);
  if (rest.length === 1) {
    const row = draft ? table.getLive(path) : active.get(path);
    if (row === undefined) throw notFound(path);
    return { status: 200, json: definition.render(store, row, query) };
  }
  const rows = [...(draft ? table.live() : active.values())];
  const matches = matching(definition.filters, query, store);
  return answerListing(request, {
    rows: rows.filter(matches),
    total: rows.length,
    render: (row) => definition.render(store, row, query),
  });
}

async function create<R extends PolicyRow>(definition: ObjectDefinition<R>, request: PceRequest) {
  const body = await request.json();
  return recorded(request, `${definition.kind}.create`, () => {
    const row = createObject(request.store, definition, body);
    const json = definition.render(request.store, row, request.query);
    return [{ status: 201, json }, [changeOf(definition, row, "create")]];
  });
}

async function update<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  kind: string,
  request: PceRequest,
) {
  const { store, path } = request;
  const body = await request.json();
  return recorded(request, `${definition.kind}.update`, () => {
    const { before, after } = updateObject(store, definition, path, body);
    const known = store.policy.active(kind).has(activeHref(path));
    // A PUT does not take back a pending deletion.
    const type = before.update_type === "delete" ? "delete" : known ? "update" : "create";
    store.table<R>(definition.path).put({ ...after, update_type: type });
    return [{ status: 204 }, [changeOf(definition, after, "update", before)]];
  });
}

/** Deletes an object that was never provisioned at once; the deletion of any other waits for provisioning. */
function remove<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  kind: string,
  request: PceRequest,
): PceAnswer {
  const { store, path } = request;
  return recorded(request, `${definition.kind}.delete`, () => {
    const table = store.table<R>(definition.path);
    const row = table.getLive(path);
    if (row === undefined) throw notFound(path);
    definition.checkDelete?.(store, row);
    if (store.policy.active(kind).has(activeHref(path))) table.put({ ...row, update_type: "delete" });
    else table.remove(path);
    return [{ status: 204 }, [changeOf(definition, row, "delete")]];
  });
}

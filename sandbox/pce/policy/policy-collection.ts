import { type Actions, type Collection, findAction, type PceAnswer, type PceRequest } from "../collection";
import { matching } from "../filters";
import { answerListing } from "../listing";
import type { ObjectDefinition } from "../object-definition";
import { createObject, updateObject } from "../objects";
import { methodNotAllowed, notFound } from "../pce-error";
import type { PceStore } from "../pce-store";
import { changeOf, recorded } from "../rest-collection";
import { refuseBuiltIn } from "./built-in-objects";
import { activeHref, type PolicyRow } from "./policy";
import { policyView } from "./policy-view";
import { kindOf, refuseReferenced } from "./references";
import { markChanged } from "./update-type";

export interface PolicyCollectionOptions {
  /** Routes of the draft, and those that read of every version. */
  readonly actions?: Actions;
  readonly builtIns?: (store: PceStore) => void;
}

/**
 * Serves one kind of policy object: written as draft, read as draft and, once provisioned, as active and under the
 * number of each version since.
 */
export function policyCollection<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  { actions = {}, builtIns }: PolicyCollectionOptions = {},
): Collection {
  const kind = kindOf(definition.path)!;
  const answer = (request: PceRequest): PceAnswer | Promise<PceAnswer> => {
    const { method, rest, params } = request;
    const action = findAction(actions, request);
    const view = policyView(request.store, kind, params["pversion"]!);
    if (view === undefined) throw notFound(request.path);
    if (action !== undefined && (view.isDraft || method === "GET")) return action(request);
    if (rest.length > 1) throw notFound(request.path);
    if (method === "GET")
      return rest.length === 0 ? list(definition, kind, request) : read(definition, kind, request);
    if (!view.isDraft) throw methodNotAllowed(`${method} ${request.path}: only the draft can be changed`);
    if (method === "POST" && rest.length === 0) return create(definition, request);
    if (method === "PUT" && rest.length === 1) return update(definition, request);
    if (method === "DELETE" && rest.length === 1) return remove(definition, kind, request);
    throw methodNotAllowed(`${method} ${request.path}`);
  };
  const path = `sec_policy/:pversion/${kind}`;
  return { path, definition, answer, ...(builtIns === undefined ? {} : { builtIns }) };
}

function read<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  kind: string,
  { store, path, params, query }: PceRequest,
): PceAnswer {
  const view = policyView<R>(store, kind, params["pversion"]!)!;
  const row = view.get(path);
  if (row === undefined) throw notFound(path);
  return { status: 200, json: view.show(shown(definition, row, { store, query })) };
}

function list<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  kind: string,
  request: PceRequest,
): PceAnswer {
  const { store, params, query } = request;
  const view = policyView<R>(store, kind, params["pversion"]!)!;
  const matches = matching(definition.filters, query, store);
  return answerListing(request, {
    rows: select(view.rows(), matches),
    total: view.size,
    render: (row) => view.show(shown(definition, row, { store, query })),
  });
}

function* select<R>(rows: Iterable<R>, matches: (row: R) => boolean): Generator<R> {
  for (const row of rows) if (matches(row)) yield row;
}

/** The object with the attributes that every policy object has. */
export function shown<R extends PolicyRow>(
  definition: ObjectDefinition<R>,
  row: R,
  { store, query }: Pick<PceRequest, "store" | "query">,
): object {
  const { deleted: _, ...json } = definition.render(store, row, query) as Record<string, unknown>;
  const { deleted_at = null, deleted_by = null } = row;
  return { ...json, deleted_at, deleted_by, caps: ["write", "provision"] };
}

async function create<R extends PolicyRow>(definition: ObjectDefinition<R>, request: PceRequest) {
  const body = await request.json();
  return recorded(request, `${definition.kind}.create`, () => {
    const row = createObject(request.store, definition, body);
    return [{ status: 201, json: shown(definition, row, request) }, [changeOf(definition, row, "create")]];
  });
}

async function update<R extends PolicyRow>(definition: ObjectDefinition<R>, request: PceRequest) {
  const { store, path } = request;
  const body = await request.json();
  return recorded(request, `${definition.kind}.update`, () => {
    refuseBuiltIn(store.table(definition.path).get(path));
    const { before, after } = updatePolicyObject(store, definition, path, body);
    return [{ status: 204 }, [changeOf(definition, after, "update", before)]];
  });
}

/** Changes a draft object, which is pending from then on. @throws PceError as `updateObject` */
export function updatePolicyObject<R extends PolicyRow>(
  store: PceStore,
  definition: ObjectDefinition<R>,
  href: string,
  body: unknown,
): { before: R; after: R } {
  const { before, after } = updateObject(store, definition, href, body);
  const marked = markChanged(store, definition.path, after);
  return { before, after: store.table<R>(definition.path).put(marked) };
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
    refuseBuiltIn(row);
    definition.checkDelete?.(store, row);
    refuseReferenced(store, definition.kind, row);
    if (store.policy.active(kind).has(activeHref(path))) {
      const when = { deleted_at: store.timestamp(), deleted_by: store.user };
      table.put({ ...row, ...when, update_type: "delete" });
    } else table.remove(path);
    return [{ status: 204 }, [changeOf(definition, row, "delete")]];
  });
}

import { type Actions, type Collection, findAction, type PceAnswer, type PceRequest } from "./collection";
import type { ResourceChange } from "./event-log";
import { matching } from "./filters";
import { answerListing } from "./listing";
import type { ObjectDefinition } from "./object-definition";
import { createObject, deleteObject, updateObject } from "./objects";
import { methodNotAllowed, notFound, PceError } from "./pce-error";
import type { Row } from "./table";

/** Serves one kind of object: list, create, read, update and delete, with an event for every write. */
export function restCollection<R extends Row>(
  definition: ObjectDefinition<R>,
  actions: Actions = {},
): Collection {
  return {
    path: definition.path,
    definition,
    answer(request) {
      const { method, rest } = request;
      const action = findAction(actions, request);
      if (action !== undefined) return action(request);
      if (rest.length === 0 && method === "GET") return listObjects(definition, request);
      if (rest.length === 0 && method === "POST") return create(definition, request);
      if (rest.length > 1) throw notFound(request.path);
      if (rest.length === 1 && method === "GET") return read(definition, request);
      if (rest.length === 1 && method === "PUT") return update(definition, request);
      if (rest.length === 1 && method === "DELETE") return remove(definition, request);
      throw methodNotAllowed(`${method} ${request.path}`);
    },
  };
}

export function listObjects<R extends Row>(definition: ObjectDefinition<R>, request: PceRequest): PceAnswer {
  const { store, query } = request;
  const table = store.table<R>(definition.path);
  const matches = matching(definition.filters, query, store);
  const rows = query.get("include_deleted") === "true" ? table.withDeleted() : table.live();
  const { params, path } = request;
  // Objects below another one are in one table.
  const isBelow = Object.keys(params).length > 0;
  const here = isBelow ? [...rows].filter(({ href }) => href.startsWith(`${path}/`)) : undefined;
  return answerListing(request, {
    rows: select(here ?? rows, matches),
    total: here?.length ?? table.size,
    render: (row) => definition.render(store, row, query),
  });
}

function* select<R>(rows: Iterable<R>, matches: (row: R) => boolean): Generator<R> {
  for (const row of rows) if (matches(row)) yield row;
}

async function create<R extends Row>(definition: ObjectDefinition<R>, request: PceRequest) {
  const { store, query } = request;
  const body = await request.json();
  return recorded(request, `${definition.kind}.create`, () => {
    const row = createObject(store, definition, body, request.path);
    const json = { ...definition.render(store, row, query), ...definition.once?.(store) };
    return [{ status: 201, json }, [changeOf(definition, row, "create")]];
  });
}

function read<R extends Row>(definition: ObjectDefinition<R>, request: PceRequest): PceAnswer {
  const row = request.store.table<R>(definition.path).get(request.path);
  if (row === undefined) throw notFound(request.path);
  const json = { ...definition.render(request.store, row, request.query), ...definition.detail?.(row) };
  return { status: 200, json };
}

async function update<R extends Row>(definition: ObjectDefinition<R>, request: PceRequest) {
  const body = await request.json();
  return recorded(request, `${definition.kind}.update`, () => {
    const { before, after } = updateObject(request.store, definition, request.path, body);
    return [{ status: 204 }, [changeOf(definition, after, "update", before)]];
  });
}

function remove<R extends Row>(definition: ObjectDefinition<R>, request: PceRequest): PceAnswer {
  return recorded(request, `${definition.kind}.delete`, () => {
    const row = deleteObject(request.store, definition, request.path);
    return [{ status: 204 }, [changeOf(definition, row, "delete")]];
  });
}

/** Runs a write and records it as an event, also when it is refused. */
export function recorded(
  request: PceRequest,
  eventType: string,
  write: () => readonly [PceAnswer, readonly ResourceChange[]],
): PceAnswer {
  const { method, path, store } = request;
  try {
    const [answer, changes] = write();
    store.events.record({ eventType, method, path, status: answer.status, changes });
    return answer;
  } catch (error) {
    if (error instanceof PceError) {
      store.events.record({ eventType, method, path, status: error.status, errors: error.errors });
    }
    throw error;
  }
}

export function changeOf<R extends Row>(
  { kind }: ObjectDefinition<R>,
  row: R,
  type: ResourceChange["type"],
  before?: R,
): ResourceChange {
  const { href, name, hostname, key, value } = row as R & Record<string, unknown>;
  const resource = { href, name, hostname, key, value };
  return { kind, resource, type, ...(before === undefined ? {} : { changes: difference(before, row) }) };
}

const history = new Set(["updated_at", "updated_by"]);

/** Changed attributes, without the history of the object. */
export function difference(
  before: object,
  after: object,
): Record<string, { before: unknown; after: unknown }> {
  const old = before as Record<string, unknown>;
  const changed = Object.entries(after).filter(
    ([key, value]) => !history.has(key) && JSON.stringify(value) !== JSON.stringify(old[key]),
  );
  return Object.fromEntries(changed.map(([key, value]) => [key, { before: old[key], after: value }]));
}

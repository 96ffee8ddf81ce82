import type { Fields, ObjectDefinition } from "./object-definition";
import { notAcceptable, notFound } from "./pce-error";
import type { PceStore } from "./pce-store";
import { validate } from "./schema";
import type { Row } from "./table";

/**
 * @param path of the collection
 * @throws PceError 406 for a body outside the schema, a bad reference or a taken unique key
 */
export function createObject<R extends Row>(
  store: PceStore,
  definition: ObjectDefinition<R>,
  body: unknown,
  path = `${store.orgHref}/${definition.path}`,
): R {
  validate(definition.createSchema, body);
  const fields = { ...definition.blank, ...readFields(store, definition, body, undefined) };
  definition.check?.(store, fields, undefined);
  const table = store.table<R>(definition.path);
  const id = definition.ids === "uuid" ? store.newUuid() : String(table.nextNumber());
  const now = store.timestamp();
  const row = {
    ...fields,
    href: `${path}/${id}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: store.user,
    updated_by: store.user,
  } as unknown as R;
  return table.put(definition.finish?.(store, row) ?? row);
}

/** Changes the attributes that the body names. @throws PceError 404 when there is no such object, 406 as at create */
export function updateObject<R extends Row>(
  store: PceStore,
  definition: ObjectDefinition<R>,
  href: string,
  body: unknown,
): { before: R; after: R } {
  const before = liveObject(store, definition, href);
  validate(definition.updateSchema(before), body);
  const fields = readFields(store, definition, body, before);
  const after = { ...before, ...fields, updated_at: store.timestamp(), updated_by: store.user };
  definition.check?.(store, after, before);
  const finished = definition.finish?.(store, after) ?? after;
  return { before, after: store.table<R>(definition.path).put(finished) };
}

/** Leaves a tombstone, unless objects of its kind leave none. @throws PceError 404 when there never was one, 406 when it is in use or already deleted */
export function deleteObject<R extends Row>(
  store: PceStore,
  definition: ObjectDefinition<R>,
  href: string,
): R {
  const row = liveObject(store, definition, href);
  definition.checkDelete?.(store, row);
  const table = store.table<R>(definition.path);
  if (definition.leavesTombstone === false) {
    table.remove(href);
    return row;
  }
  return table.put({
    ...row,
    deleted: true,
    deleted_at: store.timestamp(),
    deleted_by: store.user,
  });
}

function liveObject<R extends Row>(store: PceStore, definition: ObjectDefinition<R>, href: string): R {
  const row = store.table<R>(definition.path).get(href);
  if (row === undefined) throw notFound(href);
  if (row.deleted) {
    throw notAcceptable(`${definition.kind}_already_deleted`, `The ${definition.kind} is already deleted`);
  }
  return row;
}

function readFields<R extends Row>(
  store: PceStore,
  definition: ObjectDefinition<R>,
  body: unknown,
  before: R | undefined,
): Partial<Fields<R>> {
  const { href: _, ...attributes } = body as Record<string, unknown>;
  return definition.read?.(store, attributes, before) ?? (attributes as Partial<Fields<R>>);
}

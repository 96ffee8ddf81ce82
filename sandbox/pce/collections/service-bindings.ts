import type { Collection, PceAnswer, PceRequest } from "../collection";
import { createObject } from "../objects";
import { methodNotAllowed, PceError } from "../pce-error";
import { changeOf, recorded, restCollection } from "../rest-collection";
import { anything, list, validate } from "../schema";
import type { ServiceBindingRow } from "../virtual-services/service-binding-row";
import { serviceBindings } from "../virtual-services/service-bindings";

const manySchema = { name: serviceBindings.createSchema.name, check: list(anything, { min: 1 }) };

/** Makes the bindings of a list. A bad reference refuses the call, a binding that exists only its entry. */
async function createMany(request: PceRequest): Promise<PceAnswer> {
  const { store, path } = request;
  const items = await request.json();
  validate(manySchema, items);
  return recorded(request, "service_binding.create", () => {
    for (const one of items as Record<string, unknown>[]) {
      validate(serviceBindings.createSchema, one);
      serviceBindings.read!(store, one, undefined);
    }
    const rows = (items as object[]).map((one) =>
      attempt(() => createObject(store, serviceBindings, one, path)),
    );
    const json = rows.map((row) =>
      row instanceof PceError
        ? { status: "error", errors: row.errors }
        : { href: row.href, status: "created" },
    );
    const made = rows.filter((row): row is ServiceBindingRow => !(row instanceof PceError));
    return [{ status: 201, json }, made.map((row) => changeOf(serviceBindings, row, "create"))];
  });
}

function attempt<T>(action: () => T): T | PceError {
  try {
    return action();
  } catch (error) {
    if (error instanceof PceError) return error;
    throw error;
  }
}

const served = restCollection(serviceBindings, { "POST ": createMany });

export const collection: Collection = {
  ...served,
  answer(request) {
    if (request.method === "PUT") throw methodNotAllowed(`PUT ${request.path}`);
    return served.answer(request);
  },
};

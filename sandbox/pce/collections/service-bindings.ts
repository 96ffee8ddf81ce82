import type { Collection, PceAnswer, PceRequest } from "../collection";
import { exact } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { createObject } from "../objects";
import { invalidUri, methodNotAllowed, PceError } from "../pce-error";
import type { PceStore } from "../pce-store";
import { draftHref, type PolicyRow } from "../policy/policy";
import { liveReference } from "../policy/references";
import { changeOf, recorded, restCollection } from "../rest-collection";
import {
  anything,
  type Check,
  closed,
  list,
  nullable,
  oneOfNumbers,
  reference,
  text,
  validate,
} from "../schema";
import { portNumber } from "../services/service-ports";
import type { Reference, Row } from "../table";
import { SERVICE_BINDINGS, type ServiceBindingRow } from "../virtual-services/service-binding-row";

const entry = closed(
  {
    virtual_service: reference,
    workload: reference,
    container_workload: reference,
    port_overrides: list(
      closed(
        { port: portNumber, proto: oneOfNumbers(6, 17), new_port: portNumber, new_to_port: portNumber },
        ["new_port"],
      ),
    ),
    external_data_set: nullable(text()),
    external_data_reference: nullable(text()),
  },
  ["virtual_service"],
);

const item: Check = (value, path) => {
  const bound = ["workload", "container_workload"].filter((key) => Object.hasOwn(Object(value), key));
  const problem = `The property '${path}' did not match exactly one of: workload, container_workload`;
  return [...entry(value, path), ...(bound.length === 1 ? [] : [problem])];
};

const name = "service_bindings_post";
const manySchema = { name, check: list(anything, { min: 1 }) };

/**
 * Bindings of workloads to virtual services in force. UNCONFIRMED: the token of a second binding of the same two
 * (`service_binding_already_exists` here).
 */
const serviceBindings: ObjectDefinition<ServiceBindingRow> = {
  kind: "service_binding",
  path: SERVICE_BINDINGS,
  ids: "uuid",
  createSchema: { name, check: item },
  updateSchema: () => ({ name: "service_bindings_put", check: closed({}) }),
  leavesTombstone: false,
  unique: [
    {
      keyOf: ({ virtual_service: service, workload, container_workload: container }) =>
        JSON.stringify([service.href, workload?.href ?? container?.href]),
      token: "service_binding_already_exists",
      message: "The workload is bound to this virtual service",
    },
  ],
  blank: {
    virtual_service: { href: "" },
    workload: null,
    container_workload: null,
    port_overrides: [],
    external_data_set: null,
    external_data_reference: null,
  },
  filters: {
    virtual_service: exact(({ virtual_service: service }) => service.href),
    workload: exact(({ workload }) => workload?.href),
    external_data_set: exact(({ external_data_set }) => external_data_set),
    external_data_reference: exact(({ external_data_reference }) => external_data_reference),
  },
  read(store, body) {
    const { virtual_service: service, workload, container_workload: container, ...rest } = body;
    const { href } = service as Reference;
    if (!store.policy.active("virtual_services").has(href)) throw invalidUri(href);
    return {
      ...rest,
      virtual_service: { href },
      ...(workload === undefined
        ? {}
        : { workload: liveReference(store, "workloads", workload as Reference) }),
      ...(container === undefined
        ? {}
        : { container_workload: liveReference(store, "container_workloads", container as Reference) }),
    };
  },
  render(store, { deleted: _, virtual_service: service, workload, container_workload: container, ...row }) {
    const { name: serviceName } =
      store.table<PolicyRow>("sec_policy/draft/virtual_services").get(draftHref(service.href)) ?? {};
    return {
      ...row,
      virtual_service: { href: service.href, name: serviceName },
      bound_service: service,
      ...(workload === null ? {} : { workload: bound(store, "workloads", workload) }),
      ...(container === null ? {} : { container_workload: bound(store, "container_workloads", container) }),
    };
  },
};

function bound(store: PceStore, path: string, { href }: Reference): object {
  const row = store.table<Row & { readonly name: string; readonly hostname?: string }>(path).get(href);
  return { href, name: row?.name, hostname: row?.hostname, deleted: row?.deleted ?? true };
}

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

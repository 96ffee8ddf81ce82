import { exact } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { invalidUri } from "../pce-error";
import type { PceStore } from "../pce-store";
import { draftHref, type PolicyRow } from "../policy/policy";
import { liveReference } from "../policy/references";
import { type Check, closed, list, nullable, oneOfNumbers, reference, text } from "../schema";
import { portNumber } from "../services/service-ports";
import type { Reference, Row } from "../table";
import { SERVICE_BINDINGS, type ServiceBindingRow } from "./service-binding-row";

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

/**
 * Bindings of workloads to virtual services in force. UNCONFIRMED: the token of a second binding of the same two
 * (`service_binding_already_exists` here).
 */
export const serviceBindings: ObjectDefinition<ServiceBindingRow> = {
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

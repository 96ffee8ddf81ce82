import type { Collection } from "../collection";
import { CONTAINER_WORKLOADS, type ContainerWorkloadRow } from "../containers/container-rows";
import { exact, ipAddress, labels, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { methodNotAllowed } from "../pce-error";
import type { PceStore } from "../pce-store";
import { restCollection } from "../rest-collection";
import { closed } from "../schema";
import type { Reference, Row } from "../table";
import { renderLabels } from "../workloads/render-workload";

const nothing = { name: "container_workloads_post", check: closed({}) };

/**
 * Pods that Kubelink reports. Read only here; a test adds them by `addContainerWorkload`. UNCONFIRMED: what is in a row,
 * for no schema of it is published.
 */
const containerWorkloads: ObjectDefinition<ContainerWorkloadRow> = {
  kind: "container_workload",
  path: CONTAINER_WORKLOADS,
  ids: "uuid",
  createSchema: nothing,
  updateSchema: () => nothing,
  unique: [],
  labelUses: [
    {
      usage: "workload",
      token: "label_still_has_associated_agent_info",
      hrefs: (row) => row.labels,
    },
  ],
  blank: {
    name: "",
    namespace: "",
    interfaces: [],
    labels: [],
    container_cluster: null,
    container_workload_profile: null,
    enforcement_mode: "",
    visibility_level: "",
  },
  filters: {
    name: partial(({ name }) => name),
    namespace: partial(({ namespace }) => namespace),
    labels: labels((row) => row.labels),
    ip_address: ipAddress(({ interfaces }) => interfaces.map(({ address }) => address).join(" ")),
    enforcement_mode: exact((row) => row.enforcement_mode),
  },
  render: (store, { deleted: _, labels: hrefs, interfaces, ...row }) => ({
    ...row,
    labels: renderLabels(store, hrefs),
    interfaces: interfaces.map((one) => ({
      ...one,
      cidr_block: null,
      link_state: "up",
      friendly_name: null,
    })),
    container_cluster: named(store, "container_clusters", row.container_cluster),
  }),
};

function named(store: PceStore, path: string, reference: Reference | null): object | null {
  if (reference === null) return null;
  const { name } = store.table<Row & { readonly name: string }>(path).get(reference.href) ?? {};
  return { ...reference, name };
}

const served = restCollection(containerWorkloads);

export const collection: Collection = {
  ...served,
  answer(request) {
    if (request.method !== "GET") throw methodNotAllowed(`${request.method} ${request.path}`);
    return served.answer(request);
  },
};

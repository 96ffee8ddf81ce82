import type { Collection } from "../collection";
import { exact, ipAddress, labels, partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { methodNotAllowed } from "../pce-error";
import type { PceStore } from "../pce-store";
import { restCollection } from "../rest-collection";
import { closed, oneOf, text } from "../schema";
import { renderLabels, renderWorkload } from "../workloads/render-workload";
import { unpair } from "../workloads/unpair-vens";
import { inNoCluster, VEN_TYPE } from "../workloads/ven-facts";
import type { VenRow } from "../workloads/ven-row";
import { addressesOf, type WorkloadRow } from "../workloads/workload-row";

const nothing = closed({});
const updateSchema = {
  name: "vens_put",
  check: closed({
    name: text({ max: 255 }),
    description: text(),
    status: oneOf("active", "suspended"),
    target_pce_fqdn: text(),
  }),
};

/** Agents. They are created by pairing, never by POST. */
export const vens: ObjectDefinition<VenRow> = {
  kind: "ven",
  path: "vens",
  ids: "uuid",
  createSchema: { name: "vens_post", check: nothing },
  updateSchema: () => updateSchema,
  unique: [],
  blank: {
    name: null,
    description: null,
    hostname: null,
    status: "active",
    version: "25.2.10-24",
    agentNumber: 1,
    workload: "",
  },
  filters: {
    name: partial(({ name }) => name),
    hostname: partial(({ hostname }) => hostname),
    description: partial(({ description }) => description),
    ip_address: ipAddress(({ workload }, store) => addressesOf(workloadOf(store, workload))),
    labels: labels(({ workload }, store) => workloadOf(store, workload)?.labels ?? []),
    status: exact(({ status }) => status),
    ven_type: exact(() => VEN_TYPE),
    container_clusters: inNoCluster,
  },
  render(store, row) {
    const { agentNumber: _, workload: href, ...own } = row;
    const workload = workloadOf(store, href);
    return {
      ...own,
      uid: row.href.slice(row.href.lastIndexOf("/") + 1),
      ven_type: VEN_TYPE,
      labels: workload === undefined ? [] : renderLabels(store, workload.labels),
      interfaces: workload === undefined ? [] : renderWorkload(store, workload)["interfaces"],
      workloads: [{ href, name: row.name, hostname: row.hostname, managed: true }],
      container_cluster: null,
      conditions: [],
      caps: ["write"],
    };
  },
};

function workloadOf(store: PceStore, href: string): WorkloadRow | undefined {
  return store.table<WorkloadRow>("workloads").get(href);
}

const served = restCollection(vens, { "PUT unpair": (request) => unpair(request, "vens") });

export const collection: Collection = {
  ...served,
  answer(request) {
    const { method, path } = request;
    if (method === "POST" || method === "DELETE") throw methodNotAllowed(`${method} ${path}`);
    return served.answer(request);
  },
};

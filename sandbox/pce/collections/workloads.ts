import type { PceAnswer, PceRequest } from "../collection";
import * as filters from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { createObject, deleteObject, updateObject } from "../objects";
import { invalidInput, invalidUri, methodNotAllowed, notFound } from "../pce-error";
import { changeOf, restCollection } from "../rest-collection";
import { closed, text, validate } from "../schema";
import { runBulk } from "../workloads/bulk-workloads";
import { readWorkload } from "../workloads/read-workload";
import { renderInterfaces, renderServices, renderWorkload } from "../workloads/render-workload";
import { unpair } from "../workloads/unpair-vens";
import { inNoCluster, VEN_TYPE } from "../workloads/ven-facts";
import { addressesOf, blankWorkload, type WorkloadRow } from "../workloads/workload-row";
import {
  bulkUpdateWorkloadSchema,
  createWorkloadSchema,
  updateWorkloadSchema,
} from "../workloads/workload-schemas";

/**
 * Workloads. UNCONFIRMED: the tokens of a repeated external pair, of half a pair and of two labels of one type
 * (406 `input_validation_error` here), and that a workload already deleted answers 406 to PUT and DELETE.
 */
export const workloads: ObjectDefinition<WorkloadRow> = {
  kind: "workload",
  path: "workloads",
  ids: "uuid",
  createSchema: createWorkloadSchema,
  updateSchema: updateWorkloadSchema,
  unique: [
    {
      keyOf: ({ external_data_set: set, external_data_reference: reference }) =>
        set === null || reference === null ? undefined : JSON.stringify([set, reference]),
      token: "input_validation_error",
      message: "external_data_set and external_data_reference must be unique across workloads",
    },
  ],
  labelUses: [
    {
      usage: "workload",
      token: "label_still_has_associated_agent_info",
      hrefs: ({ labels }) => labels,
    },
  ],
  blank: blankWorkload,
  filters: {
    name: filters.partial(({ name }) => name),
    hostname: filters.partial(({ hostname }) => hostname),
    description: filters.partial(({ description }) => description),
    os_id: filters.partial((row) => row.os_id),
    ip_address: filters.ipAddress(addressesOf),
    labels: filters.labels(({ labels }) => labels),
    managed: filters.boolean(({ ven }) => ven !== null),
    online: filters.boolean(({ online }) => online),
    enforcement_mode: filters.exact((row) => row.enforcement_mode),
    enforcement_modes: filters.oneOfList((row) => row.enforcement_mode),
    external_data_set: filters.exact((row) => row.external_data_set),
    external_data_reference: filters.exact((row) => row.external_data_reference),
    ven: filters.exact(({ ven }) => ven?.href),
    "ven.ven_type": filters.exact(({ ven }) => ven && VEN_TYPE),
    container_clusters: inNoCluster,
    visibility_level: filters.exact((row) => row.visibility_level),
  },
  read: readWorkload,
  check(_, { external_data_set: set, external_data_reference: reference }) {
    if ((set === null) !== (reference === null)) {
      throw invalidInput("external_data_set and external_data_reference must be set together");
    }
  },
  checkDelete(_, { ven, href }) {
    if (ven !== null)
      throw methodNotAllowed(`DELETE of the managed workload ${href}, unpair its VEN instead`);
  },
  render: renderWorkload,
  detail: renderServices,
};

const deleteItem = { name: "workloads_bulk_delete_put", check: closed({ href: text() }, ["href"]) };

/** The interfaces of a workload as a list of their own. */
function interfacesOf({ store, path }: PceRequest): PceAnswer {
  const row = store.table<WorkloadRow>("workloads").getLive(path.slice(0, path.lastIndexOf("/")));
  if (row === undefined) throw notFound(path);
  return { status: 200, json: renderInterfaces(store, row) };
}

export const collection = restCollection(workloads, {
  "GET :id/interfaces": interfacesOf,
  "PUT bulk_create": (request) =>
    runBulk(request, "bulk_create", (item) => {
      const row = createObject(request.store, workloads, item);
      return {
        entry: { href: row.href, status: "created" },
        changes: [changeOf(workloads, row, "create")],
      };
    }),
  "PUT bulk_update": (request) =>
    runBulk(request, "bulk_update", (item) => {
      const definition = { ...workloads, updateSchema: bulkUpdateWorkloadSchema };
      const href: unknown = item?.["href"];
      if (typeof href !== "string") throw invalidUri(href);
      const { before, after } = updateObject(request.store, definition, href, item);
      return {
        entry: { href: after.href, status: "updated" },
        changes: [changeOf(workloads, after, "update", before)],
      };
    }),
  "PUT unpair": (request) => unpair(request, "workloads"),
  "PUT bulk_delete": (request) =>
    runBulk(request, "bulk_delete", (item) => {
      validate(deleteItem, item);
      const hrefs = hrefsOf(request, item["href"] as string);
      const rows = hrefs.map((href) => deleteObject(request.store, workloads, href));
      return { changes: rows.map((row) => changeOf(workloads, row, "delete")) };
    }),
});

/** A workload, or every workload that the query of a collection URI finds. */
function hrefsOf({ store }: PceRequest, href: string): string[] {
  const [path, query] = href.split("?");
  if (path !== `${store.orgHref}/workloads`) return [href];
  if (!query) throw invalidUri(href);
  const matches = filters.matching(workloads.filters, new URLSearchParams(query), store);
  const found = [...store.table<WorkloadRow>("workloads").live()].filter(matches);
  if (found.length === 0) throw notFound(href);
  return found.map((row) => row.href);
}

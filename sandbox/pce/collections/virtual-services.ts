import type { PceRequest } from "../collection";
import { createObject } from "../objects";
import { invalidUri } from "../pce-error";
import { policyCollection, updatePolicyObject } from "../policy/policy-collection";
import { changeOf } from "../rest-collection";
import { bulkUpdateSchema, virtualServices } from "../virtual-services/virtual-services";
import { runBulk } from "../workloads/bulk-workloads";

const BULK = "virtual_services";

function bulkCreate(request: PceRequest) {
  return runBulk(
    request,
    "bulk_create",
    (item) => {
      const row = createObject(request.store, virtualServices, item);
      return {
        entry: { href: row.href, status: "created" },
        changes: [changeOf(virtualServices, row, "create")],
      };
    },
    BULK,
  );
}

function bulkUpdate(request: PceRequest) {
  const definition = { ...virtualServices, updateSchema: () => bulkUpdateSchema };
  return runBulk(
    request,
    "bulk_update",
    (item) => {
      const href: unknown = item?.["href"];
      if (typeof href !== "string") throw invalidUri(href);
      const { before, after } = updatePolicyObject(request.store, definition, href, item);
      return {
        entry: { href: after.href, status: "updated" },
        changes: [changeOf(virtualServices, after, "update", before)],
      };
    },
    BULK,
  );
}

export const collection = policyCollection(virtualServices, {
  actions: { "PUT bulk_create": bulkCreate, "PUT bulk_update": bulkUpdate },
});

import type { PceAnswer, PceRequest } from "../collection";
import { invalidUri, tooManyRequests } from "../pce-error";
import type { PceStore } from "../pce-store";
import { recorded } from "../rest-collection";
import { closed, list, oneOf, reference, type Schema, validate } from "../schema";
import type { Reference } from "../table";
import type { VenRow } from "./ven-row";
import type { WorkloadRow } from "./workload-row";

const some = list(reference, { min: 1, max: 1000 });
const firewall = oneOf("saved", "default", "disable");

const schemas: Readonly<Record<"vens" | "workloads", Schema>> = {
  vens: {
    name: "vens_unpair_put",
    check: closed({ vens: some, firewall_restore: firewall }, ["vens"]),
  },
  workloads: {
    name: "workloads_unpair_put",
    check: closed({ workloads: some, ip_table_restore: firewall }, ["workloads"]),
  },
};

/**
 * `PUT /vens/unpair`, and the older `PUT /workloads/unpair`: the VENs and their workloads are deleted. A real VEN
 * uninstalls itself then; a host that paired with the simulator is not told.
 *
 * UNCONFIRMED: the answer (204 here), that one href of another kind refuses the whole call, and that the workload goes
 * with its VEN.
 */
export async function unpair(request: PceRequest, kind: "vens" | "workloads"): Promise<PceAnswer> {
  const { store } = request;
  const wait = store.unpairs.take("org");
  if (wait !== undefined) throw tooManyRequests("Too many unpair calls", wait);
  const body = await request.json();
  return recorded(request, "workloads.unpair", () => {
    validate(schemas[kind], body);
    const references = (body as Record<string, Reference[]>)[kind]!;
    const pairs = references.map(({ href }) =>
      kind === "vens" ? byVen(store, href) : byWorkload(store, href),
    );
    for (const { ven, workload } of pairs) remove(store, ven, workload);
    const changes = pairs.map(({ workload: { href, hostname } }) => ({
      kind: "workload",
      resource: { href, hostname },
      type: "delete" as const,
    }));
    return [{ status: 204 }, changes];
  });
}

interface Paired {
  readonly ven: VenRow;
  readonly workload: WorkloadRow;
}

function byVen(store: PceStore, href: string): Paired {
  const ven = store.table<VenRow>("vens").getLive(href);
  const workload = ven && store.table<WorkloadRow>("workloads").getLive(ven.workload);
  if (ven === undefined || workload === undefined) throw invalidUri(href);
  return { ven, workload };
}

function byWorkload(store: PceStore, href: string): Paired {
  const workload = store.table<WorkloadRow>("workloads").getLive(href);
  const ven = workload?.ven && store.table<VenRow>("vens").getLive(workload.ven.href);
  if (!workload || !ven) throw invalidUri(href);
  return { ven, workload };
}

function remove(store: PceStore, ven: VenRow, workload: WorkloadRow): void {
  const gone = { deleted: true, deleted_at: store.timestamp(), deleted_by: store.user };
  store.table<VenRow>("vens").put({ ...ven, ...gone, status: "uninstalled" });
  store.table<WorkloadRow>("workloads").put({ ...workload, ...gone, online: false });
}

import { IllumioIacError } from "../../core/errors";
import { header } from "../http/http-message";
import { collection } from "./collection";
import type { ListOptions } from "./objects";
import type { PceApi } from "./pce-api";
import { type Expected, flag, list, object, optional, text, withoutNullLists } from "./shapes";
import type { Workload, WorkloadFilter, WorkloadIdentity } from "./workload-types";

export const WORKLOAD: Expected = {
  what: "workloads",
  shape: object({
    href: text,
    name: optional(text),
    hostname: optional(text),
    description: optional(text),
    external_data_set: optional(text),
    external_data_reference: optional(text),
    public_ip: optional(text),
    labels: optional(list(object({ href: text, key: optional(text), value: optional(text) }))),
    interfaces: optional(list(object({ name: optional(text), address: optional(text) }))),
    ignored_interface_names: optional(list(text)),
    online: optional(flag),
    managed: optional(flag),
    deleted: optional(flag),
    ven: optional(object({ href: optional(text) })),
  }),
};

export async function* listWorkloads(
  api: PceApi,
  { labels, ...filter }: WorkloadFilter,
  options: ListOptions,
): AsyncGenerator<Workload, void, undefined> {
  const query = { ...filter, ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }) };
  for await (const row of collection<Workload>(api, api.org("workloads"), query, options, WORKLOAD))
    yield tidied(row);
}

/** Lists that are null are absent, and interfaces without an address are left out. */
export function tidied(workload: Workload): Workload {
  withoutNullLists(workload, ["labels", "interfaces", "ignored_interface_names"]);
  const { interfaces } = workload;
  if (interfaces === undefined || interfaces.every(({ address }) => typeof address === "string"))
    return workload;
  return { ...workload, interfaces: interfaces.filter(({ address }) => typeof address === "string") };
}

export async function findWorkloads(api: PceApi, identity: WorkloadIdentity): Promise<Workload[]> {
  const wanted = Object.entries(identity).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) throw new IllumioIacError("findWorkloads needs at least one text to look for");
  const found: Workload[] = [];
  for await (const workload of listWorkloads(api, identity, {})) {
    const matches = wanted.every(([field, value]) => workload[field as keyof Workload] === value);
    if (matches) found.push(workload);
  }
  return found;
}

export async function findWorkload(
  api: PceApi,
  set: string,
  reference: string,
): Promise<Workload | undefined> {
  const found = await findWorkloads(api, { external_data_set: set, external_data_reference: reference });
  if (found.length < 2) return found[0];
  const hrefs = found.map(({ href }) => href).join(", ");
  throw new IllumioIacError(
    `${found.length} workloads have external_data_set '${set}' and external_data_reference '${reference}': ${hrefs}. The pair must be unique; change it on all but one`,
  );
}

export async function countWorkloads(api: PceApi): Promise<number | undefined> {
  const call = { method: "GET", path: api.org("workloads"), query: { max_results: 0 } } as const;
  const { answer } = await api.array<Workload>(call, WORKLOAD);
  const total = header(answer, "x-total-count");
  return total !== undefined && /^\d+$/.test(total) ? Number(total) : undefined;
}

import { IllumioIacError } from "../../core/errors";
import { collection } from "./collection";
import type { ListOptions } from "./objects";
import type { PceApi } from "./pce-api";
import type { Workload, WorkloadFilter, WorkloadIdentity } from "./workload-types";

export function listWorkloads(
  api: PceApi,
  { labels, ...filter }: WorkloadFilter,
  options: ListOptions,
): AsyncGenerator<Workload> {
  const query = { ...filter, ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }) };
  return collection<Workload>(api, api.org("workloads"), query, options);
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

import { defined, sameJson } from "../../../core/checks/json";
import { naturalKey } from "../../pce/system/namesakes";
import type { PceSystem } from "../../pce/system/pce-system";
import { unmanagedWorkloadProvider } from "../../pce/unmanaged-workload/unmanaged-workload.provider";
import { presentLabels } from "../../pce/unmanaged-workload/workload-labels";
import type { WorkloadInputs, WorkloadState } from "../../pce/unmanaged-workload/workload-state";
import type { Fields } from "../property-shape";
import type { ObjectKind } from "./object-kind";

const INTERFACE: Fields = {
  name: "text",
  address: "text",
  cidrBlock: "number",
  linkState: "text",
  defaultGatewayAddress: "text",
  friendlyName: "text",
  networkHref: "text",
};

export const WORKLOAD_KIND: ObjectKind<WorkloadInputs, WorkloadState> = {
  name: "UnmanagedWorkload",
  provider: unmanagedWorkloadProvider,
  fields: {
    interfaces: { record: { fields: INTERFACE } },
    labels: { record: "text" },
    ignoredInterfaceNames: { list: "text" },
    online: "flag",
    exclusiveLabels: "flag",
    adopt: "flag",
  },
  stateOf: async (known, inputs, system) => ({
    ...inputs,
    ...known,
    managed: false,
    labelHrefs: await writtenBefore(system, known.href, inputs),
  }),
  isSameName: (one, other) => sameJson(naturalKey(one), naturalKey(other)),
  attributes: ({ href, managed, hostname, name }) =>
    defined({ href, managed: String(managed), hostname, name }) as Record<string, string>,
};

/** The declared labels that the workload still carries; others were put there by somebody else. */
async function writtenBefore(
  system: PceSystem,
  href: string,
  { labels = {} }: WorkloadInputs,
): Promise<Record<string, string>> {
  const workload = await system.workloads.get(href);
  const present = await presentLabels(system, workload?.labels ?? []);
  const written = Object.entries(labels).filter(([key, value]) => present[key]?.value === value);
  return Object.fromEntries(written.map(([key]) => [key, present[key]!.href]));
}

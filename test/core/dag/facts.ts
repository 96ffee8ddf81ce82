import type { DagBindingDefinition, Members } from "../../../core/dag";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

export const LABELS = ["web", "db"].map((value) => ({ href: `/orgs/1/labels/${value}`, key: "role", value }));

export const binding = (changes: Partial<DagBindingDefinition> = {}): DagBindingDefinition => ({
  name: "web",
  tag: "illumio-iac.web",
  owner: "acme/shop/prod//web",
  revision: "0123456789abcdef",
  labels: { role: { anyOf: ["web"] } },
  all: false,
  target: { firewall: "edge", vsys: "vsys1" },
  addressFamilies: ["ipv4"],
  includePublicIp: false,
  onlyOnline: false,
  excludeRanges: [],
  persistent: true,
  onSharedAddress: "union",
  maxRemovedShare: 0.5,
  revisionAddress: "100::1",
  ...changes,
});

export const workload = (
  name: string,
  addresses: string[],
  more: Partial<WorkloadFact> = {},
): WorkloadFact => ({
  href: `/orgs/1/workloads/${name}`,
  name,
  interfaces: addresses.map((address) => ({ name: "eth0", address })),
  labels: [{ href: "/orgs/1/labels/web" }],
  ...more,
});

export const membersOf = (...addresses: string[]): Members => ({
  addresses: new Map(addresses.map((address) => [address, [`host of ${address}`]])),
  skipped: {},
  shared: [],
  workloads: addresses.length,
});

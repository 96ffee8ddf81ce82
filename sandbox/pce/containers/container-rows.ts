import type { Reference, Row } from "../table";

export const CLUSTERS = "container_clusters";
export const PROFILES = "container_clusters/:cluster/container_workload_profiles";
export const CONTAINER_WORKLOADS = "container_workloads";

export interface ContainerClusterRow extends Row {
  readonly name: string;
  readonly description: string;
  readonly datacenter_nat_1to1: boolean;
}

/** What a profile does with one type of label: it sets it, or it allows some values. */
export interface LabelRestriction {
  readonly key: string;
  readonly assignment?: Reference;
  readonly restriction?: readonly Reference[];
}

export interface ContainerWorkloadProfileRow extends Row {
  readonly name: string | null;
  readonly namespace: string | null;
  readonly description: string;
  readonly assign_labels: readonly Reference[];
  readonly labels: readonly LabelRestriction[];
  readonly enforcement_mode: string;
  readonly visibility_level: string;
  readonly managed: boolean;
  readonly linked: boolean;
}

export interface ContainerWorkloadRow extends Row {
  readonly name: string;
  readonly namespace: string;
  readonly interfaces: readonly { readonly name: string; readonly address: string }[];
  /** Hrefs. */
  readonly labels: readonly string[];
  readonly container_cluster: Reference | null;
  readonly container_workload_profile: Reference | null;
  readonly enforcement_mode: string;
  readonly visibility_level: string;
}

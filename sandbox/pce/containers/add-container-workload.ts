import type { PceStore } from "../pce-store";
import { CONTAINER_WORKLOADS, type ContainerWorkloadRow } from "./container-rows";

export interface NewContainerWorkload {
  readonly name: string;
  /** Its addresses, IPv4 or IPv6. */
  readonly addresses: readonly string[];
  /** Hrefs of labels. */
  readonly labels?: readonly string[];
  /** @default "default" */
  readonly namespace?: string;
  /** Href of its cluster. */
  readonly cluster?: string;
}

/** Adds a pod, as Kubelink of a cluster reports one: there is no call of the API for it. @returns its href */
export function addContainerWorkload(store: PceStore, workload: NewContainerWorkload): string {
  const { name, addresses, labels = [], namespace = "default", cluster } = workload;
  const now = store.timestamp();
  const row: ContainerWorkloadRow = {
    href: `${store.orgHref}/${CONTAINER_WORKLOADS}/${store.newUuid()}`,
    deleted: false,
    created_at: now,
    updated_at: now,
    created_by: store.user,
    updated_by: store.user,
    name,
    namespace,
    interfaces: addresses.map((address, index) => ({ name: `eth${index}`, address })),
    labels,
    container_cluster: cluster === undefined ? null : { href: cluster },
    container_workload_profile: null,
    enforcement_mode: "visibility_only",
    visibility_level: "flow_summary",
  };
  return store.table<ContainerWorkloadRow>(CONTAINER_WORKLOADS).put(row).href;
}

/** Takes a pod away. */
export function removeContainerWorkload(store: PceStore, href: string): void {
  store.table(CONTAINER_WORKLOADS).remove(href);
}

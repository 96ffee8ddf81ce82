import type { Collection } from "../collection";
import {
  CLUSTERS,
  type ContainerClusterRow,
  type ContainerWorkloadProfileRow,
  PROFILES,
} from "../containers/container-rows";
import { containerWorkloadProfiles } from "../containers/container-workload-profiles";
import { partial } from "../filters";
import type { ObjectDefinition } from "../object-definition";
import { createObject } from "../objects";
import type { PceStore } from "../pce-store";
import { restCollection } from "../rest-collection";
import { closed, flag, text } from "../schema";

const changeable = { name: text({ max: 255 }), description: text(), datacenter_nat_1to1: flag };
const updateSchema = { name: "container_clusters_put", check: closed(changeable) };

/** Container clusters, which no Kubelink ever connects to. */
const containerClusters: ObjectDefinition<ContainerClusterRow> = {
  kind: "container_cluster",
  path: CLUSTERS,
  ids: "uuid",
  createSchema: { name: "container_clusters_post", check: closed(changeable) },
  updateSchema: () => updateSchema,
  leavesTombstone: false,
  unique: [],
  blank: { name: "", description: "", datacenter_nat_1to1: false },
  filters: { name: partial(({ name }) => name) },
  render: (_, { deleted: __, ...row }) => ({
    ...row,
    nodes: [],
    container_runtime: null,
    manager_type: null,
    last_connected: null,
    online: false,
    errors: [],
    kubelink_version: null,
    pce_fqdn: null,
    cluster_mode: "legacy",
    caps: ["write"],
  }),
  // With this token Kubelink connects; it cannot be read again.
  once: (store) => ({
    container_cluster_token: `1_${`${store.newCallUuid()}${store.newCallUuid()}`.replaceAll("-", "")}`,
  }),
};

const served = restCollection(containerClusters, {
  "GET :id/service_backends": () => ({ status: 200, json: [] }),
});

export const collection: Collection = {
  ...served,
  async answer(request) {
    const { method, path, rest, store } = request;
    const answer = await served.answer(request);
    if (method === "POST" && rest.length === 0) {
      const { href } = answer.json as { href: string };
      createObject(store, containerWorkloadProfiles, { name: "Default" }, profilesPath(href));
    }
    if (method === "DELETE") removeProfiles(store, path);
    return answer;
  },
};

const profilesPath = (cluster: string): string => `${cluster}/container_workload_profiles`;

/** Profiles die with their cluster. */
function removeProfiles(store: PceStore, cluster: string): void {
  const profiles = store.table<ContainerWorkloadProfileRow>(PROFILES);
  for (const { href } of [...profiles.live()]) {
    if (href.startsWith(`${profilesPath(cluster)}/`)) profiles.remove(href);
  }
}

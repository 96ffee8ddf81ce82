import type { Collection } from "../collection";
import { CLUSTERS } from "../containers/container-rows";
import { containerWorkloadProfiles } from "../containers/container-workload-profiles";
import { notFound } from "../pce-error";
import { restCollection } from "../rest-collection";

const served = restCollection(containerWorkloadProfiles);

export const collection: Collection = {
  ...served,
  answer(request) {
    const { store, params, path } = request;
    const cluster = `${store.orgHref}/${CLUSTERS}/${params["cluster"]}`;
    if (store.table(CLUSTERS).getLive(cluster) === undefined) throw notFound(path);
    return served.answer(request);
  },
};

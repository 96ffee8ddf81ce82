import type { Filter } from "../filters";

/** Every VEN of the simulator runs on a server. */
export const VEN_TYPE = "server";

/** There are no container clusters, so whatever the value is, nothing is in one. UNCONFIRMED: the form of the value. */
export const inNoCluster: Filter<object> = () => () => false;

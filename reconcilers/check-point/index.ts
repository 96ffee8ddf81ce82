export { type FirewallParts, firewallOf } from "./firewall-of";
export { type FeedStore, GenericDataCenter, type GenericDataCenterOptions } from "./generic-data-center";
export { noFirewall } from "./no-firewall";
export { StaticObjects } from "./static-objects";
export type { StaticObjectsOptions } from "./static-objects-options";

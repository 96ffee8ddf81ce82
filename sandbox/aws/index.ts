export type { Outage } from "../cloud/outages";
export type { ResourceTable, ResourceView } from "../cloud/resources/resource-table";
export * from "./flow-logs";
export type { Invocation } from "./lambda/invocation";
export type { MetricPoint, MetricQuery, MetricSeries, MetricTable } from "./metrics/metric-table";
export { type SandboxCloud, type SandboxCloudOptions, startSandboxCloud } from "./sandbox-cloud";

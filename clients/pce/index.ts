/**
 * A client for the Illumio PCE (Policy Compute Engine).
 *
 * ```ts
 * const pce = new PceClient(pceConnectionFromEnvironment(process.env));
 * for await (const label of pce.listLabels({ key: "env" })) console.log(label.value);
 * await pce.close();
 * ```
 */
export { mayHaveBeenApplied } from "../http/http-errors";
export { allSucceeded, type BulkItemError, type BulkResult } from "./bulk-result";
export type { PceConnection } from "./connection";
export type { EventFilter, PceEvent } from "./events";
export { type FlowUploadResult, MOST_FLOWS } from "./flow-upload";
export type { PceHealth } from "./health";
export { pceHostProblem } from "./host";
export type { LabelDimension } from "./label-dimensions";
export type { LabelGroup } from "./label-groups";
export type { Label, LabelChanges, LabelFilter, NewLabel } from "./labels";
export type { Created, ListOptions, Reference } from "./objects";
export type { PceClientOptions } from "./pce-api";
export { PceClient } from "./pce-client";
export { PCE_ENVIRONMENT, type PceSettings, pceConnection, pceConnectionFromEnvironment } from "./settings";
export type * from "./traffic-types";
export type * from "./workload-types";

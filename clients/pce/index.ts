/**
 * A client for the Illumio PCE (Policy Compute Engine).
 *
 * ```ts
 * const pce = new PceClient(pceConnectionFromEnvironment(process.env));
 * for await (const label of pce.listLabels({ key: "env" })) console.log(label.value);
 * await pce.close();
 * ```
 */
export { pceHostProblem } from "../../core/checks/pce-host";
export { mayHaveBeenApplied } from "../http/http-errors";
export { allSucceeded, type BulkItemError, type BulkResult } from "./bulk-result";
export type { PceConnection } from "./connection";
export { EnforcementMode, LinkState, VisibilityLevel } from "./enumerations";
export type { EventFilter, PceEvent } from "./events";
export { type FlowUploadResult, MOST_FLOWS } from "./flow-upload";
export type { PceHealth } from "./health";
export type { LabelDimension } from "./label-dimensions";
export type { LabelGroup } from "./label-groups";
export type { Label, LabelChanges, LabelFilter, NewLabel } from "./labels";
export type { Created, ListOptions, Reference } from "./objects";
export type { PairingProfile } from "./pairing-profiles";
export type { PceClientOptions } from "./pce-api";
export { PceClient } from "./pce-client";
export { pceConnection, pceConnectionFromEnvironment, type UncheckedPceSettings } from "./settings";
export { PCE_ENVIRONMENT } from "./settings-table";
export type * from "./traffic-types";
export type { FirewallRestore, UnpairFailures } from "./vens";
export type * from "./workload-types";

import * as pulumi from "@pulumi/pulumi";
import { defined } from "../../../core/checks/json";
import { lookUp } from "../system/look-up";
import type { GetWorkloadResult } from "./find-workload";

/** Exactly one of `hostname` and `href`. */
export interface GetWorkloadArgs {
  /** The whole host name; upper and lower case differ. */
  readonly hostname?: string;
  /** Path of the workload in the PCE: `/orgs/<org>/workloads/<uuid>`. */
  readonly href?: string;
  /**
   * Name of a connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: string;
}

/** Exactly one of `hostname` and `href`. */
export interface GetWorkloadOutputArgs {
  /** The whole host name; upper and lower case differ. */
  readonly hostname?: pulumi.Input<string | undefined>;
  /** Path of the workload in the PCE: `/orgs/<org>/workloads/<uuid>`. */
  readonly href?: pulumi.Input<string | undefined>;
  /**
   * Name of a connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string | undefined>;
}

/**
 * Reads an existing workload, whoever made it, and manages nothing. All look-ups of a run share one read of the
 * workloads.
 *
 * @throws RunError where the PCE has no such workload or several with the hostname, settings are missing, or the PCE
 *   does not answer
 */
export function getWorkload(args: GetWorkloadArgs): Promise<GetWorkloadResult> {
  return lookUp(args.connection, (system) => {
    const { findWorkload } = require("./find-workload") as typeof import("./find-workload"); // loaded on demand
    return findWorkload(system, args);
  });
}

/** Like `getWorkload`, for arguments that may be outputs. */
export function getWorkloadOutput(args: GetWorkloadOutputArgs): pulumi.Output<GetWorkloadResult> {
  return pulumi.output(args).apply((known) => getWorkload(defined(known) as GetWorkloadArgs));
}

import * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../system/look-up";
import type { GetLabelResult } from "./find-label";

export interface GetLabelArgs {
  /** Label type: `role`, `app`, `env`, `loc`, or one that the PCE's administrator added. */
  readonly key: string;
  /** The whole text of the label; upper and lower case differ. */
  readonly value: string;
  /**
   * Name of a connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: string;
}

export interface GetLabelOutputArgs {
  /** Label type: `role`, `app`, `env`, `loc`, or one that the PCE's administrator added. */
  readonly key: pulumi.Input<string>;
  /** The whole text of the label; upper and lower case differ. */
  readonly value: pulumi.Input<string>;
  /**
   * Name of a connection under `illumio:connections`.
   * @default the connection of `illumio:pceHost` and related settings, or of the environment
   */
  readonly connection?: pulumi.Input<string>;
}

/**
 * Reads an existing label, whoever made it, and manages nothing. All look-ups of a run share one read of the labels.
 *
 * @throws RunError where the PCE has no such label, settings are missing, or the PCE does not answer
 */
export function getLabel(args: GetLabelArgs): Promise<GetLabelResult> {
  return lookUp(args.connection, (system) => {
    const { findLabel } = require("./find-label") as typeof import("./find-label"); // loaded on demand
    return findLabel(system, args);
  });
}

/** Like `getLabel`, for arguments that may be outputs. For a label of the same program, use the resource itself. */
export function getLabelOutput(args: GetLabelOutputArgs): pulumi.Output<GetLabelResult> {
  return pulumi.output(args).apply((known) => getLabel(known as GetLabelArgs));
}

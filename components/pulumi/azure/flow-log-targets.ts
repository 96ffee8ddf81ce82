import type * as pulumi from "@pulumi/pulumi";
import { required } from "../../../core/checks";
import { flowLogName } from "../../shared/azure/rules";
import * as args from "../../shared/azure/vnet-flow-logs-to-pce/arguments";
import type { ArgCheck, ArgNames, ArgOutputs } from "../arg-check";
import type { NetworkWatcherArgs, VnetFlowLogTargetArgs } from "./vnet-flow-log-target-args";

/** A target, checked. */
export interface FlowLogTarget {
  readonly key: string;
  /** Path of the target among the arguments. */
  readonly path: string;
  readonly id: pulumi.Output<string>;
  readonly flowLogName: pulumi.Output<string> | undefined;
}

export type NetworkWatcherSettings = ArgOutputs<typeof args.NETWORK_WATCHER_ARGUMENTS> | undefined;

const TARGET: ArgNames<VnetFlowLogTargetArgs> = {
  virtualNetworkId: true,
  subnetId: true,
  networkInterfaceId: true,
  flowLogName: true,
};
const NETWORK_WATCHER: ArgNames<NetworkWatcherArgs> = { name: true, resourceGroupName: true };

/** The record `targets`, checked: every problem is reported. */
export function flowLogTargets(
  check: ArgCheck,
  given: { readonly [name: string]: VnetFlowLogTargetArgs } | undefined,
): FlowLogTarget[] {
  if (!check.isObject("targets", given ?? {})) return [];
  const targets = Object.fromEntries(
    Object.entries(given ?? {}).filter(([key, target]) =>
      check.isObject(check.checks.at("targets").at(key).path, target),
    ),
  );
  const read = Object.entries(targets).map(([key, target]) =>
    flowLogTarget(check, key, check.checks.at("targets").at(key).path, target),
  );
  const known = Object.entries(targets).flatMap(([key, target]) => {
    const id = Object.keys(args.TARGET_ARGUMENTS).map((kind) => target[kind as args.TargetKind]);
    return id.flatMap((one) => (typeof one === "string" ? [[key, one] as const] : []));
  });
  const doubles = args.doubleTargets(Object.fromEntries(known));
  for (const [key, problem] of Object.entries(doubles))
    check.report(check.checks.at("targets").at(key).path, problem);
  return read;
}

function flowLogTarget(
  check: ArgCheck,
  key: string,
  path: string,
  target: VnetFlowLogTargetArgs,
): FlowLogTarget {
  if (!("networkSecurityGroupId" in target)) check.block(path, target, TARGET);
  check.report(path, args.vnetTargetProblem(target));
  const kinds = Object.keys(args.TARGET_ARGUMENTS) as args.TargetKind[];
  const [id] = kinds.flatMap((kind) =>
    target[kind] === undefined
      ? []
      : [check.read(`${path}.${kind}`, target[kind], required(args.TARGET_ARGUMENTS[kind]))],
  );
  return {
    key,
    path,
    id: id as pulumi.Output<string>, // there is one, or a problem was reported
    flowLogName:
      target.flowLogName === undefined
        ? undefined
        : check.read(`${path}.flowLogName`, target.flowLogName, required(flowLogName())),
  };
}

/** The block `networkWatcher`, checked. */
export function networkWatcher(
  check: ArgCheck,
  given: NetworkWatcherArgs | undefined,
): NetworkWatcherSettings {
  check.block("networkWatcher", given, NETWORK_WATCHER);
  return given === undefined
    ? undefined
    : check.readAll(given, args.NETWORK_WATCHER_ARGUMENTS, "networkWatcher");
}

import { byDefault, flag, type Rule, required, wholeNumber } from "../../../../core/checks";
import { FLOW_LOG_CONTAINERS } from "../../../../core/contracts/azure/host-account";
import { FLOW_ARGUMENTS } from "../../flow-arguments";
import { oneTargetProblem } from "../../one-target";
import { isOfType } from "../arm-id";
import * as rules from "../rules";
import { VNET_FLOW_LOG_DEFAULTS as DEFAULTS } from "./defaults";

/** Rules and defaults of those arguments of `VnetFlowLogsToPce` that depend on no other argument. */
export const VNET_FLOW_LOG_ARGUMENTS = {
  ...FLOW_ARGUMENTS,
  nsgLogs: byDefault<boolean>(flag(), DEFAULTS.nsgLogs),
  retentionDays: byDefault(wholeNumber(2, 365), DEFAULTS.retentionDays),
};

export const FLOW_LOG_ACCOUNT_ARGUMENTS = {
  id: required(rules.resourceId("Microsoft.Storage/storageAccounts")),
};

export const NETWORK_WATCHER_ARGUMENTS = {
  name: required(rules.flowLogName()),
  resourceGroupName: required(rules.resourceGroupName()),
};

/** Name that replaces the one which the component would make. */
export const FLOW_LOG_ACCOUNT_NAME = rules.storageAccountName();

/** What a target may name; one of them. */
export const TARGET_ARGUMENTS = {
  virtualNetworkId: watched("Microsoft.Network/virtualNetworks"),
  subnetId: watched("Microsoft.Network/virtualNetworks/subnets"),
  networkInterfaceId: watched("Microsoft.Network/networkInterfaces"),
};

export type TargetKind = keyof typeof TARGET_ARGUMENTS;

/** Said to whoever wants a flow log of a network security group. */
export const NO_NSG_FLOW_LOGS =
  "is a network security group: Azure takes no new flow logs of these since 30 June 2025, and deletes the existing ones on " +
  "30 September 2027. Name the virtual network, subnet or network interface instead; nsgLogs: true also reads the logs of " +
  "network security groups that already stand in the account";

/** A target names exactly one resource, and no network security group. Only the names that are given count here. */
export function vnetTargetProblem(target: object): string | undefined {
  return "networkSecurityGroupId" in target
    ? `networkSecurityGroupId ${NO_NSG_FLOW_LOGS}`
    : oneTargetProblem(target, Object.keys(TARGET_ARGUMENTS));
}

/** Flow logs come from targets, or from others who write into an account that is given. */
export function targetsProblem(args: {
  readonly targets?: object;
  readonly flowLogAccount?: unknown;
}): string | undefined {
  return Object.keys(args.targets ?? {}).length > 0 || args.flowLogAccount !== undefined
    ? undefined
    : "names nothing: give a virtual network, a subnet or a network interface, or flowLogAccount, into which others write";
}

/** A resource has one flow log for each account. @returns problems by the key of the later target */
export function doubleTargets(ids: Readonly<Record<string, string>>): Record<string, string> {
  const first = new Map<string, string>();
  const problems: Record<string, string> = {};
  for (const [key, id] of Object.entries(ids)) {
    const before = first.get(id.toLowerCase());
    if (before === undefined) first.set(id.toLowerCase(), key);
    else
      problems[key] =
        `names the same resource as ${before}, and Azure takes no second flow log of it into one account`;
  }
  return problems;
}

/** The rule that an account of others needs, because nothing is changed there. */
export function retentionProblem(args: {
  readonly retentionDays?: unknown;
  readonly flowLogAccount?: unknown;
  readonly nsgLogs?: unknown;
}): string | undefined {
  if (args.retentionDays === undefined || args.flowLogAccount === undefined) return undefined;
  const { virtualNetwork, networkSecurityGroup } = FLOW_LOG_CONTAINERS;
  const containers = args.nsgLogs ? [virtualNetwork, networkSecurityGroup] : [virtualNetwork];
  const prefixes = containers.map((container) => `"${container}/"`).join(" or ");
  return (
    "is for an account that the component makes; in yours it changes nothing. Add to the lifecycle management policy of " +
    `your account a rule that deletes block blobs with the prefix ${prefixes} some days ` +
    "(at least 2) after their last modification, and say the days in flowLogAccount.retentionDays"
  );
}

function watched(type: Parameters<typeof rules.resourceId>[0]): Rule<string> {
  const rule = rules.resourceId(type);
  return (value, checks) =>
    typeof value === "string" && isOfType(value, "Microsoft.Network/networkSecurityGroups")
      ? checks.fail(NO_NSG_FLOW_LOGS)
      : rule(value, checks);
}

/** A time in UTC. */
export function startFrom(): Rule<string> {
  return (value, checks) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? value
      : checks.must("be a time in UTC, such as 2026-11-20T06:00:00Z", value);
}

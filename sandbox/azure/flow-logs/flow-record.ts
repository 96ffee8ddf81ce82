import { type FlowTuple, nsgTuple, vnetTuple } from "./flow-tuple";

/** What all records of a network interface have in common. */
export interface RecordSource {
  /** Twelve hexadecimal digits. */
  readonly mac: string;
  /** GUID of the network security group that decided. */
  readonly aclGuid: string;
}

export interface VnetLog {
  readonly id: string;
  readonly guid: string;
  readonly targetId: string;
}

/** A record of a virtual network flow log, version 4. */
export function vnetRecord(
  time: number,
  log: VnetLog,
  { mac, aclGuid }: RecordSource,
  tuples: readonly FlowTuple[],
): object {
  // Both ways to write counters that are not there occur; which one when is UNCONFIRMED.
  const withoutCounts = Number.parseInt(mac.slice(-1), 16) % 2 === 0 ? "0,0,0,0" : ",,,";
  const flowGroups = [...byRule(tuples)].map(([rule, group]) => ({
    rule,
    flowTuples: group.map((tuple) => vnetTuple(tuple, withoutCounts)),
  }));
  return {
    time: timeText(time),
    flowLogVersion: 4,
    flowLogGUID: log.guid,
    macAddress: mac,
    category: "FlowLogFlowEvent",
    flowLogResourceID: log.id.toUpperCase(),
    targetResourceID: log.targetId,
    operationName: "FlowLogFlowEvent",
    flowRecords: { flows: [{ aclID: aclGuid, flowGroups }] },
  };
}

/** A record of an NSG flow log; undefined when the version has no tuple of it. */
export function nsgRecord(
  time: number,
  nsgId: string,
  version: 1 | 2,
  { mac, aclGuid }: RecordSource,
  tuples: readonly FlowTuple[],
): object | undefined {
  const flows = [...byRule(tuples)].flatMap(([rule, group]) => {
    const flowTuples = group.flatMap((tuple) => nsgTuple(tuple, version) ?? []);
    return flowTuples.length === 0 ? [] : [{ rule, flows: [{ mac, flowTuples }] }];
  });
  if (flows.length === 0) return undefined;
  return {
    time: timeText(time),
    systemId: aclGuid,
    macAddress: mac,
    category: "NetworkSecurityGroupFlowEvent",
    resourceId: nsgId.toUpperCase(),
    operationName: "NetworkSecurityGroupFlowEvents",
    properties: { Version: version, flows },
  };
}

function byRule(tuples: readonly FlowTuple[]): Map<string, FlowTuple[]> {
  const groups = new Map<string, FlowTuple[]>();
  for (const tuple of tuples) {
    const rule = ruleOf(tuple);
    groups.set(rule, [...(groups.get(rule) ?? []), tuple]);
  }
  return groups;
}

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

function ruleOf({ state, direction, src, dst }: FlowTuple): string {
  const way = direction === "I" ? "InBound" : "OutBound";
  if (state === "D") return `DefaultRule_DenyAll${way}`;
  if (PRIVATE.test(direction === "I" ? src : dst)) return `DefaultRule_AllowVnet${way}`;
  return direction === "I" ? "UserRule_from-internet" : "DefaultRule_AllowInternetOutBound";
}

/** With seven digits of a second, as Azure writes it. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace("Z", "4567Z");
}

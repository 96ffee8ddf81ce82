import { FlowTable, type FlowTableOptions } from "../../../../core/flow-logs";
import { type BlockResult, readBlock } from "../../../../core/flow-logs/azure";
import { type Read, result } from "../reading";

/** A record of a VNet flow log; tuples by rule. */
export function vnetRecord(tuples: readonly unknown[], changes: object = {}): Record<string, unknown> {
  return {
    time: "2026-11-23T07:01:04.1234567Z",
    flowLogVersion: 4,
    flowLogGUID: "5f0c3f0e-7f2b-4c52-9d0f-6b8f5a1c2d3e",
    macAddress: "0022480A0B0C",
    category: "FlowLogFlowEvent",
    flowLogResourceID: "/SUBSCRIPTIONS/S/RESOURCEGROUPS/NETWORKWATCHERRG/FLOWLOGS/FL1",
    targetResourceID: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v1",
    operationName: "FlowLogFlowEvent",
    flowRecords: {
      flows: [{ aclID: "8c0d", flowGroups: [{ rule: "UserRule_web", flowTuples: tuples }] }],
    },
    ...changes,
  };
}

/** A record of an NSG flow log. */
export function nsgRecord(tuples: readonly unknown[], version: number): Record<string, unknown> {
  return {
    time: "2026-11-23T07:01:04.1234567Z",
    systemId: "c1e0",
    macAddress: "0022480A0B0C",
    category: "NetworkSecurityGroupFlowEvent",
    resourceId: "/SUBSCRIPTIONS/S/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/N1",
    operationName: "NetworkSecurityGroupFlowEvents",
    properties: {
      Version: version,
      flows: [{ rule: "DefaultRule_A", flows: [{ mac: "0022480A0B0C", flowTuples: tuples }] }],
    },
  };
}

export interface ReadBlocks extends Read {
  readonly blocks: readonly BlockResult[];
}

export function readBlocks(blocks: readonly (string | object)[], options: FlowTableOptions = {}): ReadBlocks {
  const table = new FlowTable(options);
  const read = blocks.map((block) =>
    readBlock(Buffer.from(typeof block === "string" ? block : JSON.stringify(block)), table),
  );
  return { ...result(table), blocks: read };
}

/** Reads one VNet record with these tuples. */
export function readTuples(tuples: readonly unknown[], options: FlowTableOptions = {}): ReadBlocks {
  return readBlocks([vnetRecord(tuples)], options);
}

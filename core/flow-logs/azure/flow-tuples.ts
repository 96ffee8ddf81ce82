/** A list of flow tuples of a record, or the place where one is due. */
export interface TupleList {
  /** Undefined where there is no list. */
  readonly tuples: readonly unknown[] | undefined;
  readonly isVnet: boolean;
  /** Places of the lists that it is in; -1 where there is none. */
  readonly flow: number;
  readonly group: number;
}

/** Path of a list from its record, for example `.flowRecords.flows[0].flowGroups[1].flowTuples`. */
export function pathOf({ isVnet, flow, group }: TupleList): string {
  const flows = isVnet ? ".flowRecords.flows" : ".properties.flows";
  if (flow < 0) return flows;
  const groups = `${flows}[${flow}].${isVnet ? "flowGroups" : "flows"}`;
  return group < 0 ? groups : `${groups}[${group}].flowTuples`;
}

/** Keys that only records of flow logs have, or that say that the record is one. */
const KEYS = ["flowLogVersion", "flowLogGUID", "flowLogResourceID"];
const CATEGORIES = ["FlowLogFlowEvent", "NetworkSecurityGroupFlowEvent"];

/** Whether a value is a record of a flow log, of VNet or NSG, although it may lack its flows. */
export function isFlowLogRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return (
    "flowRecords" in record ||
    KEYS.some((key) => key in record) ||
    CATEGORIES.includes(record["category"] as string) ||
    Array.isArray((record["properties"] as { flows?: unknown } | undefined)?.flows)
  );
}

/**
 * All lists of tuples of a record: by rule for an NSG (`properties.flows[].flows[].flowTuples`), by access list and
 * rule for a VNet (`flowRecords.flows[].flowGroups[].flowTuples`).
 */
export function* tuplesOf(record: Readonly<Record<string, unknown>>): Generator<TupleList, void, undefined> {
  const isVnet = "flowRecords" in record;
  const flows = listAt(record[isVnet ? "flowRecords" : "properties"], "flows");
  if (flows === undefined) yield { tuples: undefined, isVnet, flow: -1, group: -1 };
  else
    for (let flow = 0; flow < flows.length; flow++) {
      const groups = listAt(flows[flow], isVnet ? "flowGroups" : "flows");
      if (groups === undefined) yield { tuples: undefined, isVnet, flow, group: -1 };
      else
        for (let group = 0; group < groups.length; group++)
          yield { tuples: listAt(groups[group], "flowTuples"), isVnet, flow, group };
    }
}

function listAt(holder: unknown, key: string): readonly unknown[] | undefined {
  if (typeof holder !== "object" || holder === null) return undefined;
  const list = (holder as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(list) ? list : undefined;
}

/** A list of flow tuples, or what stands where one is due. */
export interface Tuples {
  /** Path from the record, for example `.flowRecords.flows[0].flowGroups[1].flowTuples`. */
  readonly at: string;
  /** Undefined where there is no list. */
  readonly tuples: readonly unknown[] | undefined;
}

/** Keys that only records of flow logs have, or that say that the record is one. */
const KEYS = ["flowRecords", "flowLogVersion", "flowLogGUID", "flowLogResourceID"];
const CATEGORIES = ["FlowLogFlowEvent", "NetworkSecurityGroupFlowEvent"];

/** Whether a value is a record of a flow log, of VNet or NSG, although it may lack its flows. */
export function isFlowLogRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return (
    KEYS.some((key) => key in record) ||
    CATEGORIES.includes(record["category"] as string) ||
    Array.isArray((record["properties"] as { flows?: unknown } | undefined)?.flows)
  );
}

/**
 * All lists of tuples of a record: by rule for an NSG (`properties.flows[].flows[].flowTuples`), by access list and
 * rule for a VNet (`flowRecords.flows[].flowGroups[].flowTuples`).
 */
export function* tuplesOf(record: Readonly<Record<string, unknown>>): Generator<Tuples, void, undefined> {
  const isVnet = "flowRecords" in record;
  const [holder, groups] = isVnet ? ["flowRecords", "flowGroups"] : ["properties", "flows"];
  const flows = listAt(record[holder], "flows");
  if (flows === undefined) yield { at: `.${holder}.flows`, tuples: undefined };
  for (const [index, flow] of (flows ?? []).entries()) {
    const at = `.${holder}.flows[${index}].${groups}`;
    const inner = listAt(flow, groups);
    if (inner === undefined) yield { at, tuples: undefined };
    for (const [place, group] of (inner ?? []).entries())
      yield { at: `${at}[${place}].flowTuples`, tuples: listAt(group, "flowTuples") };
  }
}

function listAt(holder: unknown, key: string): readonly unknown[] | undefined {
  if (typeof holder !== "object" || holder === null) return undefined;
  const list = (holder as Readonly<Record<string, unknown>>)[key];
  return Array.isArray(list) ? list : undefined;
}

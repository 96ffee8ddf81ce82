import {
  type DagBindingDefinition,
  type Members,
  nameOfTable,
  type OwnEntry,
  type PceFacts,
  revisionTag,
  type TablePlan,
  type TargetTable,
  tableKey,
  tablePlan,
  tablesOf,
} from "../../../core/dag";
import type { Claim } from "../../../core/reconcile/claim";
import { staleness } from "../../shared/staleness";
import { membersOf, missingFor } from "./binding-members";
import { type Firewall, startReadings, type TableReading, type TableReadings } from "./table-readings";
import { workloadNames } from "./workload-names";

/** What has to be written to one table for one binding. */
export interface BindingPlan {
  readonly definition: DagBindingDefinition;
  readonly firewall: Firewall;
  readonly table: TargetTable;
  /** What was read of the table. */
  readonly reading: TableReading;
  readonly members: Members;
  readonly plan: TablePlan;
  /** Single addresses that carry the tag now, by canonical address. */
  readonly own: ReadonlyMap<string, OwnEntry>;
  /** Addresses that the plan unregisters, and the workloads that have them now. */
  readonly leaving: readonly { readonly address: string; readonly workloads: readonly string[] }[];
  /** Why this declaration must not write here: by the claims in the table, another one is in force, or none is. */
  readonly stale?: string;
  /** Claims of declarations in force in the table. */
  readonly revisions: readonly Claim[];
  /** Claims that were begun there and not finished. */
  readonly begun: readonly Claim[];
  /** Claims there that were handed over and may be given back. */
  readonly former: readonly Claim[];
  /** Other tags to which the same owner began a claim there and did not finish it. */
  readonly strayTags: readonly string[];
}

/**
 * Compares the members by the PCE with the entries of the firewalls, and writes nothing. Each table is read once for
 * all bindings.
 *
 * @param readings readings of tables, kept for further plans that may use the same reading
 * @param beside other bindings that fill the same tables, for which no plan is made
 * @throws ConfigurationError when a binding names a label that the PCE does not have
 */
export async function planBindings(
  definitions: readonly DagBindingDefinition[],
  facts: PceFacts,
  firewalls: ReadonlyMap<string, Firewall>,
  readings: TableReadings = new Map(),
  beside: readonly DagBindingDefinition[] = [],
): Promise<BindingPlan[]> {
  const places = definitions.flatMap((definition) => {
    const members = membersOf(definition, facts);
    return tablesOf(definition.target).map((table) => ({ definition, members, table }));
  });
  await Promise.all(startReadings(definitions, firewalls, readings));
  const wanted = new Map<string, Members[]>();
  for (const { members, ...place } of [...places, ...placesBeside(beside, facts)]) {
    const key = keyOf(place);
    const all = wanted.get(key) ?? [];
    wanted.set(key, all);
    all.push(members);
  }
  return Promise.all(
    places.map(async (place) => {
      const { definition, members, table } = place;
      const reading = await readings.get(keyOf(place))!;
      const { index, limit } = reading;
      const { revisions, begun, former, own } = index.observed(definition.tag);
      const stale = staleness(definition, revisions, {
        declaration: `binding ${definition.name}`,
        where: nameOfTable(table),
        mark: revisionTag(definition),
        command: "dag-sync",
      });
      const plan = tablePlan(definition, members, index, {
        otherMembers: wanted.get(keyOf(place))!,
        ...(limit && { deviceLimit: limit }),
      });
      const firewall = firewalls.get(definition.target.firewall)!;
      const names = workloadNames(facts, plan.unregister);
      const leaving = plan.unregister.map((address) => ({ address, workloads: names.get(address) ?? [] }));
      const strayTags = index.begunElsewhere(definition.tag, [definition.owner]);
      const claims = { revisions, begun, former, strayTags, ...(stale && { stale }) };
      return { definition, firewall, table, reading, members, plan, own, leaving, ...claims };
    }),
  );
}

function keyOf({ definition, table }: Place): string {
  return tableKey(definition.target.firewall, table);
}

interface Place {
  readonly definition: DagBindingDefinition;
  readonly table: TargetTable;
}

/**
 * Binding and table of the other bindings. Those that name what the PCE does not have are left out, and their own plan
 * reports it.
 */
function placesBeside(definitions: readonly DagBindingDefinition[], facts: PceFacts) {
  return definitions
    .filter((definition) => missingFor(definition, facts) === undefined)
    .flatMap((definition) => {
      const members = membersOf(definition, facts);
      return tablesOf(definition.target).map((table) => ({ definition, members, table }));
    });
}

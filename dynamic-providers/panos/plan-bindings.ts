import type { PanosClient, RegisteredTable } from "../../clients/panos";
import {
  type DagBindingDefinition,
  dagMembers,
  declaredBy,
  deviceLimit,
  type Members,
  type OwnEntry,
  type PceFacts,
  revisionTag,
  TableIndex,
  type TablePlan,
  tablePlan,
} from "../../core/dag";
import { isConfigurationError } from "../../core/errors";
import { nameOfTable, tablesOf } from "./binding-tables";
import { workloadNames } from "./workload-names";

/** A firewall as plans need it. */
export interface Firewall {
  readonly client: PanosClient;
  /** Set by the user, where the model's own limit is not known. */
  readonly deviceLimit?: number;
  /** Administrator whose key it is; commits need it. */
  readonly admin?: string;
}

/** What one table needs for one binding. */
export interface BindingPlan {
  readonly definition: DagBindingDefinition;
  readonly firewall: Firewall;
  readonly table: RegisteredTable;
  readonly members: Members;
  readonly plan: TablePlan;
  /** Single addresses that carry the tag now, by canonical address. */
  readonly own: ReadonlyMap<string, OwnEntry>;
  /** What the plan unregisters, and whose it is now. */
  readonly leaving: readonly { readonly address: string; readonly workloads: readonly string[] }[];
  /** Why this declaration must not write here: the table says that another one is in force, or none. */
  readonly stale?: string;
  /** What stands in the table in the place of the revision. */
  readonly revisions: readonly { readonly address: string; readonly tag: string }[];
}

/** What was read of each table. */
export type TableReadings = Map<string, Promise<TableReading>>;

/**
 * Compares what the PCE wants with what the firewalls have, and writes nothing. Each table is read once for all
 * bindings.
 *
 * @param readings kept for further plans that may be decided by the same reading
 * @param beside bindings that fill the same tables, and of which no plan is asked for
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
      const { index, limit } = await readings.get(keyOf(place))!;
      const { revisions, own } = index.observed(definition.tag);
      const stale = staleness(definition, table, revisions);
      const plan = tablePlan(definition, members, index, {
        otherMembers: wanted.get(keyOf(place))!,
        ...(limit && { deviceLimit: limit }),
      });
      const firewall = firewalls.get(definition.target.firewall)!;
      const names = workloadNames(facts, plan.unregister);
      const leaving = plan.unregister.map((address) => ({ address, workloads: names.get(address) ?? [] }));
      return { definition, firewall, table, members, plan, own, leaving, revisions, ...(stale && { stale }) };
    }),
  );
}

/**
 * Begins to read the tables of these bindings, each once.
 *
 * @returns the readings of these bindings; of one that nobody waits for, a failure is silent
 */
export function startReadings(
  definitions: readonly DagBindingDefinition[],
  firewalls: ReadonlyMap<string, Firewall>,
  readings: TableReadings,
): Promise<TableReading>[] {
  return definitions.flatMap((definition) =>
    tablesOf(definition.target).map((table) => {
      const key = keyOf({ definition, table });
      const known = readings.get(key);
      if (known) return known;
      const reading = readTable(firewalls.get(definition.target.firewall)!, table);
      reading.catch(() => undefined);
      readings.set(key, reading);
      return reading;
    }),
  );
}

function keyOf({ definition, table }: Place): string {
  return `${definition.target.firewall} ${table.serial ?? ""} ${table.vsys ?? ""}`;
}

interface Place {
  readonly definition: DagBindingDefinition;
  readonly table: RegisteredTable;
}

const known = new WeakMap<PceFacts, Map<string, Members>>();

/** Worked out once for each declaration and reading of the PCE. */
function membersOf(definition: DagBindingDefinition, facts: PceFacts): Members {
  const members = known.get(facts) ?? new Map<string, Members>();
  known.set(facts, members);
  const found = members.get(definition.revision) ?? dagMembers(definition, facts);
  members.set(definition.revision, found);
  return found;
}

/** Those that name what the PCE does not have say so in their own plan. */
function placesBeside(definitions: readonly DagBindingDefinition[], facts: PceFacts) {
  return definitions.flatMap((definition) => {
    try {
      const members = membersOf(definition, facts);
      return tablesOf(definition.target).map((table) => ({ definition, members, table }));
    } catch (error) {
      if (isConfigurationError(error)) return [];
      throw error;
    }
  });
}

export interface TableReading {
  readonly index: TableIndex;
  readonly limit: number | undefined;
}

async function readTable(
  { client, deviceLimit: set }: Firewall,
  table: RegisteredTable,
): Promise<TableReading> {
  const index = new TableIndex(await client.registeredAddresses(table));
  if (set !== undefined) return { index, limit: set };
  const { model } = await client.systemInfo(table.serial === undefined ? {} : { serial: table.serial });
  return { index, limit: deviceLimit(model) };
}

function staleness(
  { name, tag, owner, revision }: DagBindingDefinition,
  table: RegisteredTable,
  revisions: BindingPlan["revisions"],
): string | undefined {
  const where = nameOfTable(table);
  if (revisions.length === 0) return `binding ${name} is not claimed in ${where}`;
  const wanted = revisionTag(tag, owner, revision);
  if (revisions.every((found) => declaredBy(found.tag) === wanted)) return undefined;
  return (
    `another declaration of binding ${name} is in force in ${where} (${revisions.map((found) => found.tag).join(", ")}, ` +
    `this one is ${wanted})`
  );
}

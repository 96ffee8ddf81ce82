import { removalProblem } from "../reconcile/removal-problem";
import { setChanges } from "../reconcile/set-changes";
import type { DagBindingDefinition } from "./binding-definition";
import type { LiveTable } from "./live-table";
import type { MemberChanges, PlannedAddress } from "./member-changes";
import type { Members } from "./members";
import type { TableIndex } from "./table-index";

/** Tags that PAN-OS keeps for one registered address (documentation, "Use Dynamic Address Groups in Policy"). */
export const TAGS_PER_ADDRESS = 32;

/** What one table needs so that exactly the members carry the tag. */
export interface TablePlan {
  readonly register: readonly PlannedAddress[];
  /** Addresses in the firewall's own spelling. */
  readonly unregister: readonly string[];
  /** Number of entries that stay. */
  readonly kept: number;
  /** Why nothing of the plan may be written. */
  readonly problems: readonly string[];
  /** What a reader should know although the plan may be written. */
  readonly warnings: readonly string[];
}

export interface PlanOptions {
  /** Entries that the firewall holds at most; unknown when left out. */
  readonly deviceLimit?: number;
  /** Members of other bindings in the same table; may hold those of this one too. */
  readonly otherMembers?: readonly Members[];
}

export function tablePlan(
  definition: DagBindingDefinition,
  members: Members,
  table: TableIndex,
  options: PlanOptions = {},
): TablePlan {
  const { own, ranges } = table.observed(definition.tag);
  const { add, remove, same } = setChanges(members.addresses, own);
  const register = add.map((address) => ({ address, workloads: members.addresses.get(address)! }));
  return {
    register,
    unregister: remove.map((address) => own.get(address)!.written),
    kept: same,
    problems: [
      ...tooManyTags(add, table),
      ...tooManyAddresses(members, definition.maxAddresses),
      ...tooManyRemovals(definition, own.size, add.length, remove.length),
      ...overflow(members, table, options),
    ],
    warnings: [
      ...ranges.map((range) => `${range} carries the tag ${definition.tag} too; it is left alone`),
      ...sharedWarnings(definition, members),
    ],
  };
}

/**
 * The plan for a table that had exactly the members until they changed, made from the changes alone.
 *
 * @param members as they are now
 * @param written the firewall's spelling of an address that carries the tag
 * @param table counts each planned change at once
 */
export function tableStep(
  definition: DagBindingDefinition,
  { entered, left }: MemberChanges,
  members: Pick<Members, "addresses">,
  table: LiveTable,
  written: (canonical: string) => string,
): TablePlan {
  const own = members.addresses.size - entered.length + left.length;
  const added = entered.map(({ address }) => address);
  const crowded = tooManyTags(added, table);
  for (const address of left) table.count(address, -1);
  for (const address of added) table.count(address, 1);
  const full = table.problem();
  return {
    register: entered,
    unregister: left.map(written),
    kept: own - left.length,
    problems: [
      ...crowded,
      ...tooManyAddresses(members, definition.maxAddresses),
      ...tooManyRemovals(definition, own, entered.length, left.length),
      ...(full === undefined || added.length === 0 ? [] : [full]),
    ],
    warnings: [],
  };
}

/** `+3 -1 = 1204`: addresses that enter, that leave, and how many there are then. */
export function planSummary({ register, unregister, kept }: TablePlan): string {
  return `+${register.length} -${unregister.length} = ${kept + register.length}`;
}

export function isInSync({ register, unregister }: TablePlan): boolean {
  return register.length === 0 && unregister.length === 0;
}

function tooManyTags(add: readonly string[], table: Pick<TableIndex, "tagsOf">): string[] {
  return add
    .filter((address) => table.tagsOf(address) >= TAGS_PER_ADDRESS)
    .map(
      (address) =>
        `${address} has ${table.tagsOf(address)} tags already, and PAN-OS keeps ${TAGS_PER_ADDRESS}`,
    );
}

function tooManyAddresses(
  { addresses }: Pick<Members, "addresses">,
  maxAddresses: number | undefined,
): string[] {
  if (maxAddresses === undefined || addresses.size <= maxAddresses) return [];
  return [`${addresses.size} addresses match, and maxAddresses allows ${maxAddresses}`];
}

function tooManyRemovals(
  { maxRemovedShare }: DagBindingDefinition,
  own: number,
  added: number,
  removed: number,
): string[] {
  const problem = removalProblem({ own, added, removed, maxRemovedShare });
  return problem === undefined ? [] : [problem];
}

/**
 * Why the table would hold too many entries. Entries that lose the tag of the binding are counted as staying, because
 * tags of others may keep them. Which addresses are new is worked out only when the firewall could not hold them if all
 * were new.
 */
function overflow(members: Members, table: TableIndex, options: PlanOptions): string[] {
  const { deviceLimit, otherMembers = [] } = options;
  const all = [members, ...otherMembers.filter((others) => others !== members)];
  const most = all.reduce((sum, { addresses }) => sum + addresses.size, table.size);
  if (deviceLimit === undefined || most <= deviceLimit) return [];
  const fresh = new Set<string>();
  for (const { addresses } of all)
    for (const address of addresses.keys()) if (!table.has(address)) fresh.add(address);
  const total = table.size + fresh.size;
  if (total <= deviceLimit) return [];
  return [
    `the registered-IP table would hold ${total} entries (${table.size} now), and the firewall takes ${deviceLimit}`,
  ];
}

function sharedWarnings({ onSharedAddress }: DagBindingDefinition, { shared }: Members): string[] {
  const fate = onSharedAddress === "union" ? "is a member" : "is no member";
  return shared.map(
    ({ address, matching, others }) =>
      `${address} belongs to ${matching.join(", ")}, which match, and to ${others.join(", ")}, which do not; it ${fate}`,
  );
}

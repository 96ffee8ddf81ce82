import { removalProblem } from "../changes/removal-problem";
import { setChanges } from "../changes/set-changes";
import type { DagBindingDefinition } from "./binding-definition";
import type { Members } from "./members";
import type { TableIndex } from "./table-index";

/** Tags that PAN-OS keeps for one registered address (documentation, "Use Dynamic Address Groups in Policy"). */
export const TAGS_PER_ADDRESS = 32;

export interface PlannedAddress {
  readonly address: string;
  /** Names of the workloads that have it; of one that leaves, nobody may have it any more. */
  readonly workloads: readonly string[];
}

/** What one table needs so that exactly the members carry the tag. */
export interface TablePlan {
  readonly register: readonly PlannedAddress[];
  /** In the firewall's own spelling. */
  readonly unregister: readonly string[];
  /** How many stay. */
  readonly kept: number;
  /** Why nothing of it may be written. */
  readonly problems: readonly string[];
  /** What a reader should know although it may be written. */
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

/** `+3 -1 = 1204`: addresses that enter, that leave, and how many there are then. */
export function planSummary({ register, unregister, kept }: TablePlan): string {
  return `+${register.length} -${unregister.length} = ${kept + register.length}`;
}

export function isInSync({ register, unregister }: TablePlan): boolean {
  return register.length === 0 && unregister.length === 0;
}

function tooManyTags(add: readonly string[], table: TableIndex): string[] {
  return add
    .filter((address) => table.tagsOf(address) >= TAGS_PER_ADDRESS)
    .map(
      (address) =>
        `${address} has ${table.tagsOf(address)} tags already, and PAN-OS keeps ${TAGS_PER_ADDRESS}`,
    );
}

function tooManyAddresses({ addresses }: Members, maxAddresses: number | undefined): string[] {
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
 * Entries that lose our tag are counted as staying: others' tags may keep them. Which addresses are new is looked at
 * only where the firewall could not hold them if all were.
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

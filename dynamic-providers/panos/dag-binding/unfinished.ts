import type { PanosClient } from "../../../clients/panos";
import { type NamedBinding, TableIndex, type TargetTable, tablesOf } from "../../../core/dag";
import { isClaimOf } from "../../../core/reconcile/claim";
import { isUnfinished as isAnyUnfinished, type ObservedPlace } from "../../../core/reconcile/make-claim";
import { isOwnClaim } from "../../../core/reconcile/release";
import { BindingTable } from "../../../reconcilers/dag/apply/binding-table";
import { type ReleasedBinding, releaseTable } from "../../../reconcilers/dag/claim/release-binding";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import { ownersOf } from "../objects/binding-objects";
import type { BindingSystems } from "./binding-systems";
import { type DagBindingState, revisionTagOf } from "./dag-binding-state";

/** The content of a table that concerns a binding. */
export type Standing = Pick<BindingPlan, "revisions" | "begun"> &
  Partial<Pick<BindingPlan, "strayTags">> & { readonly definition: NamedBinding };

/**
 * Whether the tables show a run that was cut off or whose result could not be recorded: then there may be objects and
 * tables that the state does not know.
 *
 * @param before undefined for a binding that is created
 * @param takeOverFrom owner of the binding that is taken over
 */
export function isUnfinished(
  plans: readonly Standing[],
  before: DagBindingState | undefined,
  takeOverFrom?: string,
): boolean {
  return plans.some(({ definition, revisions, begun, strayTags = [] }) => {
    if (before === undefined && strayTags.length > 0) return true;
    const owners = ownersOf({ definition, ...(takeOverFrom !== undefined && { takeOverFrom }) }, before);
    const mark = before && revisionTagOf(before, before.incarnation);
    return isAnyUnfinished([...revisions, ...begun], (claim) => isClaimOf(claim, owners), mark);
  });
}

interface TableOfClient {
  readonly client: PanosClient;
  readonly table: TargetTable;
}

/** Reads the tables of an earlier target. */
export async function placesOf(
  { definition }: DagBindingState,
  tables: readonly TargetTable[],
  systems: BindingSystems,
): Promise<(ObservedPlace & Standing & TableOfClient & Pick<BindingPlan, "former">)[]> {
  const { client } = systems.firewall(definition);
  return Promise.all(
    tables.map(async (table) => {
      const { revisions, begun, former } = new TableIndex(await client.registeredAddresses(table)).observed(
        definition.tag,
      );
      const system = new BindingTable(client, table, definition);
      const claims = [...revisions, ...begun, ...former];
      return { client, table, system, definition, revisions, begun, former, claims };
    }),
  );
}

/** After a run that was cut off: removes what that run registered on other firewalls behind the Panorama. */
export async function releaseStrays(
  released: ReleasedBinding,
  systems: BindingSystems,
  warn: (message: string) => void,
): Promise<void> {
  const { definition } = released;
  const { target, tag } = definition;
  if (target.serials === undefined) return;
  const { client } = systems.firewall(definition);
  for (const serial of await client.connectedSerials()) {
    if (target.serials.includes(serial)) continue;
    const [table] = tablesOf({ ...target, serials: [serial] });
    const { revisions, begun } = new TableIndex(await client.registeredAddresses(table!)).observed(tag);
    if ([...revisions, ...begun].some((claim) => isOwnClaim(claim, released)))
      await releaseTable({ client, table: table! }, released, warn);
  }
}

/**
 * Removes what an earlier create of this binding with another tag left when it was cut off: no state knows of it any
 * more.
 */
export async function releaseStrayTags(
  plans: readonly BindingPlan[],
  warn: (message: string) => void,
): Promise<void> {
  for (const { definition, firewall, table, strayTags } of plans)
    for (const tag of strayTags) {
      const released = { definition: { ...definition, tag }, owners: [definition.owner] };
      await releaseTable({ client: firewall.client, table }, released, warn);
    }
}

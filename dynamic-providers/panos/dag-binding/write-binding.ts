import type { PushOptions } from "../../../clients/panos";
import { nameOfTable } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import { isStillInForce } from "../../../core/reconcile/fence";
import { syncTable } from "../../../reconcilers/dag/apply/sync-table";
import { tableOf } from "../../../reconcilers/dag/apply/write-plan";
import { placeOf } from "../../../reconcilers/dag/claim/claim-binding";
import { type BindingClaim, claimTables } from "../../../reconcilers/dag/claim/claim-tables";
import { releaseTable } from "../../../reconcilers/dag/claim/release-binding";
import { type CommitResult, commitText } from "../../../reconcilers/dag/commit/commit-changes";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import type { RunContext } from "../../lifecycle/resource-provider";
import { incarnationInMarks, isCommitted, ownersOf, pushOf } from "../objects/binding-objects";
import { writeObjects } from "../objects/write-objects";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingInputs, DagBindingState } from "./dag-binding-state";
import { warnOfTakeOver } from "./other-declarations";
import type { Writing } from "./prepare-binding";
import { releaseStrays, releaseStrayTags } from "./unfinished";

/** Answers after the commit that operations under way together share. */
export type CommitCall = (push?: PushOptions) => Promise<CommitResult>;

/** The addresses and the configuration are written, and the commit or the push that was to follow failed. */
export class NotInForceError extends IllumioIacError {}

/**
 * Writes the claim first, so that a scheduled run of an earlier declaration writes nothing more; then the addresses, so
 * that a group is complete before a rule uses it; then removes what the binding no longer uses, and commits last.
 *
 * @param before state of an earlier run; if that run was cut off, perhaps between its commit and its push, it is
 *   committed again
 * @throws ClaimLostError when another declaration was put in force at the same time, and nothing is left of this one;
 *   NotInForceError when all is written and the commit failed
 */
export async function carryOut(
  inputs: DagBindingInputs,
  writing: Writing,
  systems: BindingSystems,
  { run, commit, before }: { run: RunContext; commit: CommitCall; before?: DagBindingState },
): Promise<void> {
  const { definition } = inputs;
  const { plans, objects, passing, claim, leaving, unfinished } = writing;
  warnOfTakeOver(inputs, plans, run);
  const endClaim = await claimTables(plans.map(placeOf), claim, leaving);
  await writeTables(plans, run);
  const { configuration } = systems.firewall(definition).client;
  const owners = ownersOf(inputs, before);
  const count = await writeObjects(
    configuration,
    objects,
    [...owners, ...passing.owners.map(({ owner }) => owner)],
    incarnationInMarks(run, writing.state.incarnation).incarnation,
    passing.former,
  );
  const released = { definition: before?.definition ?? definition, owners };
  for (const place of leaving) await releaseTable(place, released, run.warn);
  if (unfinished) await releaseStrays({ ...released, definition }, systems, run.warn);
  if (before === undefined && run.replaces !== true) await releaseStrayTags(plans, run.warn);
  await refuseReplaced(plans, claim);
  await putConfigurationInForce(count, inputs, writing, { run, commit, ...(before && { before }) });
  await endClaim();
}

async function putConfigurationInForce(
  count: number,
  inputs: DagBindingInputs,
  { objects, unfinished }: Writing,
  { run, commit, before }: { run: RunContext; commit: CommitCall; before?: DagBindingState },
): Promise<void> {
  const { definition } = inputs;
  // When a binding gives up its group, it commits this in the mode in which it committed the group.
  const mode = inputs.addressGroup ? inputs : (before ?? inputs);
  const mustCommit = isCommitted(mode) || objects.leftInForce;
  if (count > 0 && !mustCommit)
    run.say(
      `${definition.name}: ${count} changes of configuration, not committed: illumio-iac dag-sync commit`,
    );
  const isCutOff = unfinished || before?.complete === false;
  if (!mustCommit || (count + objects.uncommitted.length === 0 && !isCutOff)) return;
  const result = await commit(pushOf(mode)).catch((error: Error) => {
    throw new NotInForceError(`binding ${definition.name}: ${error.message}`, { cause: error });
  });
  run.say(`${definition.name}: ${commitText(result)}`);
}

async function writeTables(plans: readonly BindingPlan[], run: RunContext): Promise<void> {
  const done: string[] = [];
  for (const { definition, table, plan, firewall } of plans) {
    const { registered, unregistered } = await syncTable(firewall.client, table, definition, plan);
    done.push(`${nameOfTable(table)}: ${registered} registered, ${unregistered} unregistered`);
  }
  run.say(`${plans[0]!.definition.name}: ${done.join("; ")}`);
}

/** Addresses that were registered after another declaration took the tag over are for that declaration to remove. */
async function refuseReplaced(
  plans: readonly BindingPlan[],
  { name, tag, mark }: BindingClaim,
): Promise<void> {
  for (const plan of plans)
    if (!(await isStillInForce(tableOf(plan), [{ mark }])))
      throw new IllumioIacError(
        `binding ${name}: another declaration of the tag ${tag} was put in force in ${nameOfTable(plan.table)} meanwhile. ` +
          "Declare it in one place only",
      );
}

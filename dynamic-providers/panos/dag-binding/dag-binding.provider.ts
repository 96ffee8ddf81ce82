import { type DagBindingDefinition, FIRST_VSYS, isInSync, tablesOf } from "../../../core/dag";
import { ClaimLostError } from "../../../core/reconcile/make-claim";
import { isLaterClaim } from "../../../core/reconcile/release";
import { releaseTable } from "../../../reconcilers/dag/claim/release-binding";
import { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { ResourceProvider } from "../../lifecycle/resource-provider";
import { hasUnknownArgument } from "../../lifecycle/unknown-arguments";
import { objectDrift, objectPlan, removeObjects } from "../objects/binding-objects";
import { bindingDrift, inputsOf } from "./binding-drift";
import { refuseOtherFirewall, refuseOtherPce } from "./binding-place";
import type { BindingSystems } from "./binding-systems";
import { checkDagBinding } from "./dag-binding-check";
import { type DagBindingInputs, type DagBindingState, revisionTagOf } from "./dag-binding-state";
import { difference } from "./difference";
import { memberFigures, prepare, type Writing } from "./prepare-binding";
import { isUnfinished, placesOf, releaseStrays } from "./unfinished";
import { carryOut, NotInForceError } from "./write-binding";

/** The tag of a binding on the firewalls of its target, over its life. */
export const dagBindingProvider: ResourceProvider<DagBindingInputs, DagBindingState, BindingSystems> = {
  schemaVersion: 1,

  check: checkDagBinding,

  async diff(_id, state, inputs, systems, run) {
    if (run.preview || hasUnknownArgument(inputs)) return difference(state, inputs, systems, run);
    const followed = systems.followed(inputs.definition, revisionTagOf(state, state.incarnation));
    return systems.following.difference(followed, async () => ({
      answer: await difference(state, inputs, systems, run),
      compared: inputs.membership === "sync" ? undefined : followed,
    }));
  },

  create(inputs, systems, run) {
    const id = idOf(inputs.definition);
    return systems.commit(inputs.definition).during(async (commit) => {
      const position = beginOperation(inputs, systems);
      const writing = await prepare(inputs, run.newIncarnation(), systems, run);
      try {
        await carryOut(inputs, writing, systems, { run, commit });
      } catch (error) {
        if (error instanceof ClaimLostError) throw error;
        throw new IncompleteResourceError(id, writing.state, [(error as Error).message], { cause: error });
      }
      await settleOperation(id, writing, inputs, systems, position);
      return { id, state: writing.state };
    });
  },

  /**
   * When an update fails, the old state stays; what was written carries the incarnation, so the next run recognises it.
   * When only the commit failed, the new state is kept, and the next run commits.
   */
  update(id, state, inputs, systems, run) {
    return systems.commit(inputs.definition).during(async (commit) => {
      const position = beginOperation(inputs, systems);
      refuseOtherFirewall(state, systems);
      refuseOtherPce(state, inputs.definition.connection, systems);
      const writing = await prepare(inputs, state.incarnation, systems, run, state);
      try {
        await carryOut(inputs, writing, systems, { run, commit, before: state });
      } catch (error) {
        if (!(error instanceof NotInForceError)) throw error;
        throw new IncompleteResourceError(id, writing.state, [error.message], { cause: error });
      }
      await settleOperation(id, writing, inputs, systems, position);
      return writing.state;
    });
  },

  async read(_id, state, systems) {
    refuseOtherFirewall(state, systems);
    refuseOtherPce(state, state.definition.connection, systems);
    const plans = await systems.plan(state.definition);
    if (
      plans.every(
        ({ plan, revisions, begun }) =>
          revisions.length + begun.length === 0 && plan.kept + plan.unregister.length === 0,
      )
    )
      return undefined;
    const { drift: _drift, ...rest } = state;
    const objects = await objectPlan(state, systems, state, isUnfinished(plans, state));
    const drift = { ...bindingDrift(plans, state), ...objectDrift(objects) };
    const inputs = inputsOf(state);
    const isInStep = plans.every(({ plan }) => isInSync(plan));
    const figures = isInStep ? memberFigures(state, plans[0]!) : {};
    return { state: { ...rest, ...figures, ...(Object.keys(drift).length > 0 && { drift }) }, inputs };
  },

  /** Objects before addresses, so that no rule loses its group's members while it is in force. */
  async delete(_id, state, systems, run) {
    refuseOtherFirewall(state, systems);
    const { definition, incarnation } = state;
    const released = { definition, owners: [definition.owner], incarnation };
    const places = await placesOf(state, tablesOf(definition.target), systems);
    const unfinished = isUnfinished(places, state);
    const isReplaced = places.some(({ claims }) => claims.some((claim) => isLaterClaim(claim, released)));
    if (!isReplaced || run.takesWithinStack === true) await removeObjects(state, systems, run, unfinished);
    for (const place of places) await releaseTable(place, released, run.warn);
    if (unfinished) await releaseStrays(released, systems, run.warn);
  },
};

function idOf({ target, tag }: DagBindingDefinition): string {
  return `${target.firewall}/${target.vsys ?? target.deviceGroup ?? FIRST_VSYS}/${tag}`;
}

function beginOperation({ definition }: DagBindingInputs, systems: BindingSystems): number {
  return systems.following.begin({
    owner: definition.owner,
    system: systems.pce.system(definition.connection),
  });
}

/** When all is written, follows the workloads that the run has written since the plan. */
async function settleOperation(
  id: string,
  { claim, state }: Writing,
  { definition, membership }: DagBindingInputs,
  systems: BindingSystems,
  position: number,
): Promise<void> {
  if (membership === "sync") return;
  try {
    await systems.following.settle(systems.followed(definition, claim.mark), position);
  } catch (error) {
    throw new IncompleteResourceError(id, state, [(error as Error).message], { cause: error });
  }
}

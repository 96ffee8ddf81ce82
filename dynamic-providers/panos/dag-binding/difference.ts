import { isUnknown } from "../../../core/checks/unknown";
import { type DagBindingDefinition, isInSync } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import type { DiffResult, RunContext } from "../../lifecycle/resource-provider";
import { hasUnknownArgument } from "../../lifecycle/unknown-arguments";
import { objectPlan, objectText, sameConfiguration } from "../objects/binding-objects";
import type { ObjectPlan } from "../objects/plan-objects";
import { isElsewhere, refuseOtherFirewall, refuseOtherPce } from "./binding-place";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingInputs, DagBindingState } from "./dag-binding-state";
import { warnOfLocks } from "./lock-warning";
import { isConfigurationKnown, isPlaceKnown, type NamedInputs, namedInputs } from "./named-inputs";
import { ADVICE_ON_OTHERS, otherDeclarations } from "./other-declarations";
import { isUnfinished } from "./unfinished";

/** Compares with the firewall and not with the state: what a run wrote last may be gone. */
export async function difference(
  state: DagBindingState,
  inputs: DagBindingInputs,
  systems: BindingSystems,
  run: RunContext,
): Promise<DiffResult> {
  refuseOtherFirewall(state, systems);
  if (hasUnknownArgument(inputs)) return knownDifference(state, inputs, systems, run);
  const { definition } = inputs;
  refuseOtherPce(state, definition.connection, systems);
  const moves = isElsewhere(state.definition, definition);
  const replaces = moves ? ["definition"] : [];
  const declared = !sameDeclaration(state.definition, definition) || !sameConfiguration(state, inputs);
  if (run.preview && systems.withoutNetwork)
    return { changes: moves || declared, replaces, deleteBeforeReplace: true };
  const { objects, unfinished } = await objectDifference(state, inputs, systems, run, moves);
  if (moves) return { changes: true, replaces, deleteBeforeReplace: true };
  if (run.preview) await previewOthers(state, inputs, systems, run);
  if (declared || unfinished || isUnknown(inputs.summary))
    return { changes: true, deleteBeforeReplace: true };
  const plans = await systems.planOfCheck(definition);
  const members = plans.some(({ plan, stale }) => !isInSync(plan) || stale !== undefined);
  const isDue = objects.changes.length + objects.uncommitted.length > 0;
  if (members && inputs.membership === "sync" && plans.every(({ stale }) => stale === undefined)) {
    run.say(`${definition.name}: the addresses differ, which dag-sync will settle (membership: sync)`);
    return { changes: isDue || state.complete === false, deleteBeforeReplace: true };
  }
  return { changes: members || isDue || state.complete === false, deleteBeforeReplace: true };
}

/** What is certain where some arguments are unknown: in a preview, or because what they depend on is being replaced. */
async function knownDifference(
  state: DagBindingState,
  inputs: DagBindingInputs,
  systems: BindingSystems,
  run: RunContext,
): Promise<DiffResult> {
  const known = namedInputs(inputs, run);
  if (!isUnknown(inputs.connection)) refuseOtherPce(state, inputs.connection ?? undefined, systems);
  const moves = isElsewhere(state.definition, known.definition);
  if (run.preview && !systems.withoutNetwork) {
    if (isConfigurationKnown(known)) await objectDifference(state, known, systems, run, moves);
    if (!moves && isPlaceKnown(known)) await previewOthers(state, known, systems, run);
  }
  return { changes: true, replaces: moves ? ["definition"] : [], deleteBeforeReplace: true };
}

/**
 * Plans the changes of configuration. In a preview it prints them, and warns of locks.
 *
 * @param moves whether the binding is replaced: then the check of the new one reports problems
 * @throws IllumioIacError that names the problems of the objects
 */
async function objectDifference(
  state: DagBindingState,
  inputs: NamedInputs,
  systems: BindingSystems,
  run: RunContext,
  moves: boolean,
): Promise<{ readonly objects: ObjectPlan; readonly unfinished: boolean }> {
  const { name } = inputs.definition;
  const unfinished = !moves && isUnfinished(await systems.claims(state.definition), state);
  const objects = await objectPlan(inputs, systems, moves ? undefined : state, unfinished);
  const lines = objectText(objects);
  if (run.preview && lines.length > 0) run.say(`${name}:`, ...lines);
  if (run.preview) await warnOfLocks(inputs, objects, systems, run);
  if (!moves && objects.problems.length > 0)
    throw new IllumioIacError(`binding ${name}: ${objects.problems.join("; ")}`);
  return { objects, unfinished };
}

/** Makes a preview fail where `up` would be refused, and tells the user what adopting does. */
async function previewOthers(
  state: DagBindingState,
  inputs: NamedInputs,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { name } = inputs.definition;
  const other = otherDeclarations(inputs, await systems.claims(inputs.definition), state);
  if (other === undefined) return;
  if (inputs.adopt !== true) throw new IllumioIacError(`binding ${name}: ${other}. ${ADVICE_ON_OTHERS}`);
  run.say(`${name}: ${other}; up puts it out of force (adopt: true)`);
}

/** Whether two readings of a binding have the same declaration. */
function sameDeclaration(one: DagBindingDefinition, other: DagBindingDefinition): boolean {
  return one.revision === other.revision && one.owner === other.owner;
}

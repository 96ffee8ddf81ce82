import { hasUnknown, isUnknown } from "../../../core/checks/unknown";
import { type DagBindingDefinition, FIRST_VSYS, isInSync } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import type { DiffResult, RunContext } from "../../lifecycle/resource-provider";
import { objectPlan, objectText, sameConfiguration } from "../objects/binding-objects";
import { refuseOtherFirewall, refuseOtherPce } from "./binding-place";
import type { BindingSystems } from "./binding-systems";
import type { DagBindingInputs, DagBindingState } from "./dag-binding-state";
import { warnOfLocks } from "./lock-warning";
import { ADVICE_ON_OTHERS, otherDeclarations } from "./other-declarations";
import { isUnfinished } from "./unfinished";

/** Compares with the firewall and not with the state: what a run wrote last may be gone. */
export async function difference(
  state: DagBindingState,
  inputs: DagBindingInputs,
  systems: BindingSystems,
  run: RunContext,
): Promise<DiffResult> {
  if (hasUnknown(inputs.definition)) return { changes: true };
  const { definition } = inputs;
  refuseOtherFirewall(state, systems);
  refuseOtherPce(state, definition.connection, systems);
  const replaces = PLACE.some((part) => part(state.definition) !== part(definition)) ? ["definition"] : [];
  const declared = !sameDeclaration(state.definition, definition) || !sameConfiguration(state, inputs);
  if (run.preview && systems.withoutNetwork)
    return { changes: replaces.length > 0 || declared, replaces, deleteBeforeReplace: true };
  const moves = replaces.length > 0;
  const unfinished = !moves && isUnfinished(await systems.claims(state.definition), state);
  const objects = await objectPlan(inputs, systems, moves ? undefined : state, unfinished);
  const lines = objectText(objects);
  if (run.preview && lines.length > 0) run.say(`${definition.name}:`, ...lines);
  if (run.preview) await warnOfLocks(inputs, objects, systems, run);
  if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace: true };
  if (objects.problems.length > 0)
    throw new IllumioIacError(`binding ${definition.name}: ${objects.problems.join("; ")}`);
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

/** Makes a preview fail where `up` would be refused, and tells the user what adopting does. */
async function previewOthers(
  state: DagBindingState,
  inputs: DagBindingInputs,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { name } = inputs.definition;
  const other = otherDeclarations(inputs, await systems.planOfCheck(inputs.definition), state);
  if (other === undefined) return;
  if (inputs.adopt !== true) throw new IllumioIacError(`binding ${name}: ${other}. ${ADVICE_ON_OTHERS}`);
  run.say(`${name}: ${other}; up puts it out of force (adopt: true)`);
}

/** Parts of the definition whose change replaces the binding. */
const PLACE: readonly ((definition: DagBindingDefinition) => string | undefined)[] = [
  ({ tag }) => tag,
  ({ target }) => target.firewall,
  ({ target }) => target.vsys ?? FIRST_VSYS,
  ({ target }) => target.deviceGroup,
];

/** Whether two readings of a binding have the same declaration. */
function sameDeclaration(one: DagBindingDefinition, other: DagBindingDefinition): boolean {
  return one.revision === other.revision && one.owner === other.owner;
}

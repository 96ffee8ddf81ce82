import type { PushOptions } from "../../../clients/panos";
import { commitText } from "../../../reconcilers/dag/commit/commit-changes";
import type { ObjectKind } from "../../../reconcilers/dag/objects/made-object";
import { removeObject } from "../../../reconcilers/dag/objects/remove-object";
import type { RunContext } from "../../lifecycle/resource-provider";
import { ownersOf as ownersOfClaims } from "../../lifecycle/take-over";
import type { BindingSystems } from "../dag-binding/binding-systems";
import {
  configurationOf,
  type DagBindingInputs,
  type DagBindingState,
} from "../dag-binding/dag-binding-state";
import type { NamedInputs } from "../dag-binding/named-inputs";
import { markedObjects } from "./left-objects";
import {
  isAnyInForce,
  type ObjectChange,
  type ObjectPlan,
  type ObjectPlanOptions,
  planObjects,
} from "./plan-objects";

export function isCommitted({ commit }: Pick<DagBindingInputs, "commit">): boolean {
  return commit !== undefined && commit !== "none";
}

/** The push that follows the commit; undefined where there is none. */
export function pushOf({ commit, definition }: DagBindingInputs): PushOptions | undefined {
  const { deviceGroup, serials } = definition.target;
  return commit === "commit-and-push" && deviceGroup
    ? { deviceGroup, ...(serials && { serials }) }
    : undefined;
}

/**
 * Owners whose marks and claims objects may carry: the present one, the one before a rename, the one taken over from.
 */
export function ownersOf(
  { definition, takeOverFrom }: Pick<NamedInputs, "definition" | "takeOverFrom">,
  before?: DagBindingState,
): string[] {
  return ownersOfClaims({ owner: definition.owner, takeOverFrom }, before?.definition.owner);
}

/**
 * Changes of configuration that a binding needs. @param search whether an earlier run was cut off and may have made
 * more. @param run with what the marks name, and from whom objects pass to the binding
 */
export function objectPlan(
  inputs: NamedInputs,
  systems: BindingSystems,
  before: DagBindingState | undefined,
  search: boolean,
  run: Pick<RunContext, "replaces"> & Pick<ObjectPlanOptions, "incarnation" | "former" | "passing"> = {},
): Promise<ObjectPlan> {
  const { definition } = inputs;
  return planObjects({
    configuration: systems.firewall(definition).client.configuration,
    definition,
    declared: configurationOf(inputs),
    made: before?.made ?? [],
    owners: ownersOf(inputs, before),
    adopt: inputs.adopt === true,
    search,
    ...run,
  });
}

export function sameConfiguration(one: DagBindingInputs, other: DagBindingInputs): boolean {
  const said = ({ membership = "deploy", exportMembers = false, ...inputs }: DagBindingInputs) =>
    JSON.stringify([configurationOf(inputs), membership, exportMembers]);
  return said(one) === said(other);
}

export function objectDrift({ changes, uncommitted }: ObjectPlan): Record<string, string> {
  return Object.fromEntries([
    ...changes.map((change) => {
      const { kind, name } = change.verb === "remove" ? change.made : change.object;
      return [`${kind} ${name}`, change.verb === "make" ? "missing" : "differs"];
    }),
    ...uncommitted.map((title) => [title, "not in force"]),
  ]);
}

/** One line for each change of configuration that would be made; empty when there is none. */
export function objectText({ changes, problems, uncommitted }: ObjectPlan): string[] {
  return [
    ...changes.map((change) => `  ${changeText(change)}`),
    ...uncommitted.map((title) => `  not in force yet: ${title}`),
    ...problems.map((problem) => `  refused: ${problem}`),
  ];
}

function changeText(change: ObjectChange): string {
  if (change.verb === "remove")
    return `${change.made.adopted ? "~ (given back)" : "-"} ${change.made.kind} ${change.made.name}`;
  const { kind, name } = change.object;
  if (change.verb === "rename") return `~ ${kind} ${change.from} becomes ${name}`;
  const sign = { make: "+", change: "~", adopt: "~ (taken over)" }[change.verb];
  return `${sign} ${kind} ${name}`;
}

/** The incarnation that marks of objects name: only CloudFormation lets two incarnations of one resource exist. */
export function incarnationInMarks(
  run: Pick<RunContext, "takesWithinStack">,
  incarnation: string,
): { readonly incarnation?: string } {
  return run.takesWithinStack === true ? { incarnation } : {};
}

/**
 * Removes the rule, then the group, then the tag; resolves after the commit. An object that no longer carries our mark
 * stays, with a warning.
 *
 * @param search whether an update was cut off, so that objects may have other names, and there may be more of them
 */
export async function removeObjects(
  state: DagBindingState,
  systems: BindingSystems,
  run: RunContext,
  search: boolean,
): Promise<void> {
  const { definition } = state;
  const { configuration } = systems.firewall(definition).client;
  const owners = [definition.owner];
  const { incarnation } = incarnationInMarks(run, state.incarnation);
  const made = state.made ?? [];
  const marked = search ? await markedObjects(configuration, definition, owners, incarnation) : [];
  const left = marked.filter(
    ({ container, name }) => !made.some((one) => one.container === container && one.name === name),
  );
  const mustCommit = isCommitted(state) || (await isAnyInForce(left, configuration));
  const objects = [...made, ...left].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  if (objects.length === 0) return;
  await systems.commit(definition).during(async (commit) => {
    const outcomes = new Set<string>();
    for (const object of objects) {
      const outcome = await removeObject(configuration, object, owners, incarnation);
      outcomes.add(outcome);
      if (outcome === "left alone")
        run.warn(
          `the ${object.kind} ${object.name} stays: it does not carry the mark of this binding any more`,
        );
    }
    const isWritten = outcomes.has("removed") || outcomes.has("given back");
    // An object that is gone may have been removed by a run whose commit or push failed.
    if (mustCommit && (isWritten || outcomes.has("gone")))
      run.say(`${definition.name}: ${commitText(await commit(pushOf(state)))}`);
    else if (isWritten)
      run.say(`${definition.name}: configuration removed, not committed: illumio-iac dag-sync commit`);
  });
}

/** An object is removed before the objects that it uses. */
const ORDER: readonly ObjectKind[] = ["rule", "address group", "tag"];

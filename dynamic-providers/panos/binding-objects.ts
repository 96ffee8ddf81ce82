import type { PushOptions } from "../../clients/panos";
import type { DagBindingDefinition } from "../../core/dag";
import type { RunContext } from "../engine/resource-provider";
import type { BindingSystems } from "./binding-systems";
import { commitText } from "./commit-changes";
import { configurationOf, type DagBindingInputs, type DagBindingState } from "./dag-binding-state";
import { type ObjectPlan, planObjects } from "./plan-objects";
import { removeObject } from "./write-objects";

export function isCommitted({ commit }: DagBindingInputs): boolean {
  return commit !== undefined && commit !== "none";
}

/** What the commit is followed by. */
export function pushOf({ commit, definition }: DagBindingInputs): PushOptions | undefined {
  const { deviceGroup, serials } = definition.target;
  return commit === "commit-and-push" && deviceGroup
    ? { deviceGroup, ...(serials && { serials }) }
    : undefined;
}

/** Under whose marks objects may stand: the owner, and the one before a renaming. */
export function ownersOf({ owner }: DagBindingDefinition, before?: DagBindingState): string[] {
  return [...new Set([owner, ...(before ? [before.definition.owner] : [])])];
}

/** What the configuration lacks of a binding. */
export function objectPlan(
  inputs: DagBindingInputs,
  systems: BindingSystems,
  before?: DagBindingState,
): Promise<ObjectPlan> {
  const { definition } = inputs;
  return planObjects({
    configuration: systems.firewall(definition).client.configuration,
    definition,
    declared: configurationOf(inputs),
    made: before?.made ?? [],
    owners: ownersOf(definition, before),
    adopt: inputs.adopt === true,
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

/** Rule, then group, then tag; answers after the commit. What no longer carries our mark stays, with a warning. */
export async function removeObjects(
  state: DagBindingState,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { made = [], definition } = state;
  if (made.length === 0) return;
  const { configuration } = systems.firewall(definition).client;
  await systems.commit(definition).during(async (commit) => {
    const outcomes = new Set<string>();
    for (const object of [...made].reverse()) {
      const outcome = await removeObject(configuration, object, [definition.owner]);
      outcomes.add(outcome);
      if (outcome === "left alone")
        run.warn(
          `the ${object.kind} ${object.name} stays: it does not carry the mark of this binding any more`,
        );
    }
    const isWritten = outcomes.has("removed") || outcomes.has("given back");
    // What is gone may have been removed by a run whose commit or push failed.
    if (isCommitted(state) && (isWritten || outcomes.has("gone")))
      run.say(`${definition.name}: ${commitText(await commit(pushOf(state)))}`);
    else if (isWritten)
      run.say(`${definition.name}: configuration removed, not committed: illumio-iac dag-sync commit`);
  });
}

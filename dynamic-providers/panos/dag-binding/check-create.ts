import type { Checks } from "../../../core/checks";
import type { RunContext } from "../../lifecycle/resource-provider";
import { objectPlan, objectText } from "../objects/binding-objects";
import type { BindingStanding, BindingSystems } from "./binding-systems";
import { warnOfLocks } from "./lock-warning";
import { isConfigurationKnown, type NamedInputs } from "./named-inputs";
import { ADVICE_ON_OTHERS, otherDeclarations, warnOfTakeOver } from "./other-declarations";
import { isUnfinished } from "./unfinished";

/**
 * Reports in a preview what makes a create fail whatever the members will be, and warns of what it means for others.
 *
 * @param standing of each table of the binding
 * @returns a line for each change of configuration; none where a preview does not know what is declared
 */
export async function checkCreate(
  inputs: NamedInputs,
  standing: readonly BindingStanding[],
  systems: BindingSystems,
  checks: Checks,
  run: RunContext,
): Promise<string[]> {
  const { definition, takeOverFrom, adopt } = inputs;
  const search = isUnfinished(standing, undefined, takeOverFrom);
  const objects = isConfigurationKnown(inputs)
    ? await objectPlan(inputs, systems, undefined, search)
    : undefined;
  for (const reason of objects?.problems ?? []) checks.at("addressGroup").fail(reason);
  const other = otherDeclarations(inputs, standing);
  if (other !== undefined && adopt !== true) checks.at("tag").fail(`${other}. ${ADVICE_ON_OTHERS}`);
  else if (other !== undefined)
    run.say(`${definition.name}: ${other}; up puts it out of force (adopt: true)`);
  warnOfTakeOver(inputs, standing, run);
  if (objects === undefined) return [];
  await warnOfLocks(inputs, objects, systems, run);
  return objectText(objects);
}

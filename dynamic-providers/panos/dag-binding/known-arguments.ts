import type { Checks } from "../../../core/checks";
import { hasUnknown, isUnknown, partOf } from "../../../core/checks/unknown";
import type { DagBindingDeclaration } from "../../../core/dag";
import { compileExpression, type LabelExpression } from "../../../core/labels/label-expression";
import type { RunContext } from "../../lifecycle/resource-provider";
import type { BindingSystems } from "./binding-systems";
import { checkCreate } from "./check-create";
import { isPlaceKnown, type NamedInputs } from "./named-inputs";

/**
 * Reports in a preview that does not know the members what makes `up` fail whatever they will be.
 *
 * @param declaration without problems; any part may be unknown
 * @throws ConfigurationError when settings are missing, or the PCE lacks a label that is known; HttpError when a system
 *   refuses to answer
 */
export async function checkKnownArguments(
  inputs: NamedInputs,
  declaration: DagBindingDeclaration,
  systems: BindingSystems,
  checks: Checks,
  run: RunContext,
): Promise<void> {
  const { connection, target, labels } = declaration;
  if (systems.withoutNetwork) return;
  if (!isUnknown(partOf(target, "firewall"))) systems.firewall({ target });
  if (!isUnknown(connection)) compileExpression(knownLabels(labels), await systems.facts(declaration));
  if (hasUnknown(target)) return;
  const standing = await systems.claims(inputs.definition);
  if (!run.previewsCreate || !isPlaceKnown(inputs)) return; // an update is looked at by diff, which knows what was there
  const lines = await checkCreate(inputs, standing, systems, checks, run);
  if (lines.length > 0) run.say(...lines);
}

/** The labels and groups of an expression that are known. */
function knownLabels(labels: LabelExpression): LabelExpression {
  const known = (names: readonly string[] | undefined) =>
    names === undefined || isUnknown(names) ? [] : names.filter((name) => !isUnknown(name));
  const terms = Object.entries(isUnknown(labels) ? {} : labels).filter(([, term]) => !isUnknown(term));
  return Object.fromEntries(
    terms.map(([key, { anyOf, groups, noneOf }]) => [
      key,
      { anyOf: known(anyOf), groups: known(groups), noneOf: known(noneOf) },
    ]),
  );
}

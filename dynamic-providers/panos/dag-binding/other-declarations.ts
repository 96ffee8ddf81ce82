import { nameOfTable } from "../../../core/dag";
import { isClaimOf } from "../../../core/reconcile/claim";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import type { RunContext } from "../../lifecycle/resource-provider";
import { warnOfTakeOver as warn } from "../../lifecycle/take-over";
import { ownersOf } from "../objects/binding-objects";
import type { DagBindingState } from "./dag-binding-state";
import type { NamedInputs } from "./named-inputs";

/** Advice for the user where the declaration of somebody else is in force. */
export const ADVICE_ON_OTHERS =
  "Declare it in one place only, choose another tag, or, if this one shall count, declare it with adopt: true, or with " +
  'takeOverFrom: "<owner of the other one>"';

/**
 * Says where the declaration of somebody else is in force; undefined where none is.
 *
 * @param taken marks of claims that the binding takes over
 */
export function otherDeclarations(
  inputs: Pick<NamedInputs, "definition" | "takeOverFrom">,
  plans: readonly Pick<BindingPlan, "revisions" | "table">[],
  before?: DagBindingState,
  taken: ReadonlySet<string> = new Set(),
): string | undefined {
  const owners = ownersOf(inputs, before);
  const places = plans.flatMap(({ revisions, table }) => {
    const others = revisions.filter((claim) => !isClaimOf(claim, owners) && !taken.has(claim.mark));
    return others.length === 0
      ? []
      : [`${nameOfTable(table)} (${others.map(({ mark }) => mark).join(", ")})`];
  });
  if (places.length === 0) return undefined;
  return `another declaration of the tag ${inputs.definition.tag} is in force in ${places.join(", ")}`;
}

/** Says what a take-over does, when the other binding's claim exists. */
export function warnOfTakeOver(
  { definition, takeOverFrom }: Pick<NamedInputs, "definition" | "takeOverFrom">,
  plans: readonly Pick<BindingPlan, "revisions" | "begun">[],
  run: RunContext,
): void {
  const claims = plans.flatMap(({ revisions, begun }) => [...revisions, ...begun]);
  const effect =
    "its addresses, tag, group and rule become those of this binding, and a destroy of this one removes them";
  warn(`binding ${definition.name}`, takeOverFrom, claims, effect, run);
}

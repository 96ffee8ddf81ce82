import type { DagBindingDeclaration } from "../../../core/dag";
import { compileExpression, matches } from "../../../core/labels/label-expression";
import type { PlannedFacts } from "../../pce/system/planned-facts";

/**
 * Workloads of the program that are or may become members, and of which a preview does not know the addresses or the
 * labels.
 *
 * @throws ConfigurationError when the expression names a label or a group that the PCE does not have
 */
export function unsureMembers({ labels, onlyOnline }: DagBindingDeclaration, facts: PlannedFacts): string[] {
  if (facts.unsure.length === 0) return [];
  const expression = compileExpression(labels, facts);
  return facts.unsure
    .filter(({ unknown }) => unknown !== "online" || onlyOnline)
    .filter(({ labels: sets }) => sets === undefined || sets.some((set) => matches(expression, set)))
    .map(({ title }) => title);
}

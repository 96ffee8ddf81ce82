import { nameOfTable } from "../../../core/dag";
import { isClaimOf } from "../../../core/reconcile/claim";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import { ownersOf } from "../objects/binding-objects";
import type { DagBindingState } from "./dag-binding-state";
import { isUnfinished } from "./unfinished";

/** The inputs in a state: only what the user wrote. */
export function inputsOf({ definition, adopt, ...state }: DagBindingState): Record<string, unknown> {
  const outputs = [
    "incarnation",
    "place",
    "memberCount",
    "memberDigest",
    "skipped",
    "drift",
    "complete",
    "schemaVersion",
    "summary",
    "made",
    "groupName",
    "owner",
    "revision",
    "members",
  ];
  const written = Object.entries(state).filter(([name]) => !outputs.includes(name));
  return { ...Object.fromEntries(written), definition, ...(adopt !== undefined && { adopt }) };
}

/** Differences between the tables and a state: address, or the word `declaration` → what differs. */
export function bindingDrift(plans: readonly BindingPlan[], state: DagBindingState): Record<string, string> {
  return Object.fromEntries(
    plans.flatMap((binding) => {
      const { plan, table } = binding;
      const where = plans.length > 1 ? ` on ${nameOfTable(table)}` : "";
      const declaration = declarationDrift(binding, state);
      return [
        ...(declaration === undefined ? [] : [[`declaration${where}`, declaration]]),
        ...plan.register.map(({ address }) => [address, `missing${where}`]),
        ...plan.unregister.map((address) => [address, `not a member${where}`]),
      ];
    }),
  );
}

function declarationDrift(binding: BindingPlan, state: DagBindingState): string | undefined {
  const { revisions } = binding;
  if (revisions.length === 0) return "not in force";
  const owners = ownersOf({ definition: state.definition });
  const others = revisions.filter((claim) => !isClaimOf(claim, owners));
  if (others.length > 0) return `another one is in force (${others.map(({ mark }) => mark).join(", ")})`;
  return isUnfinished([binding], state) ? "an update was cut off" : undefined;
}

import { nameOfTable, planSummary } from "../../../core/dag";
import type { BindingPlan } from "./plan-bindings";

/** Name of a binding on one table in messages. */
export function titleOf({ definition, table }: BindingPlan): string {
  return `${definition.name} on ${definition.target.firewall}, ${nameOfTable(table)}`;
}

/** The plan as lines: one for the binding and table, one for each address that would be registered or unregistered. */
export function planText({ definition, table, plan, leaving, members, stale }: BindingPlan): string[] {
  const { firewall } = definition.target;
  const skipped = Object.entries(members.skipped).map(([reason, count]) => `${count} ${reason}`);
  return [
    `${definition.name}: ${planSummary(plan)}   tag ${definition.tag} on ${firewall}, ${nameOfTable(table)}`,
    ...plan.register.map(({ address, workloads }) => `  + ${address}  ${workloads.join(", ")}`),
    ...leaving.map(({ address, workloads }) => `  - ${address}  ${workloads.join(", ") || "no workload"}`),
    ...(skipped.length > 0 ? [`  skipped: ${skipped.join(", ")}`] : []),
    ...plan.warnings.map((warning) => `  warning: ${warning}`),
    ...[...(stale ? [stale] : []), ...plan.problems].map((problem) => `  refused: ${problem}`),
  ];
}

/** The plan as plain data, with the members. */
export function planJson({ definition, table, plan, leaving, members, stale }: BindingPlan): object {
  return {
    binding: definition.name,
    tag: definition.tag,
    firewall: definition.target.firewall,
    table,
    summary: planSummary(plan),
    register: plan.register,
    unregister: leaving,
    members: Object.fromEntries(members.addresses),
    skipped: members.skipped,
    warnings: plan.warnings,
    problems: [...(stale ? [stale] : []), ...plan.problems],
  };
}

import { type PceFacts, planSummary } from "../../core/dag";
import { nameOfTable } from "../../dynamic-providers/panos/binding-tables";
import type { BindingPlan } from "../../dynamic-providers/panos/plan-bindings";
import { workloadNames } from "./workload-names";

/** One line for each binding and table, one for each address that would enter or leave. */
export function planText({ definition, table, plan, members, stale }: BindingPlan, facts: PceFacts): string {
  const { firewall } = definition.target;
  const names = workloadNames(facts, plan.unregister);
  const skipped = Object.entries(members.skipped).map(([reason, count]) => `${count} ${reason}`);
  return [
    `${definition.name}: ${planSummary(plan)}   tag ${definition.tag} on ${firewall}, ${nameOfTable(table)}`,
    ...plan.register.map(({ address, workloads }) => `  + ${address}  ${workloads.join(", ")}`),
    ...plan.unregister.map((address) => `  - ${address}  ${names.get(address)?.join(", ") ?? "no workload"}`),
    ...(skipped.length > 0 ? [`  skipped: ${skipped.join(", ")}`] : []),
    ...plan.warnings.map((warning) => `  warning: ${warning}`),
    ...[...(stale ? [stale] : []), ...plan.problems].map((problem) => `  refused: ${problem}`),
    "",
  ].join("\n");
}

/** The same as plain data, with the members. */
export function planJson({ definition, table, plan, members, stale }: BindingPlan, facts: PceFacts): object {
  const names = workloadNames(facts, plan.unregister);
  return {
    binding: definition.name,
    tag: definition.tag,
    firewall: definition.target.firewall,
    table,
    summary: planSummary(plan),
    register: plan.register,
    unregister: plan.unregister.map((address) => ({ address, workloads: names.get(address) ?? [] })),
    members: Object.fromEntries(members.addresses),
    skipped: members.skipped,
    warnings: plan.warnings,
    problems: [...(stale ? [stale] : []), ...plan.problems],
  };
}

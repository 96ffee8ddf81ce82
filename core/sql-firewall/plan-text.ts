import { firstTen } from "../first-ten";
import { ruleTitle } from "../policy";
import type { SqlFirewallDefinition } from "./definition";
import type { RuleEffect } from "./edited-rule";
import { type FirewallPlan, type PlannedRule, planSummary } from "./firewall-plan";
import { leavingText } from "./leaving-text";
import { admittedText } from "./sql-rule";
import type { RuleOrigin, WantedFirewall } from "./wanted";

/** A plan with what it was made of. */
export interface DescribedPlan {
  readonly definition: SqlFirewallDefinition;
  readonly wanted: WantedFirewall;
  readonly plan: FirewallPlan;
  /** Why this declaration must not write. */
  readonly stale?: string;
}

/** The plan as lines: one for the firewall, and one for each range or subnet that would be opened or closed, and why. */
export function planText({ definition, wanted, plan, stale }: DescribedPlan): string[] {
  const { resourceGroupName, serverName } = definition.server;
  return [
    `${definition.name}: ${planSummary(plan)}   server ${serverName} in ${resourceGroupName}`,
    ...changesText({ definition, wanted, plan }),
    ...notExpressibleText(wanted),
    ...plan.warnings.map((warning) => `  warning: ${warning}`),
    ...[...(stale ? [stale] : []), ...plan.problems].map((problem) => `  refused: ${problem}`),
  ];
}

/** One line for each rule that opens or closes something, and why. */
export function changesText({ definition, wanted, plan }: Omit<DescribedPlan, "stale">): string[] {
  const those = (admitted: RuleEffect["opens"]) => firstTen(admitted.map(admittedText));
  return [
    ...plan.add.flatMap((planned) =>
      planned.opens.length > 0 ? [`  + ${those(planned.opens)}  ${reasonText(planned)}`] : [],
    ),
    ...plan.add.flatMap((planned) =>
      planned.closes.length > 0 ? [`  - ${those(planned.closes)}  ${editText(planned)}`] : [],
    ),
    ...plan.remove.map(
      (leaving) => `  - ${admittedText(leaving.rule)}  ${leavingText(leaving, wanted, definition.egress)}`,
    ),
    ...plan.editedMarkers.map((mark) => `  + marker rule ${mark}, which was edited`),
  ];
}

/** What a plan opens and closes, each range and subnet on its own, as plain data. */
export function changesJson({ definition, wanted, plan }: Omit<DescribedPlan, "stale">) {
  return {
    open: plan.add.flatMap(({ rule: { name }, origins, edited, opens }) =>
      opens.map((admitted) => ({
        name,
        admits: admittedText(admitted),
        origins,
        ...(edited && { insteadOf: admittedText(edited) }),
      })),
    ),
    close: [
      ...plan.add.flatMap((planned) =>
        planned.closes.map((admitted) => ({
          name: planned.rule.name,
          admits: admittedText(admitted),
          why: editText(planned),
        })),
      ),
      ...plan.remove.map((leaving) => ({
        name: leaving.rule.name,
        admits: admittedText(leaving.rule),
        why: leavingText(leaving, wanted, definition.egress),
      })),
    ],
  };
}

/** The plan as plain data, with everything that is admitted then. */
export function planJson({ definition, wanted, plan, stale }: DescribedPlan): object {
  return {
    firewall: definition.name,
    server: definition.server,
    summary: planSummary(plan),
    ...changesJson({ definition, wanted, plan }),
    admitted: [...wanted.ranges, ...wanted.subnets].map((one) => ({
      admits: admittedText(one),
      origins: one.origins,
    })),
    rulesAfter: plan.rulesAfter,
    notExpressible: wanted.notExpressible,
    sharedEgress: wanted.sharedEgress,
    warnings: plan.warnings,
    problems: [...(stale ? [stale] : []), ...plan.problems],
  };
}

/** How many consumers, or parts of them, are not in the firewall, by reason. */
export function notExpressibleCounts({ notExpressible }: WantedFirewall): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of notExpressible) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function reasonText(planned: PlannedRule): string {
  const { origins, edited } = planned;
  const why =
    origins.length === 0 ? "services of Azure (azureServices: allow)" : firstTen(origins.map(originText));
  return edited === undefined ? why : `${why}; ${editText(planned)}`;
}

function editText({ rule, edited }: PlannedRule): string {
  return edited === undefined
    ? ""
    : `the rule for ${admittedText(rule)} was edited to ${admittedText(edited)}`;
}

function originText({ source, addresses, egress, rule }: RuleOrigin): string {
  const way = egress === undefined ? addresses : `${addresses} by egress.${egress}`;
  return `${source} (${way}), ${ruleTitle(rule)}`;
}

function notExpressibleText(wanted: WantedFirewall): string[] {
  const counts = notExpressibleCounts(wanted);
  return Object.entries(counts).map(([reason, count]) => {
    const those = wanted.notExpressible.filter((one) => one.reason === reason);
    return `  not expressible: ${count} ${reason}: ${firstTen(those.map(({ what, rule }) => `${what}, ${ruleTitle(rule)}`))}`;
  });
}

import type { SqlServer } from "../server/sql-server";
import type { PlannedFirewall } from "./plan-firewalls";

/**
 * Plans that are carried out one after the other, each of which was made as if it were the only one. A plan for which its
 * server has no room beside those before it gets a problem, and one that has room only after its removals sends them first.
 */
export function withRoomForAll(plans: readonly PlannedFirewall[]): PlannedFirewall[] {
  /** IP rules that the plans so far add to a server, net of those that they remove. */
  const growths = new Map<SqlServer, number>();
  return plans.map((planned) => {
    const { plan, server, stale, definition } = planned;
    if (stale !== undefined || plan.problems.length > 0) return planned;
    const before = growths.get(server) ?? 0;
    const growth = plan.rulesAfter - planned.reading.rules.ipRules;
    const rulesAfter = plan.rulesAfter + before;
    if (growth > 0 && rulesAfter > definition.maxRules)
      return { ...planned, plan: { ...plan, problems: [noRoom(rulesAfter, growth, before, definition)] } };
    growths.set(server, before + growth);
    const removed = plan.remove.filter(({ rule }) => rule.kind === "ip").length;
    const removalsFirst = plan.removalsFirst || rulesAfter + removed > definition.maxRules;
    return { ...planned, plan: { ...plan, removalsFirst } };
  });
}

function noRoom(
  rulesAfter: number,
  growth: number,
  before: number,
  { maxRules }: PlannedFirewall["definition"],
): string {
  return (
    `the server would have ${rulesAfter} IP rules, ${growth} of them new for this declaration and ${before} for others of ` +
    `this run, and maxRules allows ${maxRules}. Give the consumers fewer public ranges, or let them come by subnetIds`
  );
}

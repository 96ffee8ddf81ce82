import { declarationRevision } from "../../../core/reconcile/declaration";
import { admittedText, notExpressibleCounts } from "../../../core/sql-firewall";
import type { PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import type { FirewallFigures } from "./sql-firewall-state";

/** The outputs that describe the rules, once the plan is carried out. */
export function figuresOf({ wanted, plan }: Pick<PlannedFirewall, "wanted" | "plan">): FirewallFigures {
  const admitted = [...wanted.ranges, ...wanted.subnets].map((one) => admittedText(one).toLowerCase());
  return {
    ranges: wanted.ranges.length,
    rules: plan.kept + plan.add.length,
    digest: declarationRevision(admitted),
    notExpressible: notExpressibleCounts(wanted),
    sharedEgressCount: wanted.sharedEgress.length,
  };
}

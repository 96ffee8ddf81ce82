import { admittedText } from "../../../core/sql-firewall";
import type { PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import { isOursOf, isUnfinished } from "./firewall-claim";
import type { SqlFirewallState } from "./sql-firewall-state";

/** Differences between the server and a state: a rule, or the word `declaration` → what differs. */
export function firewallDrift(firewall: PlannedFirewall, state: SqlFirewallState): Record<string, string> {
  const { add, remove, editedMarkers } = firewall.plan;
  const declaration = declarationDrift(firewall, state);
  return Object.fromEntries([
    ...(declaration === undefined ? [] : [["declaration", declaration]]),
    ...add.map(({ rule, edited }) => [
      admittedText(rule),
      edited === undefined ? "missing" : `the rule was edited to ${admittedText(edited)}`,
    ]),
    ...remove.map(({ rule, foreign }) => [
      admittedText(rule),
      foreign === undefined ? "not wanted" : `rule ${rule.name} of others (${foreign})`,
    ]),
    ...editedMarkers.map((mark) => [mark, "the marker rule was edited"]),
  ]);
}

function declarationDrift(firewall: PlannedFirewall, state: SqlFirewallState): string | undefined {
  const { revisions } = firewall;
  if (revisions.length === 0) return "not in force";
  const isOurs = isOursOf(state);
  const others = revisions.filter((claim) => !isOurs(claim));
  if (others.length > 0) return `another one is in force (${others.map(({ mark }) => mark).join(", ")})`;
  return isUnfinished(firewall, state) ? "an update was cut off" : undefined;
}

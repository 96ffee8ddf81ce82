import { counted } from "../../../core/counted";
import { admittedText, serverKey, type WantedFirewall } from "../../../core/sql-firewall";
import type { PlannedFirewall } from "../plan/plan-firewalls";
import { titleOf } from "../plan/title";

/** Numbers of rules that a comparison at the interval found different, although every event was followed. */
export interface Missed {
  readonly plan: PlannedFirewall;
  /** Rules that are wanted, or no longer wanted, and no event told of it. */
  readonly events: number;
  /** Rules that another program or a person changed on the server. */
  readonly server: number;
}

export function missedText({ plan, events, server }: Missed): string {
  return (
    `${titleOf(plan)}: ${counted(events + server, "rule was", "rules were")} not in step: no event told of ${events}, and somebody else changed ` +
    `${server} on the server`
  );
}

/**
 * Counts the changes that no event reported, firewall by firewall.
 *
 * @param before plans that were carried out by the last comparison
 */
export function missedBy(before: readonly PlannedFirewall[], now: readonly PlannedFirewall[]): Missed[] {
  const known = new Map(before.map((plan) => [keyOf(plan), plan]));
  return now.flatMap((plan) => {
    const last = known.get(keyOf(plan));
    if (last === undefined || plan.stale !== undefined) return [];
    const [was, is] = [admitted(last.wanted), admitted(plan.wanted)];
    const different = [...plan.plan.add, ...plan.plan.remove].map(({ rule }) => admittedText(rule));
    if (different.length === 0) return [];
    const events = different.filter((text) => was.has(text) !== is.has(text)).length;
    return [{ plan, events, server: different.length - events }];
  });
}

function keyOf({ definition: { server, owner, revision } }: PlannedFirewall): string {
  return JSON.stringify([serverKey(server), owner, revision]);
}

function admitted({ ranges, subnets }: WantedFirewall): ReadonlySet<string> {
  return new Set([...ranges, ...subnets].map(admittedText));
}

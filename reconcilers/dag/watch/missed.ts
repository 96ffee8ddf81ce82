import { canonicalAddress } from "../../../core/addresses/ip-address";
import { addressesOf, FactsIndex, type PceFacts } from "../../../core/dag";
import type { BindingPlan } from "../plan/plan-bindings";
import { titleOf } from "../plan/plan-text";
import type { NamedChanges } from "./event-changes";
import type { FollowedBindings } from "./followed-bindings";

/** Numbers of addresses that a comparison of everything found different although every event was followed. */
export interface Missed {
  readonly plan: BindingPlan;
  /** Addresses whose membership changed without an event. */
  readonly events: number;
  /** Addresses that another program or a person registered or unregistered on the firewall. */
  readonly firewall: number;
}

export function missedText({ plan, events, firewall }: Missed): string {
  return (
    `${titleOf(plan)}: ${events + firewall} addresses were not in step: no event told of ${events}, and somebody else ` +
    `changed ${firewall} on the firewall`
  );
}

/**
 * Counts the changes that no event reported, binding by binding. Changes during the comparison itself, and those that
 * the next poll would find anyway, are left out.
 *
 * @param before the bindings as they were followed
 * @param late changes that events named and that were not followed yet
 */
export function missedBy(
  before: FollowedBindings,
  { facts, plans }: { readonly facts: PceFacts; readonly plans: readonly BindingPlan[] },
  late: readonly NamedChanges[],
): Missed[] {
  if (
    late.some(({ labels, labelGroups, unclear }) => labels.size > 0 || labelGroups || unclear !== undefined)
  )
    return [];
  const now = FactsIndex.of(facts);
  const moving = new Set(
    late.flatMap(({ workloads }) =>
      [...workloads].flatMap((href) => [
        ...addressesOf(before.facts.index.get(href)),
        ...addressesOf(now.get(href)),
      ]),
    ),
  );
  return plans.flatMap((plan) => {
    const known = before.membersOf(plan);
    if (known === undefined || plan.stale !== undefined) return [];
    const { register, unregister } = plan.plan;
    const different = [
      ...register.map(({ address }) => address),
      ...unregister.map((address) => canonicalAddress(address) ?? address),
    ].filter((address) => !moving.has(address));
    if (different.length === 0) return [];
    const events = different.filter((address) => known.has(address) !== plan.members.addresses.has(address));
    return [{ plan, events: events.length, firewall: different.length - events.length }];
  });
}

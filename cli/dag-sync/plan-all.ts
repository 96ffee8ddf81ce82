import type { DagBindingDefinition } from "../../core/dag";
import type { FailedItem } from "../../core/errors";
import { type BindingPlan, planBindings } from "../../dynamic-providers/panos/plan-bindings";
import { readFacts } from "../../dynamic-providers/panos/read-facts";
import type { SyncSystems } from "./systems";

export interface Planning {
  readonly plans: readonly BindingPlan[];
  /** Firewalls whose bindings could not be planned. */
  readonly failures: readonly FailedItem[];
}

/**
 * Reads the PCE once and every firewall on its own, so that one that is away does not stop the others.
 *
 * @throws what stopped the planning, when nothing could be planned
 */
export async function planAll(
  definitions: readonly DagBindingDefinition[],
  systems: SyncSystems,
): Promise<Planning> {
  const facts = await readFacts(systems.pce);
  const names = [...new Set(definitions.map(({ target }) => target.firewall))];
  const settled = await Promise.allSettled(
    names.map(async (name) => {
      const own = definitions.filter(({ target }) => target.firewall === name);
      return planBindings(own, facts, new Map([[name, systems.firewall(name)]]));
    }),
  );
  const plans = settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const failures = settled.flatMap((one, index) => {
    if (one.status === "fulfilled") return [];
    const cause = one.reason as Error;
    return [{ item: `firewall ${names[index]}`, reason: cause.message, cause }];
  });
  if (plans.length === 0 && failures.length === 1) throw failures[0]!.cause;
  return { plans, failures };
}

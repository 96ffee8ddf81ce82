import type { DagBindingDefinition, PceFacts } from "../../../core/dag";
import type { FailedItem } from "../../../core/errors";
import type { SyncSystems } from "../systems";
import { missingFor } from "./binding-members";
import { type BindingPlan, planBindings } from "./plan-bindings";
import { readFacts } from "./read-facts";

export interface Planning {
  /** Workloads, labels and label groups of the PCE. */
  readonly facts: PceFacts;
  readonly plans: readonly BindingPlan[];
  /** Bindings that name what the PCE does not have, and firewalls whose bindings could not be planned. */
  readonly failures: readonly FailedItem[];
}

/**
 * Reads the PCE once and plans every firewall on its own, so that neither a firewall that does not answer nor a binding
 * that names what the PCE does not have stops the others.
 *
 * @throws what stopped the planning: the PCE could not be read, or the only firewall could not be planned
 */
export async function planAll(
  definitions: readonly DagBindingDefinition[],
  systems: SyncSystems,
): Promise<Planning> {
  const facts = await readFacts(systems.pce);
  const missing = definitions.flatMap((definition) => {
    const cause = missingFor(definition, facts);
    return cause ? [{ definition, item: `binding ${definition.name}`, reason: cause.message, cause }] : [];
  });
  const refused = new Set(missing.map(({ definition }) => definition));
  const possible = definitions.filter((definition) => !refused.has(definition));
  const names = [...new Set(possible.map(({ target }) => target.firewall))];
  const settled = await Promise.allSettled(
    names.map(async (name) => {
      const own = possible.filter(({ target }) => target.firewall === name);
      return planBindings(own, facts, new Map([[name, systems.firewall(name)]]));
    }),
  );
  const plans = settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const away = settled.flatMap((one, index) => {
    if (one.status === "fulfilled") return [];
    const cause = one.reason as Error;
    return [{ item: `firewall ${names[index]}`, reason: cause.message, cause }];
  });
  if (plans.length === 0 && missing.length === 0 && away.length === 1) throw away[0]!.cause;
  const failures = [...missing.map(({ definition: _, ...failure }) => failure), ...away];
  return { facts, plans, failures };
}

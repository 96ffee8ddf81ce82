import { PanosClient } from "../../clients/panos";
import { PceClient, pceConnectionFromEnvironment } from "../../clients/pce";
import { type DagBindingDefinition, isInSync } from "../../core/dag";
import { PartialFailureError } from "../../core/errors";
import type { Environment } from "../../dynamic-providers/engine/settings";
import { nameOfTable } from "../../dynamic-providers/panos/binding-tables";
import { firewallSettings } from "../../dynamic-providers/panos/firewall-settings";
import { type BindingPlan, type Firewall, planBindings } from "../../dynamic-providers/panos/plan-bindings";
import { readFacts } from "../../dynamic-providers/panos/read-facts";
import { syncTable } from "../../dynamic-providers/panos/sync-table";

/** A host that keeps firewalls in step has no stack. */
const NO_CONFIGURATION = { get: () => undefined };

/**
 * Reads PCE and firewalls, hands over the plans, and closes every connection afterwards.
 *
 * @throws ConfigurationError when settings are missing or a binding names what the PCE does not have
 */
export async function withPlans<T>(
  definitions: readonly DagBindingDefinition[],
  environment: Environment,
  work: (plans: readonly BindingPlan[]) => Promise<T>,
): Promise<T> {
  const pce = new PceClient(pceConnectionFromEnvironment(environment));
  const firewalls = new Map<string, Firewall>();
  try {
    for (const { target } of definitions) {
      if (firewalls.has(target.firewall)) continue;
      const { connection, ...limit } = firewallSettings(target.firewall, NO_CONFIGURATION, environment);
      firewalls.set(target.firewall, { client: new PanosClient(connection), ...limit });
    }
    return await work(await planBindings(definitions, await readFacts(pce), firewalls));
  } finally {
    await pce.close();
    await Promise.all([...firewalls.values()].map(({ client }) => client.close()));
  }
}

/** Whether nothing would be written and nothing stands in the way. */
export function isSettled({ plan, stale }: BindingPlan): boolean {
  return isInSync(plan) && plan.problems.length === 0 && stale === undefined;
}

/**
 * Carries out what is pending, one table after the other. A binding that is refused does not stop the others.
 *
 * @throws PartialFailureError that names every binding and table where something failed
 */
export async function applyPlans(plans: readonly BindingPlan[], say: (text: string) => void): Promise<void> {
  const failures: { item: string; reason: string; cause?: unknown }[] = [];
  for (const { definition, firewall, table, plan, stale } of plans) {
    const item = `${definition.name} on ${definition.target.firewall}, ${nameOfTable(table)}`;
    const refusals = [...(stale ? [stale] : []), ...plan.problems];
    if (refusals.length > 0) {
      failures.push({ item, reason: `nothing was written: ${refusals.join("; ")}` });
      continue;
    }
    try {
      const { registered, unregistered, messages } = await syncTable(
        firewall.client,
        table,
        definition,
        plan,
      );
      if (messages > 0) say(`${item}: ${registered} registered, ${unregistered} unregistered`);
    } catch (error) {
      failures.push({ item, reason: (error as Error).message, cause: error });
    }
  }
  if (failures.length > 0)
    throw new PartialFailureError("dag-sync", failures, plans.length - failures.length);
}

import type { PolicyFacts } from "../../../core/policy";
import { questionOf, type SqlFirewallDefinition } from "../../../core/sql-firewall";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import type { PlannedPolicy } from "./planned-policy";

/** An address that no workload has, in the place of one that a preview does not know. */
const SOME_ADDRESS = "192.0.2.1";

/**
 * Workloads of the program that are or may become consumers, and of which a preview does not know the addresses or the
 * labels.
 *
 * @throws ConfigurationError when nothing is the provider
 */
export function unsureConsumers(definition: SqlFirewallDefinition, facts: PlannedPolicy): string[] {
  const unsure = facts.unsure.filter(({ unknown }) => unknown !== "online"); // they are unmanaged, so they count anyway
  if (unsure.length === 0) return [];
  const asked = new Set(unsure.map(({ href }) => href));
  const withAddress: PolicyFacts = {
    ...facts,
    workloads: facts.workloads.map((fact) =>
      asked.has(fact.href)
        ? { ...fact, interfaces: [...(fact.interfaces ?? []), { name: "unknown", address: SOME_ADDRESS }] }
        : fact,
    ),
  };
  const { consumers } = activePolicy(withAddress).whoReaches(questionOf(definition));
  const found = new Set(consumers.map(({ source }) => source.href));
  return unsure
    .filter(({ href, unknown }) => unknown === "labels" || found.has(href))
    .map(({ title }) => title);
}

import type { ContainerWorkloadFact, PolicyFacts } from "../../core/policy";
import { slimWorkload } from "../../core/workloads/slim-workload";
import type { PceClient } from "./pce-client";
import {
  CONTAINER_WORKLOAD,
  IP_LIST,
  RULE_SET,
  SERVICE,
  SERVICE_BINDING,
  VIRTUAL_SERVICE,
} from "./policy-shapes";
import type { Expected } from "./shapes";

/**
 * The policy in force and the inventory of a PCE: nine collections, at the same time. Needs a key that may read rule
 * sets; Global Read Only is enough.
 *
 * @param onRows called with the number of objects that were read so far
 */
export async function readPolicyFacts(
  pce: PceClient,
  onRows: (count: number) => void = () => {},
): Promise<PolicyFacts> {
  let count = 0;
  const all = async <T, U = T>(
    rows: AsyncIterable<T>,
    keep: (row: T) => U = (row) => row as never,
  ): Promise<U[]> => {
    const found: U[] = [];
    for await (const row of rows) {
      found.push(keep(row));
      onRows(++count);
    }
    return found;
  };
  const objects = <T extends object>(path: string, expected: Expected): Promise<T[]> =>
    all(pce.listRows<T>(path, expected), withoutNulls);
  const [
    labels,
    labelGroups,
    ruleSets,
    ipLists,
    services,
    virtualServices,
    serviceBindings,
    workloads,
    pods,
  ] = await Promise.all([
    all(pce.listLabels(), ({ href, key, value }) => ({ href, key, value })),
    all(pce.listActiveLabelGroups()),
    objects<RuleSet>("sec_policy/active/rule_sets", RULE_SET),
    objects<Of<"ipLists">>("sec_policy/active/ip_lists", IP_LIST),
    objects<Of<"services">>("sec_policy/active/services", SERVICE),
    objects<Of<"virtualServices">>("sec_policy/active/virtual_services", VIRTUAL_SERVICE),
    objects<Of<"serviceBindings">>("service_bindings", SERVICE_BINDING),
    all(pce.listWorkloads(), slimWorkload),
    objects<ContainerWorkloadFact>("container_workloads", CONTAINER_WORKLOAD),
  ]);
  return {
    labels,
    labelGroups,
    ruleSets,
    ipLists,
    services,
    virtualServices,
    serviceBindings,
    workloads,
    containerWorkloads: pods.map(withReadableInterfaces),
  };
}

type Of<Collection extends keyof PolicyFacts> =
  PolicyFacts[Collection] extends Iterable<infer Row extends object> ? Row : never;
type RuleSet = Of<"ruleSets">;

/** A row in which everything that is null is absent, at any depth. */
function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field)])) as T;
}

/** Without interfaces that have no address, as a pod has before it runs. */
function withReadableInterfaces(fact: ContainerWorkloadFact): ContainerWorkloadFact {
  const { interfaces } = fact;
  if (interfaces === undefined || interfaces.every(({ address }) => typeof address === "string")) return fact;
  return { ...fact, interfaces: interfaces.filter(({ address }) => typeof address === "string") };
}

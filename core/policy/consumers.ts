import { isEmpty } from "../addresses/address-set";
import type { ConsumerSource, RuleReference } from "./answer";
import { NotExpressibleReason, type PortRange } from "./answer";
import type { Addresses, Endpoint } from "./endpoint";
import type { Grant } from "./grants";
import type { LabelCondition } from "./label-index";
import type { PolicyIndex } from "./policy-index";
import { mergedPorts } from "./port-ranges";
import type { Rule } from "./rules";
import type { Problem } from "./services";
import type { VirtualService } from "./virtual-services";

/** What one source gets, or is denied, by one rule. */
export interface Consumption {
  readonly addresses: Addresses;
  readonly ports: readonly PortRange[];
  readonly source: ConsumerSource;
  readonly rule: RuleReference;
}

export interface Consumptions {
  readonly consumptions: readonly Consumption[];
  readonly problems: readonly Problem[];
}

/** The consumers of a rule, on the ports that it gives. */
export function consumersOf(rule: Rule, grants: readonly Grant[], index: PolicyIndex): Consumptions {
  const { consumers, reference, consumerSubnets, scopedConsumers } = rule;
  const consumptions: Consumption[] = [];
  const problems: Problem[] = [...consumers.problems];
  const allPorts = mergedPorts(grants.flatMap(({ ports }) => ports));
  for (const href of consumers.ipLists) {
    const list = index.ipList(href);
    if (list === undefined) {
      problems.push({ reason: NotExpressibleReason.MissingObject, what: `the IP list ${href}` });
      continue;
    }
    problems.push(...list.problems);
    const { addresses, source } = list;
    if (!isEmpty(addresses.set)) consumptions.push({ addresses, ports: allPorts, source, rule: reference });
  }
  const groups = scopedConsumers
    ? grants.map(({ scope, ports }) => ({ conditions: scope.conditions, ports }))
    : [{ conditions: [], ports: allPorts }];
  const add = (endpoint: Endpoint, ports: readonly PortRange[]) => {
    for (const text of endpoint.unreadable)
      problems.push({
        reason: NotExpressibleReason.UnreadableAddress,
        what: `'${text}' of the workload '${endpoint.source.title}'`,
      });
    const addresses = consumerSubnets ? endpoint.subnets : endpoint.addresses;
    const { source } = endpoint;
    if (!isEmpty(addresses.set) || source.publicIp !== undefined)
      consumptions.push({ addresses, ports, source, rule: reference });
  };
  const [first, ...others] = groups;
  if (first !== undefined && others.length === 0)
    for (const endpoint of endpointsInScope(rule, first.conditions, index, problems))
      add(endpoint, first.ports);
  else for (const [endpoint, ports] of endpointsOf(rule, groups, index, problems)) add(endpoint, ports);
  return { consumptions, problems };
}

interface ScopedPorts {
  /** Of the scope, which consumers have to meet. */
  readonly conditions: readonly LabelCondition[];
  readonly ports: readonly PortRange[];
}

/** @param problems takes those of virtual services */
function endpointsOf(
  rule: Rule,
  groups: readonly ScopedPorts[],
  index: PolicyIndex,
  problems: Problem[],
): Map<Endpoint, readonly PortRange[]> {
  const found = new Map<Endpoint, readonly PortRange[]>();
  for (const { conditions, ports } of groups)
    for (const endpoint of endpointsInScope(rule, conditions, index, problems)) {
      const known = found.get(endpoint);
      found.set(endpoint, known === undefined || known === ports ? ports : mergedPorts([...known, ...ports]));
    }
  return found;
}

/** Each once. */
function endpointsInScope(
  { consumers }: Rule,
  scope: readonly LabelCondition[],
  index: PolicyIndex,
  problems: Problem[],
): Iterable<Endpoint> {
  const { inventory, labels, virtualServices } = index;
  const services = new Set<VirtualService>();
  let labelled: readonly Endpoint[] = [];
  if (consumers.conditions !== undefined) {
    const conditions = [...consumers.conditions, ...scope];
    if (consumers.asWorkloads) labelled = inventory.matching(conditions);
    if (consumers.asVirtualServices)
      for (const service of virtualServices.matching(conditions)) services.add(service);
  }
  if (services.size + consumers.workloads.length + consumers.virtualServices.length === 0) return labelled;
  const found = new Set(labelled);
  for (const href of consumers.workloads) {
    const endpoint = inventory.get(href);
    if (endpoint !== undefined && labels.areMet(scope, endpoint.labels)) found.add(endpoint);
  }
  for (const href of consumers.virtualServices) {
    const service = virtualServices.get(href);
    if (service === undefined)
      problems.push({ reason: NotExpressibleReason.MissingObject, what: `the virtual service ${href}` });
    else if (labels.areMet(scope, service.labels)) services.add(service);
  }
  for (const { problem, bindings } of services) {
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    for (const binding of bindings) {
      const endpoint = inventory.get(binding.endpoint);
      if (endpoint !== undefined) found.add(endpoint);
    }
  }
  return found;
}

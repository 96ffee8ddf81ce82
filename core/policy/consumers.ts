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
    if (addresses.ranges.length > 0)
      consumptions.push({ addresses, ports: allPorts, source, rule: reference });
  }
  const groups = scopedConsumers
    ? grants.map(({ scope, ports }) => ({ conditions: scope.conditions, ports }))
    : [{ conditions: [], ports: allPorts }];
  for (const [endpoint, ports] of endpointsOf(rule, groups, index, problems)) {
    for (const text of endpoint.unreadable)
      problems.push({
        reason: NotExpressibleReason.UnreadableAddress,
        what: `'${text}' of the workload '${endpoint.source.title}'`,
      });
    const addresses = consumerSubnets ? endpoint.subnets : endpoint.addresses;
    const { source } = endpoint;
    if (addresses.ranges.length > 0 || source.publicIp !== undefined)
      consumptions.push({ addresses, ports, source, rule: reference });
  }
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

function* endpointsInScope(
  { consumers }: Rule,
  scope: readonly LabelCondition[],
  index: PolicyIndex,
  problems: Problem[],
): Generator<Endpoint> {
  const { inventory, labels, virtualServices } = index;
  const services = new Set<VirtualService>();
  if (consumers.conditions !== undefined) {
    const conditions = [...consumers.conditions, ...scope];
    if (consumers.asWorkloads) yield* inventory.matching(conditions);
    if (consumers.asVirtualServices)
      for (const service of virtualServices.matching(conditions)) services.add(service);
  }
  for (const href of consumers.workloads) {
    const endpoint = inventory.get(href);
    if (endpoint !== undefined && labels.areMet(scope, endpoint.labels)) yield endpoint;
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
      if (endpoint !== undefined) yield endpoint;
    }
  }
}

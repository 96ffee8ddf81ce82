import { ConfigurationError } from "../errors";
import { visible } from "../visible";
import type {
  NotExpressible,
  PolicyAnswer,
  PolicyConsumer,
  PolicyQuestion,
  PortRange,
  RuleReference,
} from "./answer";
import { type Consumption, consumersOf } from "./consumers";
import { grantsOf } from "./grants";
import { isLess, OverrideDenies } from "./override-denies";
import type { PolicyIndex } from "./policy-index";
import { mergedPorts } from "./port-ranges";
import { type Face, facesOf, providerWorkloads } from "./provider";
import type { Rule, RuleSet } from "./rules";
import { scopeOf } from "./scopes";
import type { Problem } from "./services";

/**
 * Who may reach a provider on some ports, by the active policy: what rules allow, less what override denies name.
 * Where several workloads are the provider, whoever reaches one of them reaches it, and who is denied at one of them is
 * denied.
 *
 * @throws ConfigurationError when nothing is the provider, a label does not exist, no port is asked for, or an override
 *   deny that names the provider cannot be expressed by addresses and ports
 */
export function whoReaches(index: PolicyIndex, { provider, ports }: PolicyQuestion): PolicyAnswer {
  if (ports.length === 0) throw new ConfigurationError("ports", "name at least one port of the provider");
  const providers = providerWorkloads(provider, index);
  const faces = facesOf(providers, index.virtualServices);
  const asked = mergedPorts(ports);
  const ruleSets = index.ruleSets.filter((ruleSet) => isInScopeOf(ruleSet, faces, index));
  const denied = evaluated(
    ruleSets.flatMap(({ overrideDeny }) => overrideDeny),
    faces,
    asked,
    index,
  );
  refuseInexpressible(denied.notExpressible);
  const allowed = evaluated(
    ruleSets.flatMap(({ allow }) => allow),
    faces,
    asked,
    index,
  );
  const denies = new OverrideDenies(denied.consumptions);
  const consumers: PolicyConsumer[] = [];
  const withdrawn: PolicyConsumer[] = [];
  for (const one of allowed.consumptions) {
    const net = denies.netOf(one);
    for (const left of net) consumers.push(asConsumer(left));
    if (isLess(net, one)) withdrawn.push(asConsumer(one));
  }
  return {
    consumers,
    denied: denied.consumptions.map(asConsumer),
    withdrawn,
    notExpressible: allowed.notExpressible,
    providers: providers.map(({ href }) => href),
  };
}

/** Whether the provider is in a scope; rules of other rule sets are not about it, whatever they name. */
function isInScopeOf({ scopes }: RuleSet, faces: readonly Face[], { labels }: PolicyIndex): boolean {
  return scopes.some((scope, id) =>
    faces.some((face) => scopeOf(scope, face.labels, labels, id) !== undefined),
  );
}

interface Evaluated {
  readonly consumptions: readonly Consumption[];
  readonly notExpressible: readonly NotExpressible[];
}

function evaluated(
  rules: readonly Rule[],
  faces: readonly Face[],
  asked: readonly PortRange[],
  index: PolicyIndex,
): Evaluated {
  const consumptions: Consumption[] = [];
  const notExpressible: NotExpressible[] = [];
  for (const rule of rules) {
    const { grants, problems } = grantsOf(rule, faces, asked, index.labels);
    const found: Problem[] = [...problems];
    if (grants.length > 0) {
      const consumers = consumersOf(rule, grants, index);
      for (const one of consumers.consumptions) consumptions.push(one);
      found.push(...consumers.problems);
    }
    notExpressible.push(...distinct(found, rule.reference));
  }
  return { consumptions, notExpressible };
}

function distinct(problems: readonly Problem[], rule: RuleReference): NotExpressible[] {
  const known = new Map(problems.map((problem) => [`${problem.reason} ${problem.what}`, problem]));
  return [...known.values()].map((problem) => ({ ...problem, rule }));
}

function asConsumer({ addresses, ports, source, rule }: Consumption): PolicyConsumer {
  return { ranges: addresses.ranges, ports, source, rule };
}

/** A deny that is left out would let in whom it names. */
function refuseInexpressible(problems: readonly NotExpressible[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ rule, reason, what }) => `  ${rule.href} of '${visible(rule.ruleSet.name)}': ${what} (${reason})`,
  );
  throw new ConfigurationError(
    "policy",
    "an override deny names the provider and cannot be expressed by addresses and ports. Change it in the PCE, or narrow its providers",
    { lines },
  );
}

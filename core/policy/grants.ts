import type { Side } from "./actors";
import { NotExpressibleReason, type PortRange } from "./answer";
import type { LabelIndex } from "./label-index";
import { mergedPorts, portsWithin } from "./port-ranges";
import type { Face } from "./provider";
import type { Rule } from "./rules";
import { type Scope, type SingleScope, scopeOf } from "./scopes";
import type { Problem, ServicePorts } from "./services";

/** What a rule says of the provider: ports, for the consumers of one scope. */
export interface Grant {
  readonly scope: SingleScope;
  readonly ports: readonly PortRange[];
}

export interface Grants {
  readonly grants: readonly Grant[];
  readonly problems: readonly Problem[];
}

const NONE: Grants = { grants: [], problems: [] };

/** What a rule gives on the ports that were asked for, with each way in which it names the provider. */
export function grantsOf(
  rule: Rule,
  faces: readonly Face[],
  asked: readonly PortRange[],
  index: LabelIndex,
): Grants {
  const { providers } = rule;
  const named = faces.filter((face) => names(providers, face, index));
  if (named.length === 0 && providers.problems.length === 0) return NONE;
  const grants: Grant[] = [];
  const problems: Problem[] = [];
  let concerned = false;
  for (const face of named) {
    const { ports, narrowed } = portsOf(face.ports === undefined ? rule.services : [face.ports], asked);
    if (ports.length === 0 && narrowed.length === 0) continue;
    for (const [id, scope] of rule.scopes.entries()) {
      const single = scopeOf(scope, face.labels, index, id);
      if (single === undefined) continue;
      concerned = true;
      const unusable = scopeProblems(rule, scope, single, index);
      problems.push(...unusable, ...narrowed);
      if (unusable.length === 0 && ports.length > 0) grants.push({ scope: single, ports });
    }
  }
  if (providers.problems.length > 0 && mayApply(rule.services, asked)) problems.push(...providers.problems);
  if (concerned) problems.push(...rule.narrowing);
  if (concerned && rule.narrowing.length === 0) return { grants: sameScopes(grants), problems };
  return { grants: [], problems };
}

/** Whether the providers of a rule name the provider, whatever the scope. */
function names(side: Side, { labels, hrefs, ports }: Face, index: LabelIndex): boolean {
  const [byLabels, explicit] =
    ports === undefined ? [side.asWorkloads, side.workloads] : [side.asVirtualServices, side.virtualServices];
  if (explicit.some((href) => hrefs.has(href))) return true;
  return byLabels && side.conditions !== undefined && index.areMet(side.conditions, labels);
}

function portsOf(
  services: readonly ServicePorts[],
  asked: readonly PortRange[],
): { readonly ports: readonly PortRange[]; readonly narrowed: readonly Problem[] } {
  if (services.length === 0)
    return {
      ports: [],
      narrowed: [
        { reason: NotExpressibleReason.MissingObject, what: "the services of the rule: it has none" },
      ],
    };
  const plain = services.flatMap(({ ports }) => ports);
  const parts = services.flatMap(({ narrowed }) => narrowed);
  return {
    ports: portsWithin(plain, asked),
    narrowed: parts.filter(({ ports }) => portsWithin(ports, asked).length > 0).map(({ problem }) => problem),
  };
}

/** Why a rule gives nothing in a scope of its rule set. */
function scopeProblems(rule: Rule, { missing }: Scope, single: SingleScope, index: LabelIndex): Problem[] {
  const problems: Problem[] = missing.map((what) => ({
    reason: NotExpressibleReason.MissingObject,
    what: `${what} in the scope`,
  }));
  const sides = rule.scopedConsumers ? [rule.providers, rule.consumers] : [rule.providers];
  for (const label of single.labels)
    if (sides.some(({ included }) => included.some(({ labels }) => labels.has(label))))
      problems.push({
        reason: NotExpressibleReason.ScopeLabelRepeated,
        what: `the label ${index.nameOf(label)}`,
      });
  return problems;
}

function mayApply(services: readonly ServicePorts[], asked: readonly PortRange[]): boolean {
  const { ports, narrowed } = portsOf(services, asked);
  return ports.length > 0 || narrowed.length > 0;
}

/** Grants with the ports of one scope together. */
function sameScopes(grants: readonly Grant[]): Grant[] {
  if (grants.length < 2) return [...grants];
  const byScope = new Map<string, { readonly scope: SingleScope; readonly ports: PortRange[] }>();
  for (const { scope, ports } of grants) {
    const known = byScope.get(scope.id);
    if (known === undefined) byScope.set(scope.id, { scope, ports: [...ports] });
    else known.ports.push(...ports);
  }
  return [...byScope.values()].map(({ scope, ports }) => ({ scope, ports: mergedPorts(ports) }));
}

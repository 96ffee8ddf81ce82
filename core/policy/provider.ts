import { ConfigurationError } from "../errors";
import { compileExpression, type LabelExpression, matches } from "../labels/label-expression";
import type { WorkloadFact } from "../workloads/workload-fact";
import type { PolicyProvider } from "./answer";
import type { HrefFact } from "./facts";
import type { PolicyIndex } from "./policy-index";
import type { ServicePorts } from "./services";
import type { VirtualServices } from "./virtual-services";

/** What rules may name to mean the provider: workloads of it with equal labels, or a virtual service bound to one. */
export interface Face {
  readonly labels: readonly HrefFact[];
  /** Hrefs of the workloads; of a virtual service its own, without version. */
  readonly hrefs: ReadonlySet<string>;
  /** Ports of the virtual service; workloads have those of the rule. */
  readonly ports: ServicePorts | undefined;
}

/**
 * The workloads that are the provider.
 *
 * @throws ConfigurationError when there is none, or a label of the expression does not exist
 */
export function providerWorkloads(provider: PolicyProvider, index: PolicyIndex): WorkloadFact[] {
  if ("workload" in provider) {
    const fact = index.facts.workloads.find(({ href }) => href === provider.workload);
    if (fact !== undefined && fact.deleted !== true) return [fact];
    throw new ConfigurationError(
      "provider",
      `the PCE has no workload ${provider.workload}; name one that it lists, or labels`,
    );
  }
  const expression = compileExpression(provider.labels, index.facts);
  const found = index.facts.workloads.filter(
    ({ deleted, labels }) => deleted !== true && matches(expression, labels ?? []),
  );
  if (found.length > 0) return found;
  throw new ConfigurationError(
    "provider",
    `no workload of the PCE matches ${expressionText(provider.labels)}; give the labels to the workload that stands for the provider, or name others`,
  );
}

export function facesOf(providers: readonly WorkloadFact[], virtualServices: VirtualServices): Face[] {
  const faces = new Map<string, { labels: readonly HrefFact[]; hrefs: Set<string>; ports: undefined }>();
  const bound: Face[] = [];
  for (const { href, labels = [] } of providers) {
    const id = labels
      .map((label) => label.href)
      .sort()
      .join(" ");
    const face = faces.get(id);
    if (face === undefined) faces.set(id, { labels, hrefs: new Set([href]), ports: undefined });
    else face.hrefs.add(href);
    for (const { service, ports } of virtualServices.boundTo(href))
      bound.push({ labels: service.labels, hrefs: new Set([service.href]), ports });
  }
  return [...faces.values(), ...bound];
}

function expressionText(expression: LabelExpression): string {
  const terms = Object.entries(expression).flatMap(([key, { anyOf, groups = [], noneOf = [] }]) => [
    ...(anyOf || groups.length > 0
      ? [`${key}=${[...(anyOf ?? []), ...groups.map((name) => `group '${name}'`)].join("|")}`]
      : []),
    ...(noneOf.length > 0 ? [`${key} not ${noneOf.join("|")}`] : []),
  ]);
  return terms.length === 0 ? "the empty label expression" : terms.join(", ");
}

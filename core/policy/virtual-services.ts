import { versionless } from "../versionless-href";
import { NotExpressibleReason } from "./answer";
import type { HrefFact, PolicyFacts, ServiceBindingFact, VirtualServiceFact } from "./facts";
import type { LabelCondition, LabelIndex } from "./label-index";
import {
  inlinePorts,
  missingService,
  overriddenPorts,
  type Problem,
  type ServicePorts,
  virtualServiceTitle,
} from "./services";

export interface Binding {
  readonly service: VirtualService;
  /** Href of the workload or container workload. */
  readonly endpoint: string;
  /** The ports of the virtual service on it. */
  readonly ports: ServicePorts;
}

/** A virtual service with the workloads that are bound to it. */
export interface VirtualService {
  /** Without version. */
  readonly href: string;
  readonly labels: readonly HrefFact[];
  readonly bindings: readonly Binding[];
  /** Why its workloads cannot be told as consumers. */
  readonly problem: Problem | undefined;
}

export class VirtualServices {
  private readonly byHref = new Map<string, VirtualService>();
  private readonly byEndpoint = new Map<string, Binding[]>();

  /** @param service the ports of a service by the href of any version; undefined when there is no such service */
  constructor(
    { virtualServices, serviceBindings }: Pick<PolicyFacts, "virtualServices" | "serviceBindings">,
    private readonly labels: LabelIndex,
    service: (href: string) => ServicePorts | undefined,
  ) {
    const bound = new Map<string, ServiceBindingFact[]>();
    for (const binding of serviceBindings) {
      if (binding.virtual_service === undefined) continue;
      const href = versionless(binding.virtual_service.href);
      bound.set(href, [...(bound.get(href) ?? []), binding]);
    }
    for (const fact of virtualServices) {
      const href = versionless(fact.href);
      const ports = portsOf(fact, service);
      const bindings: Binding[] = [];
      const virtualService: VirtualService = {
        href,
        labels: fact.labels ?? [],
        bindings,
        problem: problemOf(fact),
      };
      this.byHref.set(href, virtualService);
      for (const { workload, container_workload: container, port_overrides: overrides } of bound.get(href) ??
        []) {
        const endpoint = (workload ?? container)?.href;
        if (endpoint === undefined) continue;
        const binding = {
          service: virtualService,
          endpoint,
          ports: overriddenPorts(ports, overrides ?? []),
        };
        bindings.push(binding);
        this.byEndpoint.set(endpoint, [...(this.byEndpoint.get(endpoint) ?? []), binding]);
      }
    }
  }

  /** @param href without version */
  get(href: string): VirtualService | undefined {
    return this.byHref.get(href);
  }

  boundTo(endpoint: string): readonly Binding[] {
    return this.byEndpoint.get(endpoint) ?? [];
  }

  matching(conditions: readonly LabelCondition[]): VirtualService[] {
    return [...this.byHref.values()].filter(({ labels }) => this.labels.areMet(conditions, labels));
  }
}

function portsOf(
  fact: VirtualServiceFact,
  service: (href: string) => ServicePorts | undefined,
): ServicePorts {
  const title = virtualServiceTitle(fact);
  if (!fact.service) return inlinePorts(fact.service_ports ?? [], title);
  return service(fact.service.href) ?? missingService(fact.service.href);
}

function problemOf(fact: VirtualServiceFact): Problem | undefined {
  if ((fact.ip_overrides ?? []).length === 0) return undefined;
  return {
    reason: NotExpressibleReason.UnknownActor,
    what: `${virtualServiceTitle(fact)} as a consumer, which has addresses of its own (ip_overrides)`,
  };
}

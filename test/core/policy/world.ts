import type { AddressRange } from "../../../core/addresses/address-range";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import { ipv6Text } from "../../../core/addresses/ipv6";
import {
  type ActorFact,
  type ContainerWorkloadFact,
  type DenyRuleFact,
  type IpListFact,
  type PolicyAnswer,
  type PolicyConsumer,
  type PolicyFacts,
  PolicyIndex,
  type PolicyProvider,
  type PortRange,
  type RuleFact,
  type RuleSetFact,
  type ScopeEntryFact,
  type ServiceBindingFact,
  type ServiceFact,
  type VirtualServiceFact,
  whoReaches,
} from "../../../core/policy";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

/** Facts of a PCE, in which labels are written as `app=orders` and everything else by its name. */

export const labelHref = (label: string) => `/orgs/1/labels/${label}`;
export const workloadHref = (name: string) => `/orgs/1/workloads/${name}`;
const active = (kind: string, name: string) => ({ href: `/orgs/1/sec_policy/active/${kind}/${name}` });

export const label = (text: string): ScopeEntryFact => ({ label: { href: labelHref(text) } });
export const group = (name: string): ScopeEntryFact => ({ label_group: active("label_groups", name) });
export const not = (entry: ScopeEntryFact): ScopeEntryFact => ({ ...entry, exclusion: true });
export const everyone: ActorFact = { actors: "ams" };
export const workload = (name: string): ActorFact => ({ workload: { href: workloadHref(name) } });
export const ipList = (name: string): ActorFact => ({ ip_list: active("ip_lists", name) });
export const virtualService = (name: string): ActorFact => ({
  virtual_service: active("virtual_services", name),
});
export const service = (name: string) => active("services", name);

export const LABELS = [
  ...["role=db", "role=web", "role=job", "app=orders", "app=shop", "app=erp"],
  ...["env=prod", "env=stage", "env=dev", "loc=eu"],
];

export function host(
  name: string,
  address: string | readonly string[],
  labels: string,
  more: Partial<WorkloadFact> = {},
): WorkloadFact {
  return {
    href: workloadHref(name),
    name,
    interfaces: [address].flat().map((text, index) => {
      const [ip = "", prefix] = text.split("/");
      return {
        name: `eth${index}`,
        address: ip,
        ...(prefix !== undefined && { cidr_block: Number(prefix) }),
      };
    }),
    labels: labels === "" ? [] : labels.split(" ").map((text) => ({ href: labelHref(text) })),
    ...more,
  };
}

export function container(name: string, address: string, labels: string): ContainerWorkloadFact {
  return { ...host(name, address, labels), href: `/orgs/1/container_workloads/${name}` };
}

export const rule = (more: Partial<RuleFact> = {}): RuleFact => ({
  href: "/orgs/1/sec_policy/active/rule_sets/1/sec_rules/1",
  enabled: true,
  providers: [label("role=db")],
  consumers: [label("role=web")],
  ingress_services: [{ proto: 6, port: 1433 }],
  resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
  unscoped_consumers: true,
  use_workload_subnets: [],
  ...more,
});

export const overrideDeny = (more: Partial<DenyRuleFact> = {}): DenyRuleFact => ({
  ...rule(more),
  href: "/orgs/1/sec_policy/active/rule_sets/1/deny_rules/2",
  override: true,
  ...more,
});

export const ruleSet = (
  rules: readonly RuleFact[],
  scopes: RuleSetFact["scopes"] = [[]],
  more: Partial<RuleSetFact> = {},
): RuleSetFact => ({ ...active("rule_sets", "1"), name: "orders", enabled: true, scopes, rules, ...more });

export interface World {
  readonly workloads: readonly WorkloadFact[];
  readonly ruleSets: readonly RuleSetFact[];
  readonly groups?: Readonly<Record<string, { labels?: readonly string[]; groups?: readonly string[] }>>;
  readonly ipLists?: Readonly<Record<string, Omit<IpListFact, "href">>>;
  readonly services?: Readonly<Record<string, Omit<ServiceFact, "href">>>;
  readonly virtualServices?: Readonly<Record<string, Omit<VirtualServiceFact, "href" | "name">>>;
  readonly serviceBindings?: readonly Omit<ServiceBindingFact, "href">[];
  readonly containerWorkloads?: readonly ContainerWorkloadFact[];
}

export function factsOf(world: World): PolicyFacts {
  const { workloads, ruleSets, groups, ipLists, services, virtualServices } = world;
  const { serviceBindings = [], containerWorkloads = [] } = world;
  return {
    labels: LABELS.map((text) => {
      const [key = "", value = ""] = text.split("=");
      return { href: labelHref(text), key, value };
    }),
    labelGroups: Object.entries(groups ?? {}).map(([name, { labels = [], groups: inside = [] }]) => ({
      ...active("label_groups", name),
      key: name.split("-")[0]!,
      name,
      labels: labels.map((text) => ({ href: labelHref(text) })),
      // Groups may refer to each other by the draft version.
      sub_groups: inside.map((one) => ({ href: `/orgs/1/sec_policy/draft/label_groups/${one}` })),
    })),
    ruleSets,
    ipLists: named("ip_lists", ipLists),
    services: named("services", services),
    virtualServices: named("virtual_services", virtualServices),
    serviceBindings: serviceBindings.map((one, at) => ({ href: `/orgs/1/service_bindings/${at}`, ...one })),
    workloads,
    containerWorkloads,
  };
}

function named<T extends object>(kind: string, objects: Readonly<Record<string, T>> = {}) {
  return Object.entries(objects).map(([name, more]) => ({ ...active(kind, name), name, ...more }));
}

export const binding = (name: string, to: string, more: Partial<ServiceBindingFact> = {}) => ({
  virtual_service: active("virtual_services", name),
  workload: { href: workloadHref(to) },
  ...more,
});

export const tcp = (first: number, last = first): PortRange => ({ protocol: 6, first, last });
export const udp = (first: number, last = first): PortRange => ({ protocol: 17, first, last });

export const DB = host("db", "10.0.0.5", "role=db app=orders env=prod");

export function ask(
  world: World,
  ports: readonly PortRange[] = [tcp(1433)],
  provider: PolicyProvider = { workload: DB.href },
): PolicyAnswer {
  return whoReaches(PolicyIndex.of(factsOf(world)), { provider, ports });
}

/** Lines like `web 10.0.0.1 6/1433`, in the order of the answer. */
export function lines(consumers: readonly PolicyConsumer[]): string[] {
  return consumers.map(({ source, ranges, ports }) =>
    [
      source.title,
      ranges.map(rangeText).join(",") || "-",
      ports
        .map(({ protocol, first, last }) => `${protocol}/${first === last ? first : `${first}-${last}`}`)
        .join(","),
    ].join(" "),
  );
}

/** What reaches TCP 1433 of the workload `db`. */
export function reach(world: World, ports?: readonly PortRange[]): string[] {
  return lines(ask(world, ports).consumers);
}

/** Lines like `fqdn: what`. */
export function notExpressible(world: World, ports?: readonly PortRange[]): string[] {
  return ask(world, ports).notExpressible.map(({ reason, what }) => `${reason}: ${what}`);
}

function rangeText({ family, first, last }: AddressRange): string {
  const text = (value: bigint) =>
    family === "ipv4"
      ? [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".")
      : canonicalAddress(
          ipv6Text(Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn))),
        )!;
  return first === last ? text(first) : `${text(first)}-${text(last)}`;
}

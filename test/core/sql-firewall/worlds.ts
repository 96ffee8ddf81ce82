import { parseRange } from "../../../core/addresses/address-range";
import { Checks } from "../../../core/checks";
import type { PolicyAnswer, PolicyConsumer } from "../../../core/policy";
import type { EgressFacts } from "../../../core/sql-firewall";
import {
  checkFirewall,
  firewallRevision,
  type SqlFirewallDeclaration,
  type SqlFirewallDefinition,
} from "../../../core/sql-firewall";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";

export const SERVER = {
  subscriptionId: "00000000-0000-4000-8000-000000000001",
  resourceGroupName: "orders-rg",
  serverName: "orders-sql",
};
export const SUBNET =
  "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/shop/subnets/web";

export const LABELS = ["env=prod", "env=dev", "role=web", "role=db"].map((text) => {
  const [key, value] = text.split("=") as [string, string];
  return { href: `/orgs/1/labels/${text}`, key, value };
});

export const RULE = {
  href: "/orgs/1/sec_policy/active/rule_sets/7/sec_rules/9",
  ruleSet: { href: "/orgs/1/sec_policy/active/rule_sets/7", name: "Orders" },
};

/** A declaration with the defaults, as a user would get it who wrote these properties. */
export function firewall(
  written: Partial<SqlFirewallDeclaration> & { owner?: string } = {},
): SqlFirewallDefinition {
  const { name = "orders-db", owner = "acme/shop/prod//orders-db", ...rest } = written;
  const checks = Checks.start();
  const declaration = checkFirewall(
    name,
    { server: SERVER, provider: { workload: "/orgs/1/workloads/db" }, ...rest },
    checks,
  );
  checks.throwIfAny("firewall of a test");
  return { ...declaration, owner, revision: firewallRevision(declaration) };
}

export interface ConsumerParts {
  readonly ranges?: readonly string[];
  readonly labels?: readonly string[];
  readonly publicIp?: string;
  readonly kind?: PolicyConsumer["source"]["kind"];
  readonly href?: string;
}

export function consumer(
  title: string,
  { ranges = [], labels, publicIp, kind, href }: ConsumerParts,
): PolicyConsumer {
  return {
    ranges: ranges.map((text) => parseRange(text)!),
    ports: [{ protocol: 6, first: 1433, last: 1433 }],
    source: {
      kind: kind ?? "workload",
      href: href ?? `/orgs/1/workloads/${title}`,
      title,
      ...(labels && { labels: labels.map((text) => `/orgs/1/labels/${text}`) }),
      ...(publicIp !== undefined && { publicIp }),
    },
    rule: RULE,
  };
}

export function list(title: string, ...ranges: string[]): PolicyConsumer {
  return consumer(title, { ranges, kind: "IP list", href: `/orgs/1/sec_policy/active/ip_lists/${title}` });
}

export function answer(consumers: readonly PolicyConsumer[], more: Partial<PolicyAnswer> = {}): PolicyAnswer {
  return {
    consumers,
    denied: [],
    withdrawn: [],
    notExpressible: [],
    providers: ["/orgs/1/workloads/db"],
    ...more,
  };
}

export function workload(
  name: string,
  addresses: readonly string[],
  more: Partial<WorkloadFact> = {},
): WorkloadFact {
  return {
    href: `/orgs/1/workloads/${name}`,
    name,
    interfaces: addresses.map((address, index) => ({ name: `eth${index}`, address })),
    ...more,
  };
}

export function facts(workloads: readonly WorkloadFact[] = [], more: Partial<EgressFacts> = {}): EgressFacts {
  return { labels: LABELS, labelGroups: [], workloads, containerWorkloads: [], ...more };
}

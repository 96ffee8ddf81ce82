import type { PolicyFacts, RuleFact, RuleSetFact, ScopeEntryFact } from "../../core/policy";

/** Workloads of one application. */
const WORKLOADS_OF_AN_APP = 100;
const ROLES = ["db", "web", "job", "api"];
const ENVIRONMENTS = ["prod", "stage", "dev"];

const labelHref = (name: string) => `/orgs/1/labels/${name}`;
const label = (name: string): ScopeEntryFact => ({ label: { href: labelHref(name) } });
const active = (kind: string, id: string | number) => `/orgs/1/sec_policy/active/${kind}/${id}`;

/** Rules name the next application, and the last of so many the first. */
const NEIGHBOURS = 500;

/**
 * The policy and the inventory of an organisation with so many applications: 100 workloads and a rule set of four rules
 * for each, and an override deny in every tenth rule set.
 *
 * @param first number of the first application
 */
export function policyFacts(
  apps: number,
  first = 0,
  workloads: PolicyFacts["workloads"] = workloadsOf(apps, first),
): PolicyFacts {
  const numbers = Array.from({ length: apps }, (_, index) => first + index);
  const names = [
    ...ROLES.map((role) => ["role", role] as const),
    ...ENVIRONMENTS.map((env) => ["env", env] as const),
    ...numbers.map((app) => ["app", `a${app}`] as const),
  ];
  return {
    labels: names.map(([key, value]) => ({ href: labelHref(`${key}-${value}`), key, value })),
    labelGroups: [
      {
        href: active("label_groups", "live"),
        key: "env",
        name: "live",
        labels: [{ href: labelHref("env-prod") }, { href: labelHref("env-stage") }],
      },
    ],
    services: [
      { href: active("services", 1), name: "All Services", service_ports: [{ proto: -1 }] },
      { href: active("services", 2), name: "SQL", service_ports: [{ proto: 6, port: 1433 }] },
    ],
    ipLists: numbers.map((app) => ({
      href: active("ip_lists", app),
      name: `office ${app}`,
      ip_ranges: [
        { from_ip: `172.${16 + (app & 15)}.${(app >> 4) & 255}.0/24` },
        { from_ip: `172.${16 + (app & 15)}.${(app >> 4) & 255}.7`, exclusion: true },
      ],
    })),
    ruleSets: numbers.map(ruleSet),
    virtualServices: [],
    serviceBindings: [],
    workloads,
    containerWorkloads: [],
  };
}

/**
 * An organisation of ten times as many applications, and the ten of which it is made: they have its workloads, the same
 * objects in memory.
 */
export function tenTimes(apps: number): {
  readonly large: PolicyFacts;
  readonly parts: readonly PolicyFacts[];
} {
  const large = policyFacts(10 * apps);
  const size = apps * WORKLOADS_OF_AN_APP;
  const parts = Array.from({ length: 10 }, (_, part) =>
    policyFacts(apps, part * apps, large.workloads.slice(part * size, (part + 1) * size)),
  );
  return { large, parts };
}

function workloadsOf(apps: number, first: number): PolicyFacts["workloads"] {
  return Array.from({ length: apps * WORKLOADS_OF_AN_APP }, (_, index) =>
    workload(first * WORKLOADS_OF_AN_APP + index),
  );
}

/** Href of a workload of an application that its rules are for. */
export function databaseOf(app: number): string {
  return workload(app * WORKLOADS_OF_AN_APP).href;
}

function workload(index: number): PolicyFacts["workloads"][number] {
  const app = Math.floor(index / WORKLOADS_OF_AN_APP);
  const place = index % WORKLOADS_OF_AN_APP;
  const labels = [
    `app-a${app}`,
    `role-${ROLES[place % ROLES.length]}`,
    `env-${ENVIRONMENTS[Math.floor(place / ROLES.length) % ENVIRONMENTS.length]}`,
  ];
  return {
    href: `/orgs/1/workloads/8c2a4f1e-1111-4222-8333-${String(index).padStart(12, "0")}`,
    name: `host-${index}`,
    hostname: `host-${index}.example.com`,
    online: true,
    managed: true,
    interfaces: [
      {
        name: "eth0",
        address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
        cidr_block: 24,
        link_state: "up",
      },
    ],
    labels: labels.map((name) => ({ href: labelHref(name) })),
    ven: { href: `/orgs/1/vens/8c2a4f1e-1111-4222-9333-${String(index).padStart(12, "0")}` },
  };
}

function ruleSet(app: number): RuleSetFact {
  const next = label(`app-a${app - (app % NEIGHBOURS) + ((app + 1) % NEIGHBOURS)}`);
  const href = active("rule_sets", app);
  const rule = (id: number, more: Partial<RuleFact>): RuleFact => ({
    href: `${href}/sec_rules/${id}`,
    enabled: true,
    providers: [label("role-db")],
    ingress_services: [{ href: active("services", 2) }],
    resolve_labels_as: { providers: ["workloads"], consumers: ["workloads"] },
    unscoped_consumers: false,
    use_workload_subnets: [],
    network_type: "brn",
    ...more,
  });
  return {
    href,
    name: `application ${app}`,
    enabled: true,
    scopes: [[label(`app-a${app}`), { label_group: { href: active("label_groups", "live") } }]],
    rules: [
      rule(1, { consumers: [label("role-web"), label("role-api")] }),
      rule(2, { consumers: [next], unscoped_consumers: true }),
      rule(3, { consumers: [{ ip_list: { href: active("ip_lists", app) } }] }),
      rule(4, {
        providers: [label("role-web")],
        consumers: [{ actors: "ams" }],
        ingress_services: [{ proto: 6, port: 443 }],
      }),
    ],
    deny_rules:
      app % 10 === 0
        ? [
            {
              ...rule(5, {
                consumers: [label("env-dev"), next],
                unscoped_consumers: true,
              }),
              href: `${href}/deny_rules/5`,
              override: true,
            },
          ]
        : [],
  };
}

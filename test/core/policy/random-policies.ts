import fc from "fast-check";
import type { ActorFact, DenyRuleFact, RuleFact, RuleSetFact, ScopeEntryFact } from "../../../core/policy";
import type { WorkloadFact } from "../../../core/workloads/workload-fact";
import {
  binding,
  container,
  everyone,
  group,
  host,
  ipList,
  label,
  not,
  service,
  virtualService,
  type World,
  workload,
} from "./world";

/** Small policies, in which every kind of entry is frequent. Addresses end in 0 to 7, ports are 1 to 4. */

const LABELS: Readonly<Record<string, readonly string[]>> = {
  role: ["role=db", "role=web"],
  app: ["app=orders", "app=shop"],
  env: ["env=prod", "env=stage", "env=dev"],
};
const GROUPS = ["env-a", "env-b", "app-a"];
const HOSTS = ["db", "h1", "h2", "h3"];
export const PODS = ["p1"];
export const LISTS = ["l1", "l2"];
const SERVICES = ["s1", "s2"];
const VIRTUAL_SERVICES = ["v1", "v2"];

export const ADDRESSES = [
  ...Array.from({ length: 8 }, (_, last) => `10.0.0.${last}`),
  ...Array.from({ length: 4 }, (_, last) => `fd00::${last}`),
];
export const PORTS = [1, 2, 3, 4];

const often = (percent: number) => fc.nat(99).map((one) => one < percent);
const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom(...PORTS);
const proto = fc.constantFrom(6, 6, 6, 17);

const labels = fc
  .tuple(
    ...Object.values(LABELS).map((values) => fc.option(fc.constantFrom(...values), { freq: 3, nil: "" })),
  )
  .map((own) => own.filter((text) => text !== "").join(" "));

const subnets = fc
  .tuple(address, fc.nat(3))
  .map(([ip, bits]) => (bits === 3 ? ip : `${ip}/${(ip.includes(":") ? 128 : 32) - bits}`));

const machine = (name: string): fc.Arbitrary<WorkloadFact> =>
  fc
    .record({
      own: name === "db" ? fc.oneof(labels, fc.constant("role=db app=orders env=prod")) : labels,
      addresses: fc.uniqueArray(subnets, { maxLength: 2, selector: (text) => text.split("/")[0] }),
      publicIp: fc.option(address, { freq: 1 }),
      managed: fc.boolean(),
      online: often(80),
      deleted: often(name === "db" ? 0 : 10),
      down: often(15),
    })
    .map(({ own, addresses, publicIp, managed, online, deleted, down }) => {
      const fact = host(name, addresses, own, { managed, online, deleted, public_ip: publicIp });
      if (!down) return fact;
      return {
        ...fact,
        interfaces: fact.interfaces!.map((one, at) => (at === 0 ? { ...one, link_state: "down" } : one)),
      };
    });

const scopeEntry: fc.Arbitrary<ScopeEntryFact> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...Object.values(LABELS).flat()).map(label) },
      { weight: 2, arbitrary: fc.constantFrom(...GROUPS).map(group) },
    ),
    often(20),
  )
  .map(([entry, excluded]) => (excluded ? not(entry) : entry));

const scopes = fc.oneof(
  fc.constant([[]]),
  fc.array(fc.array(scopeEntry, { maxLength: 2 }), { minLength: 1, maxLength: 2 }),
);

/** All workloads are never together with a label that is not excluded: this is not expressible. */
function withoutMixture(actors: readonly ActorFact[]): ActorFact[] {
  const mixed = actors.some(({ label: one, label_group: some, exclusion }) => (one || some) && !exclusion);
  return actors.filter(({ actors: all }) => !mixed || all === undefined);
}

const side = (others: readonly fc.Arbitrary<ActorFact>[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: scopeEntry },
        { weight: 2, arbitrary: fc.constant(everyone) },
        { weight: 1, arbitrary: fc.constantFrom(...HOSTS).map(workload) },
        { weight: 1, arbitrary: fc.constantFrom(...VIRTUAL_SERVICES).map(virtualService) },
        ...others.map((arbitrary) => ({ weight: 3, arbitrary })),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map(withoutMixture);

const servicePort = fc.oneof(
  { weight: 5, arbitrary: fc.record({ proto, port }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ proto, port, more: fc.nat(2) })
      .map(({ more, ...one }) => ({ ...one, to_port: one.port + more })),
  },
  { weight: 1, arbitrary: fc.record({ proto: fc.constantFrom(6, 17, -1) }) },
  { weight: 1, arbitrary: fc.record({ proto, port, process_name: fc.constant("a.exe") }) },
);

const resolved = fc.constantFrom(
  ["workloads"],
  ["workloads"],
  ["virtual_services"],
  ["workloads", "virtual_services"],
);

const ruleFields = {
  enabled: often(95),
  providers: fc.oneof(side([]), fc.constant([label("role=db")])),
  consumers: side([fc.constantFrom(...LISTS).map(ipList)]),
  ingress_services: fc.array(fc.oneof(servicePort, fc.constantFrom(...SERVICES).map(service)), {
    minLength: 1,
    maxLength: 2,
  }),
  resolve_labels_as: fc.record({ providers: resolved, consumers: resolved }),
  unscoped_consumers: fc.boolean(),
  use_workload_subnets: fc.constantFrom([], [], ["consumers"], ["providers"]),
  network_type: fc.constantFrom("brn", "brn", "all", "non_brn"),
  machine_auth: often(5),
  sec_connect: often(5),
};

const ruleSet = (name: string): fc.Arbitrary<RuleSetFact> =>
  fc
    .record({
      scopes,
      enabled: often(95),
      rules: fc.array(fc.record(ruleFields), { minLength: 1, maxLength: 3 }),
      denies: fc.array(
        fc.record({
          ...ruleFields,
          machine_auth: often(1),
          sec_connect: often(1),
          override: often(70),
        }),
        { maxLength: 1 },
      ),
    })
    .map(({ scopes: written, enabled, rules, denies }) => ({
      href: `/orgs/1/sec_policy/active/rule_sets/${name}`,
      name,
      enabled,
      scopes: written,
      rules: rules.map((one, at): RuleFact => ({ href: `${name}/rule/${at}`, ...one })),
      deny_rules: denies.map((one, at): DenyRuleFact => ({ href: `${name}/deny/${at}`, ...one })),
    }));

const ipRange = fc
  .record({
    from: address,
    form: fc.constantFrom("one", "network", "range"),
    more: fc.nat(3),
    exclusion: often(30),
  })
  .map(({ from, form, more, exclusion }) => {
    const isV6 = from.includes(":");
    if (form === "network") return { from_ip: `${from}/${(isV6 ? 128 : 32) - more}`, exclusion };
    if (form === "one") return { from_ip: from, to_ip: null, exclusion };
    const last = Number(from.slice(-1)) + more;
    return { from_ip: from, to_ip: `${from.slice(0, -1)}${Math.min(last, isV6 ? 9 : 255)}`, exclusion };
  });

const groups = fc
  .record({
    a: fc.subarray([...LABELS["env"]!]),
    b: fc.subarray([...LABELS["env"]!]),
    app: fc.subarray([...LABELS["app"]!]),
    aHasB: fc.boolean(),
    bHasA: fc.boolean(),
  })
  .map(({ a, b, app, aHasB, bHasA }) => ({
    "env-a": { labels: a, groups: aHasB ? ["env-b"] : [] },
    "env-b": { labels: b, groups: bHasA ? ["env-a"] : [] },
    "app-a": { labels: app },
  }));

const serviceBinding = fc
  .record({
    name: fc.constantFrom(...VIRTUAL_SERVICES),
    to: fc.constantFrom("db", "db", ...HOSTS, ...PODS),
    overrides: fc.array(fc.record({ proto, port, new_port: port }), { maxLength: 1 }),
  })
  .map(({ name, to, overrides: port_overrides }) =>
    PODS.includes(to)
      ? {
          virtual_service: binding(name, to).virtual_service,
          container_workload: { href: `/orgs/1/container_workloads/${to}` },
          port_overrides,
        }
      : binding(name, to, { port_overrides }),
  );

const every = <T>(names: readonly string[], one: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.record(Object.fromEntries(names.map((name) => [name, one])));

export const randomPolicy: fc.Arbitrary<World> = fc
  .record({
    workloads: fc.tuple(...HOSTS.map(machine)),
    pod: fc.tuple(address, labels),
    groups,
    ipLists: every(
      LISTS,
      fc.record({
        ip_ranges: fc.array(ipRange, { minLength: 1, maxLength: 3 }),
        fqdns: fc.constantFrom([], [], [], [{ fqdn: "a.example" }]),
      }),
    ),
    services: every(
      SERVICES,
      fc.record({
        service_ports: fc.array(servicePort, { minLength: 1, maxLength: 2 }),
        windows_services: fc.array(servicePort, { maxLength: 1 }),
      }),
    ),
    virtualServices: every(
      VIRTUAL_SERVICES,
      fc.record({
        labels: labels.map((own) =>
          own.split(" ").flatMap((text) => (text === "" ? [] : [{ href: `/orgs/1/labels/${text}` }])),
        ),
        service_ports: fc.array(fc.record({ proto, port }), { minLength: 1, maxLength: 2 }),
      }),
    ),
    serviceBindings: fc.array(serviceBinding, { maxLength: 3 }),
    ruleSets: fc.tuple(ruleSet("one"), ruleSet("two")),
  })
  .map(({ pod, ...world }) => ({ ...world, containerWorkloads: [container("p1", pod[0], pod[1])] }));

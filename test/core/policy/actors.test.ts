import {
  ask,
  binding,
  container,
  DB,
  everyone,
  group,
  host,
  ipList,
  label,
  lines,
  not,
  notExpressible,
  overrideDeny,
  reach,
  rule,
  ruleSet,
  type World,
  workload,
} from "./world";

const WEB = host("web", "10.0.0.1", "role=web app=orders env=prod");
const JOB = host("job", "10.0.0.2", "role=job app=orders env=stage");
const BARE = host("bare", "10.0.0.3", "");
const workloads = [DB, WEB, JOB, BARE];

const world = (more: Parameters<typeof rule>[0] = {}, rest: Partial<World> = {}): World => ({
  workloads,
  ruleSets: [ruleSet([rule(more)])],
  ...rest,
});
const names = (some: World) => reach(some).map((line) => line.split(" ")[0]);

test("labels of one type are alternatives, and every type has to match", () => {
  expect(names(world({ consumers: [label("role=web"), label("role=job")] }))).toEqual(["web", "job"]);
  expect(names(world({ consumers: [label("role=web"), label("role=job"), label("env=stage")] }))).toEqual([
    "job",
  ]);
  expect(names(world({ providers: [label("role=db"), label("app=shop")] }))).toEqual([]);
});

test("a label group of a rule is any of its labels", () => {
  const groups = {
    "role-clients": { labels: ["role=web"], groups: ["role-batch"] },
    "role-batch": { labels: ["role=job"] },
  };
  expect(names(world({ consumers: [group("role-clients")] }, { groups }))).toEqual(["web", "job"]);
});

test("an excluded label leaves workloads with another label of its type, not those without one", () => {
  expect(names(world({ consumers: [not(label("role=web"))] }))).toEqual(["db", "job"]);
  expect(names(world({ consumers: [everyone, not(label("role=web"))] }))).toEqual(["db", "job"]);
  expect(names(world({ providers: [not(label("role=web"))] }))).toEqual(["web"]);
  expect(names(world({ providers: [not(label("role=db"))] }))).toEqual([]);
  expect(names(world({ providers: [not(label("loc=eu"))] }))).toEqual([]);
});

test("an excluded label is taken out of the labels and groups of its type that are named", () => {
  const groups = { "role-clients": { labels: ["role=web", "role=job"] } };
  const consumers = [group("role-clients"), not(label("role=job"))];
  expect(names(world({ consumers }, { groups }))).toEqual(["web"]);
});

test("all workloads are those without labels too, and container workloads", () => {
  const containerWorkloads = [container("pod", "10.1.0.1", "role=web")];
  expect(names(world({ consumers: [everyone] }, { containerWorkloads }))).toEqual([
    "db",
    "web",
    "job",
    "bare",
    "pod",
  ]);
  expect(names(world({ providers: [everyone] }))).toEqual(["web"]);
});

test("container workloads are consumers by their labels", () => {
  const containerWorkloads = [
    container("pod", "10.1.0.1", "role=web"),
    container("old", "10.1.0.2", "role=web"),
  ];
  const { consumers } = ask(
    world({}, { containerWorkloads: [containerWorkloads[0]!, { ...containerWorkloads[1]!, deleted: true }] }),
  );
  expect(lines(consumers)).toEqual(["web 10.0.0.1 6/1433", "pod 10.1.0.1 6/1433"]);
  expect(consumers[1]!.source).toEqual({
    kind: "container workload",
    href: "/orgs/1/container_workloads/pod",
    title: "pod",
    labels: ["/orgs/1/labels/role=web"],
  });
});

test("workloads, labels and IP lists of one side add up", () => {
  const ipLists = { office: { ip_ranges: [{ from_ip: "192.0.2.0/31" }] } };
  expect(
    names(world({ consumers: [workload("bare"), ipList("office"), label("role=web")] }, { ipLists })),
  ).toEqual(["office", "web", "bare"]);
});

test("a workload that labels and its own name both mean is one consumer", () => {
  expect(names(world({ consumers: [workload("web"), label("role=web")] }))).toEqual(["web"]);
});

test("IP lists and virtual servers as providers are another provider", () => {
  const ipLists = { all: { ip_ranges: [{ from_ip: "0.0.0.0/0" }] } };
  const server = { virtual_server: { href: "/orgs/1/sec_policy/active/virtual_servers/1" } };
  const other = world({ providers: [ipList("all"), server] }, { ipLists });
  expect(reach(other)).toEqual([]);
  expect(notExpressible(other)).toEqual([]);
});

test("rules and rule sets that are disabled grant nothing", () => {
  expect(reach(world({ enabled: false }))).toEqual([]);
  expect(reach({ workloads, ruleSets: [ruleSet([rule()], [[]], { enabled: false })] })).toEqual([]);
  expect(reach({ workloads, ruleSets: [ruleSet([])] })).toEqual([]);
});

test("a rule of networks that are not the corporate one grants nothing", () => {
  expect(names(world({ network_type: "non_brn" }))).toEqual([]);
  expect(names(world({ network_type: "brn" }))).toEqual(["web"]);
  expect(names(world({ network_type: "all" }))).toEqual(["web"]);
});

test("deleted workloads and managed ones that are offline are no consumers", () => {
  const hosts = [
    host("gone", "10.0.1.1", "role=web", { deleted: true }),
    host("off", "10.0.1.2", "role=web", { managed: true, online: false }),
    host("off-ven", "10.0.1.3", "role=web", { ven: { href: "/orgs/1/vens/1" }, online: false }),
    host("off-agent", "10.0.1.4", "role=web", { agent: { href: "/orgs/1/agents/1" }, online: false }),
    host("on", "10.0.1.5", "role=web", { managed: true, online: true }),
    host("unmanaged", "10.0.1.6", "role=web", { managed: false, online: false }),
  ];
  const consumers = [label("role=web"), workload("gone"), workload("off")];
  expect(names(world({ consumers }, { workloads: [DB, ...hosts] }))).toEqual(["on", "unmanaged"]);
});

test("a provider that is offline is still one, and a deleted one is none", () => {
  const off = { ...DB, managed: true, online: false };
  expect(names(world({}, { workloads: [off, WEB] }))).toEqual(["web"]);
  expect(() => reach(world({}, { workloads: [{ ...DB, deleted: true }, WEB] }))).toThrow(
    "provider: the PCE has no workload /orgs/1/workloads/db; name one that it lists, or labels",
  );
});

test("a provider that matches nothing, and labels that do not exist, are errors with their names", () => {
  const none = { labels: { role: { anyOf: ["db"] }, app: { anyOf: ["shop", "erp"], noneOf: ["orders"] } } };
  expect(() => ask(world(), undefined, none)).toThrow(
    "provider: no workload of the PCE matches role=db, app=shop|erp, app not orders; give the labels",
  );
  expect(() => ask(world(), undefined, { labels: { role: { anyOf: ["database"] } } })).toThrow(
    "labels: the PCE has no label role=database",
  );
  expect(() => ask(world(), [])).toThrow("ports: name at least one port");
});

describe("what is not understood or not there", () => {
  const UNKNOWN: readonly [string, Parameters<typeof rule>[0], string][] = [
    [
      "hosts of containers",
      { consumers: [{ actors: "container_host" }] },
      'unknown-actor: actors: "container_host"',
    ],
    [
      "a label type",
      { consumers: [{ label_dimension: "app" } as never] },
      'unknown-actor: label_dimension: "app"',
    ],
    ["an empty entry", { consumers: [{}] }, "unknown-actor: an empty entry"],
    [
      "all workloads together with labels",
      { consumers: [everyone, label("role=web")] },
      "unknown-actor: all workloads together with labels",
    ],
    ["a label", { consumers: [label("role=gone")] }, "missing-object: the label /orgs/1/labels/role=gone"],
    [
      "an IP list",
      { consumers: [ipList("gone")] },
      "missing-object: the IP list /orgs/1/sec_policy/ip_lists/gone",
    ],
    [
      "a label group as a provider",
      { providers: [group("role-gone")] },
      "missing-object: the label group /orgs/1/sec_policy/active/label_groups/role-gone",
    ],
    [
      "a service",
      { ingress_services: [{ href: "/orgs/1/sec_policy/active/services/9" }] },
      "missing-object: the service /orgs/1/sec_policy/active/services/9",
    ],
    ["the services", { ingress_services: [] }, "missing-object: the services of the rule: it has none"],
    [
      "all addresses but some",
      { all_ips_except_for_in_consumers: true },
      "unknown-actor: all_ips_except_for_in_consumers",
    ],
  ];

  test.each(UNKNOWN)("of a rule, %s, grants nothing and is reported", (_, more, expected) => {
    expect(reach(world(more))).toEqual([]);
    expect(notExpressible(world(more))).toEqual([expected]);
  });

  test.each(UNKNOWN)("of an override deny, %s, fails", (_, more, expected) => {
    const denies = { deny_rules: [overrideDeny(more)] };
    expect(() => reach({ workloads, ruleSets: [ruleSet([rule()], [[]], denies)] })).toThrow(
      new RegExp(`override deny names the provider.*\n.*deny_rules/2 of 'orders': ${escaped(expected)}`),
    );
  });

  test("leaves the workloads and IP lists beside it", () => {
    const beside = world({ consumers: [{ actors: "container_host" }, workload("web"), label("role=job")] });
    expect(names(beside)).toEqual(["web"]);
  });

  test("is not reported of rules for another provider or other ports", () => {
    const of = (more: Parameters<typeof rule>[0]) =>
      notExpressible(world({ consumers: [{ actors: "container_host" }], ...more }));
    expect(of({ providers: [label("role=job")] })).toEqual([]);
    expect(of({ ingress_services: [{ proto: 17, port: 1433 }] })).toEqual([]);
    expect(
      notExpressible(world({ providers: [group("role-gone")], ingress_services: [{ proto: 6, port: 80 }] })),
    ).toEqual([]);
  });

  test("is not reported, and fails nothing, where no scope of the rule set has the provider in it", () => {
    const unknown = { providers: [{ actors: "container_host" }] };
    const ofShop = ruleSet([rule(unknown)], [[label("app=shop")]], { deny_rules: [overrideDeny(unknown)] });
    expect(notExpressible({ workloads, ruleSets: [ofShop] })).toEqual([]);
    expect(names({ workloads, ruleSets: [ofShop, ruleSet([rule()])] })).toEqual(["web"]);
  });
});

function escaped(expected: string): string {
  const [reason = "", ...what] = expected.split(": ");
  return `${what.join(": ")} (${reason})`.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

describe("a rule that asks for more than addresses and ports", () => {
  const NARROWED: readonly [string, Parameters<typeof rule>[0], string][] = [
    [
      "user groups",
      { consuming_security_principals: [{ href: "/orgs/1/security_principals/1" }] },
      "user-group: users of a group",
    ],
    [
      "machine authentication",
      { machine_auth: true },
      "machine-authentication: consumers with a certificate",
    ],
    ["SecureConnect", { sec_connect: true }, "secure-connect: connections over SecureConnect"],
    [
      "processes of the consumers",
      { egress_services: [{ href: "/orgs/1/sec_policy/active/services/9" }] },
      "process: processes of the consumers (egress_services)",
    ],
  ];

  test.each(NARROWED)("with %s grants nothing and is reported", (_, more, expected) => {
    expect(reach(world(more))).toEqual([]);
    expect(notExpressible(world(more))).toEqual([expected]);
    expect(notExpressible(world({ ...more, providers: [label("role=job")] }))).toEqual([]);
  });

  test.each(NARROWED)("with %s fails as an override deny", (_, more, expected) => {
    const denies = { deny_rules: [overrideDeny(more)] };
    expect(() => reach({ workloads, ruleSets: [ruleSet([rule()], [[]], denies)] })).toThrow(
      new RegExp(escaped(expected)),
    );
  });

  test("does not take away what another rule grants", () => {
    const rules = [rule(), rule({ ...NARROWED[0]![1], consumers: [everyone] })];
    expect(names({ workloads, ruleSets: [ruleSet(rules)] })).toEqual(["web"]);
  });
});

test("a consumer names its rule and its rule set", () => {
  const { consumers } = ask(world({ description: "web to database" }));
  expect(consumers[0]!.rule).toEqual({
    href: "/orgs/1/sec_policy/active/rule_sets/1/sec_rules/1",
    ruleSet: { href: "/orgs/1/sec_policy/active/rule_sets/1", name: "orders" },
    description: "web to database",
  });
});

test("labels that stand for virtual services only do not mean workloads", () => {
  const resolved = { resolve_labels_as: { providers: ["workloads"], consumers: ["virtual_services"] } };
  const virtualServices = {
    api: { labels: [{ href: "/orgs/1/labels/role=web" }], service_ports: [{ proto: 6, port: 80 }] },
  };
  const bound = { virtualServices, serviceBindings: [binding("api", "job")] };
  expect(names(world(resolved, bound))).toEqual(["job"]);
});

import {
  ask,
  binding,
  container,
  DB,
  host,
  label,
  labelHref,
  notExpressible,
  overrideDeny,
  reach,
  rule,
  ruleSet,
  service,
  tcp,
  virtualService,
  type World,
} from "./world";

const WEB = host("web", "10.0.0.1", "role=web env=prod");
const OTHER = host("other", "10.0.0.2", "role=job");
const workloads = [DB, WEB, OTHER];
const labelled = (...labels: string[]) => labels.map((text) => ({ href: labelHref(text) }));

/** A virtual service of labels that the workload does not have, bound to `db`. */
const SQL = { labels: labelled("role=job", "app=erp"), service_ports: [{ proto: 6, port: 1433 }] };
const BOUND = { virtualServices: { sql: SQL }, serviceBindings: [binding("sql", "db")] };
const AS_SERVICES = { providers: ["virtual_services"], consumers: ["workloads"] };
const AS_BOTH = { providers: ["workloads", "virtual_services"], consumers: ["workloads"] };

const world = (more: Parameters<typeof rule>[0], rest: Partial<World> = BOUND): World => ({
  workloads,
  ruleSets: [ruleSet([rule(more)])],
  ...rest,
});
const OF_JOB = { providers: [label("role=job")], ingress_services: [] };

test("labels of providers mean virtual services where the rule says so, with the ports of those", () => {
  expect(reach(world({ ...OF_JOB, resolve_labels_as: AS_SERVICES }))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(reach(world({ ...OF_JOB, resolve_labels_as: AS_SERVICES }), [tcp(1434)])).toEqual([]);
  expect(reach(world({ ...OF_JOB, ingress_services: [{ proto: 6, port: 1433 }] }))).toEqual([]);
});

test("labels that mean virtual services do not mean the workload with those labels", () => {
  const own = { providers: [label("role=db")], resolve_labels_as: AS_SERVICES };
  expect(reach(world(own))).toEqual([]);
  expect(notExpressible(world(own))).toEqual([]);
});

test("labels may mean both; workloads have the ports of the rule, virtual services their own", () => {
  const both = { resolve_labels_as: AS_BOTH, ingress_services: [{ proto: 6, port: 5000 }] };
  expect(reach(world({ ...both, providers: [label("role=job")] }), [tcp(1, 9999)])).toEqual([
    "web 10.0.0.1 6/1433",
  ]);
  const named = { ...both, providers: [label("role=db"), virtualService("sql")] };
  expect(reach(world(named), [tcp(1, 9999)])).toEqual(["web 10.0.0.1 6/1433,6/5000"]);
});

test("a virtual service that a rule names is one whatever its labels mean", () => {
  expect(reach(world({ providers: [virtualService("sql")], ingress_services: [] }))).toEqual([
    "web 10.0.0.1 6/1433",
  ]);
});

test("a virtual service that is not bound to the provider is another provider", () => {
  const unbound = { ...BOUND, serviceBindings: [binding("sql", "other")] };
  expect(reach(world({ providers: [virtualService("sql")], ingress_services: [] }, unbound))).toEqual([]);
});

test("the scope is that of the labels of the virtual service, not of its workload", () => {
  const more = { providers: [virtualService("sql")], ingress_services: [] };
  const within = (text: string): World => ({
    ...world(more),
    ruleSets: [ruleSet([rule(more)], [[label(text)]])],
  });
  expect(reach(within("app=erp"))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(reach(within("app=orders"))).toEqual([]);
});

test("a binding has other ports where it overrides them", () => {
  const sql = {
    ...SQL,
    service_ports: [
      { proto: 6, port: 1433 },
      { proto: 17, port: 1433 },
      { proto: 6, port: 80 },
    ],
  };
  const overridden = (
    port_overrides: readonly { proto: number; port: number; new_port: number; new_to_port?: number }[],
  ) =>
    reach(
      world(
        { providers: [virtualService("sql")], ingress_services: [] },
        { virtualServices: { sql }, serviceBindings: [binding("sql", "db", { port_overrides })] },
      ),
      [tcp(1, 65_535), { protocol: 17, first: 1, last: 65_535 }],
    );
  expect(overridden([{ proto: 6, port: 1433, new_port: 2433 }])).toEqual([
    "web 10.0.0.1 6/80,6/2433,17/1433",
  ]);
  expect(overridden([{ proto: 6, port: 1433, new_port: 2433, new_to_port: 2440 }])).toEqual([
    "web 10.0.0.1 6/80,6/2433-2440,17/1433",
  ]);
  expect(overridden([{ proto: 6, port: 9, new_port: 10 }])).toEqual(["web 10.0.0.1 6/80,6/1433,17/1433"]);
});

test("the ports of a virtual service may be those of a service", () => {
  const by = (name: string) => ({
    virtualServices: { sql: { labels: SQL.labels, service: service(name) } },
    serviceBindings: [binding("sql", "db")],
    services: { mssql: { service_ports: [{ proto: 6, port: 1433 }] } },
  });
  const more = { providers: [virtualService("sql")], ingress_services: [] };
  expect(reach(world(more, by("mssql")))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(notExpressible(world(more, by("gone")))).toEqual([
    "missing-object: the service /orgs/1/sec_policy/active/services/gone",
  ]);
});

describe("a virtual service as a consumer", () => {
  const api = { labels: labelled("role=web", "env=stage"), service_ports: [{ proto: 6, port: 80 }] };
  const pod = container("pod", "10.1.0.1", "");
  const bound: Partial<World> = {
    virtualServices: { api },
    serviceBindings: [
      binding("api", "other"),
      { virtual_service: binding("api", "").virtual_service, container_workload: { href: pod.href } },
    ],
    containerWorkloads: [pod],
  };
  const named = { consumers: [virtualService("api")] };

  test("is the workloads and container workloads that are bound to it", () => {
    expect(reach(world(named, bound))).toEqual(["other 10.0.0.2 6/1433", "pod 10.1.0.1 6/1433"]);
    const resolve_labels_as = { providers: ["workloads"], consumers: ["virtual_services"] };
    expect(reach(world({ resolve_labels_as }, bound))).toHaveLength(2);
    const both = { providers: ["workloads"], consumers: ["workloads", "virtual_services"] };
    expect(reach(world({ resolve_labels_as: both }, bound))).toHaveLength(3);
  });

  test("is in the scope by its own labels", () => {
    const scoped = (env: string): World => ({
      ...world(named, bound),
      workloads: [host("db", "10.0.0.5", `role=db env=${env}`), WEB, OTHER],
      ruleSets: [ruleSet([rule({ ...named, unscoped_consumers: false })], [[label(`env=${env}`)]])],
    });
    expect(reach(scoped("stage"))).toHaveLength(2);
    expect(reach(scoped("prod"))).toEqual([]);
  });

  test("is reported where it has addresses of its own, and where the active policy does not have it", () => {
    const overrides = { virtualServices: { api: { ...api, ip_overrides: ["10.9.0.0/24"] } } };
    const own = world(named, { ...bound, ...overrides });
    expect(reach(own)).toEqual([]);
    expect(notExpressible(own)).toEqual([
      "unknown-actor: the virtual service 'api' as a consumer, which has addresses of its own (ip_overrides)",
    ]);
    expect(notExpressible(world({ consumers: [virtualService("gone")] }, bound))).toEqual([
      "missing-object: the virtual service /orgs/1/sec_policy/virtual_services/gone",
    ]);
  });
});

test("an override deny means virtual services as a rule does", () => {
  const deny = overrideDeny({ providers: [virtualService("sql")], ingress_services: [] });
  const denied: World = { ...world({}), ruleSets: [ruleSet([rule()], [[]], { deny_rules: [deny] })] };
  expect(reach(denied)).toEqual([]);
  expect(ask(denied).denied).toHaveLength(1);
});

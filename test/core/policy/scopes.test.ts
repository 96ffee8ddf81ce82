import {
  ask,
  DB,
  everyone,
  group,
  host,
  ipList,
  label,
  lines,
  not,
  notExpressible,
  reach,
  rule,
  ruleSet,
  type World,
  workload,
} from "./world";

const WEB = host("web", "10.0.0.1", "role=web app=orders env=prod");
const STAGE = host("web-stage", "10.0.0.2", "role=web app=orders env=stage");
const SHOP = host("web-shop", "10.0.0.3", "role=web app=shop env=prod");
const BARE = host("web-bare", "10.0.0.4", "role=web");
const workloads = [DB, WEB, STAGE, SHOP, BARE];

const world = (
  scopes: World["ruleSets"][number]["scopes"],
  more: Parameters<typeof rule>[0] = {},
  rest: Partial<World> = {},
): World => ({ workloads, ruleSets: [ruleSet([rule(more)], scopes)], ...rest });

const INTRA = { unscoped_consumers: false };
const ORDERS = [label("app=orders")];
const ORDERS_PROD = [label("app=orders"), label("env=prod")];

test("both sides of an intra-scope rule are in the scope", () => {
  expect(reach(world([ORDERS_PROD], INTRA))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(reach(world([ORDERS], INTRA))).toEqual(["web 10.0.0.1 6/1433", "web-stage 10.0.0.2 6/1433"]);
});

test("only the providers of an extra-scope rule are in the scope", () => {
  expect(reach(world([ORDERS_PROD]))).toHaveLength(4);
  expect(reach(world([[label("app=shop")]]))).toEqual([]);
});

test("an empty scope is everything, and a rule set without scopes is for nobody", () => {
  expect(reach(world([[]], INTRA))).toHaveLength(4);
  expect(reach(world([], INTRA))).toEqual([]);
});

test("both sides of an intra-scope rule are in the same one of several scopes", () => {
  const scopes = [ORDERS_PROD, [label("app=orders"), label("env=stage")]];
  expect(reach(world(scopes, INTRA))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(reach(world([[label("app=shop")], ORDERS_PROD], INTRA))).toEqual(["web 10.0.0.1 6/1433"]);
});

test("a label group in a scope is one scope for each label, so that its labels do not reach each other", () => {
  // Illumio, "Use a Label Group in a Scope": HRM | Non-Prod | US expands, and Dev does not reach QA.
  const groups = { "env-any": { labels: ["env=prod", "env=stage"] } };
  expect(reach(world([[label("app=orders"), group("env-any")]], INTRA, { groups }))).toEqual([
    "web 10.0.0.1 6/1433",
  ]);
  expect(reach(world([[label("app=orders"), group("env-any")]], {}, { groups }))).toHaveLength(4);
});

test("labels of groups within a label group expand as well, and groups may contain each other", () => {
  const groups = {
    "env-all": { labels: ["env=dev"], groups: ["env-live"] },
    "env-live": { labels: ["env=prod"], groups: ["env-all"] },
  };
  expect(reach(world([[group("env-all")]], INTRA, { groups }))).toEqual([
    "web 10.0.0.1 6/1433",
    "web-shop 10.0.0.3 6/1433",
  ]);
});

test("a label group without labels is no scope", () => {
  const groups = { "env-none": {} };
  expect(reach(world([[group("env-none")]], {}, { groups }))).toEqual([]);
});

test("a label that a scope excludes leaves workloads with another label of its type, not those without one", () => {
  const workloads = [DB, WEB, STAGE, SHOP, BARE];
  expect(reach(world([[not(label("env=dev"))]], INTRA, { workloads }))).toEqual([
    "web 10.0.0.1 6/1433",
    "web-stage 10.0.0.2 6/1433",
    "web-shop 10.0.0.3 6/1433",
  ]);
  expect(reach(world([[not(label("env=prod"))]], INTRA))).toEqual([]);
});

test("a label group that a scope excludes is one scope of all other labels", () => {
  const groups = { "env-test": { labels: ["env=stage"] } };
  expect(reach(world([[not(group("env-test"))]], INTRA, { groups }))).toEqual([
    "web 10.0.0.1 6/1433",
    "web-shop 10.0.0.3 6/1433",
  ]);
});

test("a workload that an intra-scope rule names is in the scope too", () => {
  const consumers = [workload("web"), workload("web-shop")];
  expect(reach(world([ORDERS], { ...INTRA, consumers }))).toEqual(["web 10.0.0.1 6/1433"]);
  expect(reach(world([ORDERS], { consumers }))).toEqual(["web 10.0.0.1 6/1433", "web-shop 10.0.0.3 6/1433"]);
});

test("a provider that is named is in the scope too", () => {
  expect(reach(world([[label("app=shop")]], { providers: [workload("db")] }))).toEqual([]);
  expect(reach(world([ORDERS], { providers: [workload("db")] }))).toHaveLength(4);
});

test("IP lists have no scope", () => {
  const ipLists = { office: { ip_ranges: [{ from_ip: "192.0.2.0/24" }] } };
  expect(reach(world([ORDERS_PROD], { ...INTRA, consumers: [ipList("office")] }, { ipLists }))).toEqual([
    "office 192.0.2.0-192.0.2.255 6/1433",
  ]);
});

describe("a label of the scope that the rule repeats", () => {
  const REPEATED = ["scope-label-repeated: the label app=orders"];

  test("grants nothing and is reported when it is a provider", () => {
    const repeated = world([ORDERS], { providers: [label("role=db"), label("app=orders")] });
    expect(reach(repeated)).toEqual([]);
    expect(notExpressible(repeated)).toEqual(REPEATED);
  });

  test("grants nothing and is reported when it is a consumer of an intra-scope rule", () => {
    const repeated = world([ORDERS], { ...INTRA, consumers: [label("app=orders")] });
    expect(reach(repeated)).toEqual([]);
    expect(notExpressible(repeated)).toEqual(REPEATED);
  });

  test("is an ordinary label when it is a consumer of an extra-scope rule", () => {
    const usual = world([ORDERS], { consumers: [label("app=orders"), label("role=web")] });
    expect(reach(usual)).toEqual(["web 10.0.0.1 6/1433", "web-stage 10.0.0.2 6/1433"]);
    expect(notExpressible(usual)).toEqual([]);
  });

  test("counts in the place of a label group, and in that scope only", () => {
    const groups = { "env-any": { labels: ["env=prod", "env=stage"] } };
    const repeated = world([[group("env-any")]], { ...INTRA, consumers: [group("env-any")] }, { groups });
    expect(reach(repeated)).toEqual([]);
    expect(notExpressible(repeated)).toEqual(["scope-label-repeated: the label env=prod"]);
    const other = world([[label("env=dev")], ORDERS], { ...INTRA, consumers: [label("env=dev")] });
    expect(notExpressible(other)).toEqual([]);
  });

  test("is not reported of a rule for another provider or other ports", () => {
    const repeated = (more: Parameters<typeof rule>[0]) =>
      notExpressible(world([ORDERS], { ...INTRA, consumers: [label("app=orders")], ...more }));
    expect(repeated({ providers: [label("role=job")] })).toEqual([]);
    expect(repeated({ ingress_services: [{ proto: 6, port: 80 }] })).toEqual([]);
  });
});

test("a label group of the scope that the active policy does not have is reported, and the scope grants nothing", () => {
  const missing = world([[label("app=orders"), group("env-gone")]]);
  expect(reach(missing)).toEqual([]);
  expect(notExpressible(missing)).toEqual([
    "missing-object: the label group /orgs/1/sec_policy/active/label_groups/env-gone in the scope",
  ]);
});

test("each workload of a provider with several is in a scope of its own", () => {
  const groups = { "env-any": { labels: ["env=prod", "env=stage"] } };
  const two = world([[group("env-any")]], { ...INTRA, consumers: [everyone] }, { groups });
  const both = [...two.workloads, host("db-2", "10.0.0.6", "role=db app=erp env=stage")];
  const { consumers, providers } = ask({ ...two, workloads: both }, undefined, {
    labels: { role: { anyOf: ["db"] } },
  });
  expect(providers).toEqual(["/orgs/1/workloads/db", "/orgs/1/workloads/db-2"]);
  expect(lines(consumers).map((line) => line.split(" ")[0])).toEqual([
    ...["db", "web", "web-shop"],
    ...["web-stage", "db-2"],
  ]);
});

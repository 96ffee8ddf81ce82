import type { DenyRuleFact } from "../../../core/policy";
import {
  ask,
  DB,
  everyone,
  host,
  ipList,
  label,
  lines,
  overrideDeny,
  reach,
  rule,
  ruleSet,
  tcp,
  udp,
  type World,
  workload,
} from "./world";

const WEB = host("web", ["10.0.0.1", "10.0.0.2"], "role=web app=orders");
const JOB = host("job", "10.0.0.3", "role=job app=orders", { public_ip: "203.0.113.3" });
const ipLists = {
  office: { ip_ranges: [{ from_ip: "10.0.0.0/29" }] },
  two: { ip_ranges: [{ from_ip: "10.0.0.2" }] },
  nat: { ip_ranges: [{ from_ip: "203.0.113.0/24" }] },
};

const world = (
  deny: Partial<DenyRuleFact>,
  allow: Parameters<typeof rule>[0] = { consumers: [everyone] },
  more: Partial<World> = {},
): World => ({
  workloads: [DB, WEB, JOB],
  ruleSets: [ruleSet([rule(allow)], [[]], { deny_rules: [overrideDeny(deny)] })],
  ipLists,
  ...more,
});

test("whom an override deny names does not reach the provider", () => {
  expect(reach(world({}))).toEqual(["db 10.0.0.5 6/1433", "job 10.0.0.3 6/1433"]);
  expect(reach(world({ consumers: [everyone] }))).toEqual([]);
});

test("what override denies name is told, whether a rule allows it or not", () => {
  const { consumers, denied } = ask(
    world({ consumers: [label("role=web")] }, { consumers: [label("role=job")] }),
  );
  expect(lines(consumers)).toEqual(["job 10.0.0.3 6/1433"]);
  expect(lines(denied)).toEqual(["web 10.0.0.1-10.0.0.2 6/1433"]);
  expect(denied[0]!.rule.href).toBe("/orgs/1/sec_policy/active/rule_sets/1/deny_rules/2");
});

test("whom a rule allows and an override deny takes away is told as the rule allows it, also where some is left", () => {
  const taken = (deny: Partial<DenyRuleFact>, allow?: Parameters<typeof rule>[0]) =>
    lines(ask(world(deny, allow)).withdrawn);
  expect(taken({ consumers: [label("role=web")] }, { consumers: [label("role=job")] })).toEqual([]);
  expect(taken({ consumers: [label("role=web")] }, { consumers: [label("role=web")] })).toEqual([
    "web 10.0.0.1-10.0.0.2 6/1433",
  ]);
  expect(taken({ consumers: [ipList("two")] })).toEqual(["web 10.0.0.1-10.0.0.2 6/1433"]);
  expect(taken({ consumers: [label("role=web")], ingress_services: [{ proto: 6, port: 80 }] })).toEqual([]);
});

test("an ordinary deny rule, and one that is disabled or of another network, changes nothing", () => {
  for (const deny of [{ override: false }, { enabled: false }, { network_type: "non_brn" }])
    expect(reach(world({ consumers: [everyone], ...deny }))).toHaveLength(3);
  const disabled = world({ consumers: [everyone] });
  const elsewhere = ruleSet([], [[]], { deny_rules: [overrideDeny()], enabled: false });
  expect(reach({ ...disabled, ruleSets: [ruleSet([rule()]), elsewhere] })).toHaveLength(1);
});

test("enforcement modes change nothing", () => {
  const idle = { ...WEB, enforcement_mode: "idle" };
  expect(
    reach({
      workloads: [{ ...DB, enforcement_mode: "selective" } as never, idle],
      ruleSets: [ruleSet([rule()])],
    }),
  ).toEqual(["web 10.0.0.1-10.0.0.2 6/1433"]);
});

test("an override deny of another rule set counts, and of another provider does not", () => {
  const allow = ruleSet([rule()]);
  const other = (deny: Partial<DenyRuleFact>) => ruleSet([], [[]], { deny_rules: [overrideDeny(deny)] });
  const workloads = [DB, WEB];
  expect(reach({ workloads, ruleSets: [allow, other({})] })).toEqual([]);
  expect(reach({ workloads, ruleSets: [allow, other({ providers: [label("role=web")] })] })).toHaveLength(1);
});

test("addresses are taken out of an IP list, also where a workload has them", () => {
  const office = { consumers: [ipList("office")] };
  expect(reach(world({ consumers: [workload("web")] }, office))).toEqual([
    "office 10.0.0.0,10.0.0.3-10.0.0.7 6/1433",
  ]);
  expect(reach(world({ consumers: [ipList("office")] }, office))).toEqual([]);
});

test("an address of a workload is taken out where an IP list denies it", () => {
  expect(reach(world({ consumers: [ipList("two")] }, {}))).toEqual(["web 10.0.0.1 6/1433"]);
});

test("only the ports that are denied are taken away", () => {
  const allow = {
    ingress_services: [
      { proto: 6, port: 1, to_port: 100 },
      { proto: 17, port: 50 },
    ],
  };
  const asked = [tcp(1, 1000), udp(1, 1000)];
  expect(reach(world({ ingress_services: [{ proto: 6, port: 40, to_port: 60 }] }, allow), asked)).toEqual([
    "web 10.0.0.1-10.0.0.2 6/1-39,6/61-100,17/50",
  ]);
  const list = { consumers: [ipList("two")], ingress_services: [{ proto: 6, port: 40, to_port: 60 }] };
  expect(reach(world(list, allow), asked)).toEqual([
    "web 10.0.0.1-10.0.0.2 6/1-39,6/61-100,17/50",
    "web 10.0.0.1 6/40-60",
  ]);
  expect(reach(world({ ingress_services: [{ proto: 17, port: 40, to_port: 60 }] }, allow), asked)).toEqual([
    "web 10.0.0.1-10.0.0.2 6/1-100",
  ]);
});

test("override denies on overlapping ports add up", () => {
  const deny = (consumers: ReturnType<typeof ipList>[], port: number, to_port: number) =>
    overrideDeny({ consumers, ingress_services: [{ proto: 6, port, to_port }] });
  const deny_rules = [deny([ipList("two")], 10, 20), deny([workload("job")], 15, 30)];
  const allow = rule({
    consumers: [ipList("office")],
    ingress_services: [{ proto: 6, port: 1, to_port: 99 }],
  });
  const both: World = {
    workloads: [DB, WEB, JOB],
    ipLists,
    ruleSets: [ruleSet([allow], [[]], { deny_rules })],
  };
  expect(reach(both, [tcp(1, 99)])).toEqual([
    "office 10.0.0.0-10.0.0.7 6/1-9,6/31-99",
    "office 10.0.0.0-10.0.0.1,10.0.0.3-10.0.0.7 6/10-14",
    "office 10.0.0.0-10.0.0.1,10.0.0.4-10.0.0.7 6/15-20",
    "office 10.0.0.0-10.0.0.2,10.0.0.4-10.0.0.7 6/21-30",
  ]);
});

test("a workload that is denied has no public address left, and one whose public address is denied keeps the others", () => {
  const jobs = { consumers: [label("role=job")] };
  expect(ask(world(jobs, jobs)).consumers).toEqual([]);
  const [consumer] = ask(world({ consumers: [ipList("nat")] }, jobs)).consumers;
  expect(consumer!.source).not.toHaveProperty("publicIp");
  expect(lines([consumer!])).toEqual(["job 10.0.0.3 6/1433"]);
  const [other] = ask(world({ consumers: [ipList("two")] }, jobs)).consumers;
  expect(other!.source.publicIp).toBe("203.0.113.3");
});

test("a subnet that a rule is for keeps the addresses beside the workload that is denied", () => {
  const web = host("web", "10.0.0.1/30", "role=web", { public_ip: "203.0.113.9" });
  const allow = { use_workload_subnets: ["consumers"] };
  const [consumer] = ask(world({}, allow, { workloads: [DB, web] })).consumers;
  expect(lines([consumer!])).toEqual(["web 10.0.0.0,10.0.0.2-10.0.0.3 6/1433"]);
  expect(consumer!.source).not.toHaveProperty("publicIp");
});

test("an intra-scope override deny names only consumers of the scope", () => {
  const scoped = (scope: string) =>
    reach({
      workloads: [DB, WEB, JOB],
      ruleSets: [
        ruleSet([rule({ consumers: [everyone] })]),
        ruleSet([], [[label(scope)]], {
          deny_rules: [overrideDeny({ consumers: [everyone], unscoped_consumers: false })],
        }),
      ],
    });
  expect(scoped("app=orders")).toEqual([]);
  expect(scoped("app=shop")).toHaveLength(3);
});

test("an override deny that repeats the label of its scope fails", () => {
  const deny = overrideDeny({ providers: [label("app=orders")] });
  expect(() =>
    reach({
      workloads: [DB, WEB],
      ruleSets: [ruleSet([rule()], [[label("app=orders")]], { deny_rules: [deny] })],
    }),
  ).toThrow("the label app=orders (scope-label-repeated)");
});

test("where several workloads are the provider, who is denied at one of them is denied", () => {
  const second = host("db-2", "10.0.0.6", "role=db app=shop");
  const deny = { providers: [label("app=shop")], consumers: [label("role=web")] };
  const both = world(
    deny,
    { consumers: [label("role=web"), label("role=job")] },
    { workloads: [DB, second, WEB, JOB] },
  );
  const { consumers } = ask(both, undefined, { labels: { role: { anyOf: ["db"] } } });
  expect(lines(consumers)).toEqual(["job 10.0.0.3 6/1433"]);
  expect(reach(both)).toHaveLength(2);
});

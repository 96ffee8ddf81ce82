import { ipv4RangeText } from "../../../core/addresses/ipv4-ranges";
import { type EgressEntry, planText } from "../../../core/sql-firewall";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import type { PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import {
  DB,
  everyone,
  factsOf,
  group,
  host,
  ipList,
  label,
  rule,
  ruleSet,
  type World,
  workload,
} from "../../core/policy/world";
import { firewall } from "../../core/sql-firewall/worlds";
import { Connection, FakeServer } from "./fake-server";
import { deploy, planOf, sync } from "./scene";

/** What the script of illumiolabs/azure-ms-sql-enforcement does wrong, one test for each, and what is right. */

const definition = (egress: Record<string, EgressEntry> = {}) =>
  firewall({ provider: { workload: DB.href }, egress, maxRemovedShare: 1 });
const WEB = host("web", "20.0.0.1", "role=web app=orders env=prod");
const JOB = host("job", "20.0.1.1", "role=job app=orders env=prod");
const worldOf = (more: Partial<World>): World => ({
  workloads: [DB, WEB, JOB],
  ruleSets: [ruleSet([rule()])],
  ...more,
});

async function planned(
  more: Partial<World>,
  egress: Record<string, EgressEntry> = {},
): Promise<PlannedFirewall> {
  return planOf(new Connection(new FakeServer()), definition(egress), activePolicy(factsOf(worldOf(more))));
}
const rangesOf = ({ wanted }: PlannedFirewall) => wanted.ranges.map(ipv4RangeText);
const opened = async (more: Partial<World>, egress: Record<string, EgressEntry> = {}) =>
  rangesOf(await planned(more, egress));
const skipped = async (more: Partial<World>) =>
  (await planned(more)).wanted.notExpressible.map(({ reason, what }) => `${reason}: ${what}`);
const list = (...texts: string[]) => ({ ip_ranges: texts.map((from_ip) => ({ from_ip })) });
const listRule = (name: string) => rule({ consumers: [ipList(name)] });

test("all rule sets of the policy count, not one that is named by its key", async () => {
  const second = {
    ...ruleSet([rule({ consumers: [label("role=job")] })]),
    href: "/orgs/1/sec_policy/active/rule_sets/2",
  };
  expect(await opened({ ruleSets: [ruleSet([rule()]), second] })).toEqual(["20.0.0.1", "20.0.1.1"]);
});

test("a second run follows what changed, and a rule that nothing needs any more is removed", async () => {
  const server = new FakeServer();
  const policy = (more: Partial<World>) => activePolicy(factsOf(worldOf(more)));
  await deploy(new Connection(server), definition(), policy({}));
  expect([...server.rules.keys()]).toContain("illumio-iac.orders-db.20.0.0.1-20.0.0.1");
  const moved = host("web", "20.0.0.2", "role=web app=orders env=prod");
  expect(await sync(new Connection(server), definition(), policy({ workloads: [DB, moved] }))).toMatchObject({
    added: 1,
    removed: 1,
  });
  expect([...server.rules.keys()].filter((name) => !name.includes(".rev."))).toEqual([
    "illumio-iac.orders-db.20.0.0.2-20.0.0.2",
  ]);
});

test("an intra-scope rule admits consumers of its scope", async () => {
  const intra = rule({ unscoped_consumers: false });
  const elsewhere = host("web-2", "20.0.0.9", "role=web app=shop env=prod");
  const ruleSets = [ruleSet([intra], [[label("app=orders")]])];
  expect(await opened({ workloads: [DB, WEB, elsewhere], ruleSets })).toEqual(["20.0.0.1"]);
});

test("every consumer and every provider of a rule counts, not the first one alone", async () => {
  const both = rule({
    providers: [label("role=web"), label("role=db")],
    consumers: [label("role=web"), label("role=job")],
  });
  const separate = [
    rule({ providers: [workload("web"), workload("db")], consumers: [workload("web"), workload("job")] }),
  ];
  expect(await opened({ ruleSets: [ruleSet(separate)] })).toEqual(["20.0.0.1", "20.0.1.1"]);
  // Labels of one key are alternatives.
  expect(await opened({ ruleSets: [ruleSet([both])] })).toEqual(["20.0.0.1", "20.0.1.1"]);
});

test.each([
  ["a label group", [group("role-frontends")], ["20.0.0.1"]],
  ["a workload", [workload("job")], ["20.0.1.1"]],
  ["all workloads", [everyone], ["20.0.0.1", "20.0.1.1"]],
])("consumers that are %s are admitted", async (_what, consumers, ranges) => {
  const groups = { "role-frontends": { labels: ["role=web"] } };
  const egress = { inside: { privateRanges: ["10.0.0.5"], publicRanges: ["20.0.0.1"] } };
  expect(await opened({ groups, ruleSets: [ruleSet([rule({ consumers })])] }, egress)).toEqual(ranges);
});

test.each([
  ["a disabled rule", [ruleSet([rule({ enabled: false })])]],
  ["a rule of a disabled rule set", [ruleSet([rule()], [[]], { enabled: false })]],
  ["a rule for another port", [ruleSet([rule({ ingress_services: [{ proto: 6, port: 5432 }] })])]],
  ["a rule for another protocol", [ruleSet([rule({ ingress_services: [{ proto: 17, port: 1433 }] })])]],
])("%s opens nothing", async (_what, ruleSets) => {
  expect(await opened({ ruleSets })).toEqual([]);
});

test("what an IP list excludes is not opened, and host names of it are reported", async () => {
  const partners = {
    ip_ranges: [{ from_ip: "20.3.0.0/29" }, { from_ip: "20.3.0.2", to_ip: "20.3.0.5", exclusion: true }],
    fqdns: [{ fqdn: "*.partner.example" }],
  };
  const world = { ipLists: { partners }, ruleSets: [ruleSet([listRule("partners")])] };
  expect(await opened(world)).toEqual(["20.3.0.0-20.3.0.1", "20.3.0.6-20.3.0.7"]);
  expect(await skipped(world)).toEqual([expect.stringMatching(/^fqdn: .*partner\.example/)]);
});

test("rules count whatever their place in the rule set, also after one that grants nothing", async () => {
  const rules = [rule({ enabled: false }), rule({ providers: [] }), rule({ consumers: [label("role=job")] })];
  expect(await opened({ ruleSets: [ruleSet(rules)] })).toEqual(["20.0.1.1"]);
});

test("two equal rules open what one of them opens", async () => {
  expect(
    await opened({ ruleSets: [ruleSet([rule(), rule(), rule({ consumers: [label("role=job")] })])] }),
  ).toEqual(["20.0.0.1", "20.0.1.1"]);
});

test("all interfaces of a workload count, not the first two", async () => {
  const many = host("web", ["20.0.0.1", "20.0.0.3", "20.0.0.5", "20.0.0.7"], "role=web");
  expect(await opened({ workloads: [DB, many] })).toEqual(["20.0.0.1", "20.0.0.3", "20.0.0.5", "20.0.0.7"]);
});

test("a private address is translated or reported, and never written", async () => {
  const inside = host("web", "10.8.0.5", "role=web");
  expect(await opened({ workloads: [DB, inside] })).toEqual([]);
  expect(await skipped({ workloads: [DB, inside] })).toEqual(["unmapped: web (10.8.0.5)"]);
  const office = { privateRanges: ["10.8.0.0/16"], publicRanges: ["20.0.0.9"] };
  expect(await opened({ workloads: [DB, inside] }, { office })).toEqual(["20.0.0.9"]);
});

test("an IPv6 address is reported, and the IPv4 addresses beside it are written", async () => {
  const both = host("web", ["2001:db8::1", "20.0.0.1"], "role=web");
  expect(await opened({ workloads: [DB, both] })).toEqual(["20.0.0.1"]);
  expect(await skipped({ workloads: [DB, both] })).toEqual(["ipv6: web (2001:db8::1)"]);
});

test("a network with host bits is read as its network", async () => {
  const world = { ipLists: { office: list("20.5.0.77/24") }, ruleSets: [ruleSet([listRule("office")])] };
  expect(await opened(world)).toEqual(["20.5.0.0-20.5.0.255"]);
});

test("the list Any, with ::/0, opens nothing without allowInternet, and crashes nothing", async () => {
  const world = {
    ipLists: { any: list("0.0.0.0/0", "::/0") },
    ruleSets: [ruleSet([listRule("any"), rule()])],
  };
  expect(await opened(world)).toEqual(["20.0.0.1"]);
  expect((await skipped(world)).map((text) => text.split(":")[0])).toEqual(["ipv6", "internet"]);
});

test("two ranges with the same start are both opened", async () => {
  const ipLists = { one: { ip_ranges: [{ from_ip: "20.3.0.0", to_ip: "20.3.0.9" }] }, two: list("20.3.0.0") };
  const found = await planned({ ipLists, ruleSets: [ruleSet([listRule("one"), listRule("two")])] });
  expect(rangesOf(found)).toEqual(["20.3.0.0-20.3.0.9"]);
  expect(found.wanted.ranges[0]!.origins.map(({ source }) => source)).toEqual(["one", "two"]);
});

test("the server is the declared one, whatever the provider is called", async () => {
  const found = await planned({});
  expect(planText(found)[0]).toBe("orders-db: +1 -0 = 1   server orders-sql in orders-rg");
});

test.each([
  ["no rule sets", []],
  ["a rule set without rules", [ruleSet([])]],
  ["a rule without consumers", [ruleSet([rule({ consumers: [] })])]],
  ["a rule without providers", [ruleSet([rule({ providers: [] })])]],
])("a policy with %s opens nothing and fails nothing", async (_what, ruleSets) => {
  const { plan, wanted } = await planned({ ruleSets });
  expect([plan.add, plan.remove, plan.problems, wanted.ranges]).toEqual([[], [], [], []]);
});

test("all of 1,200 workloads count", async () => {
  const many = Array.from({ length: 1_200 }, (_, index) =>
    host(`web-${index}`, `20.9.${index >> 8}.${index & 255}`, "role=web"),
  );
  expect(await opened({ workloads: [DB, ...many] })).toEqual(["20.9.0.0-20.9.4.175"]);
});

test("a provider that is nothing is an error that names it", async () => {
  await expect(planned({ workloads: [WEB] })).rejects.toThrow(/db/);
});

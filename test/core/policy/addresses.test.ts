import {
  ask,
  DB,
  host,
  ipList,
  label,
  lines,
  notExpressible,
  overrideDeny,
  reach,
  rule,
  ruleSet,
  type World,
} from "./world";

const list = (fact: NonNullable<World["ipLists"]>[string], more: Parameters<typeof rule>[0] = {}): World => ({
  workloads: [DB],
  ruleSets: [ruleSet([rule({ consumers: [ipList("office")], ...more })])],
  ipLists: { office: fact },
});
const ranges = (...ip_ranges: { from_ip: string; to_ip?: string | null; exclusion?: boolean }[]) =>
  reach(list({ ip_ranges })).map((line) => line.split(" ")[1]);

test("an IP list has addresses, networks and ranges of both families, sorted and merged", () => {
  expect(
    ranges(
      { from_ip: "2001:db8::/127" },
      { from_ip: "10.0.0.9", to_ip: "10.0.0.12" },
      { from_ip: "10.0.0.4/30" },
      { from_ip: "10.0.0.8", to_ip: null },
      { from_ip: "192.0.2.1" },
    ),
  ).toEqual(["10.0.0.4-10.0.0.12,192.0.2.1,2001:db8::-2001:db8::1"]);
});

test("a network may have host bits", () => {
  expect(ranges({ from_ip: "10.0.0.77/24" })).toEqual(["10.0.0.0-10.0.0.255"]);
  expect(ranges({ from_ip: "2001:db8::7/126" })).toEqual(["2001:db8::4-2001:db8::7"]);
});

test("overlapping entries are one range", () => {
  expect(
    ranges({ from_ip: "10.0.0.0/24" }, { from_ip: "10.0.0.128", to_ip: "10.0.1.5" }, { from_ip: "10.0.0.3" }),
  ).toEqual(["10.0.0.0-10.0.1.5"]);
});

test("what an IP list excludes is taken out, wherever it stands", () => {
  expect(
    ranges(
      { from_ip: "10.0.0.3", exclusion: true },
      { from_ip: "10.0.0.0/29" },
      { from_ip: "10.0.0.6/31", exclusion: true },
      { from_ip: "10.0.0.7" },
    ),
  ).toEqual(["10.0.0.0-10.0.0.2,10.0.0.4-10.0.0.5"]);
  expect(ranges({ from_ip: "10.0.0.0/29" }, { from_ip: "10.0.0.0/8", exclusion: true })).toEqual([]);
});

test("the IP list Any is every address", () => {
  expect(ranges({ from_ip: "0.0.0.0/0" }, { from_ip: "::/0" })).toEqual([
    "0.0.0.0-255.255.255.255,::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  ]);
});

test("an entry that cannot be read is reported, and the others count", () => {
  const bad = list({
    ip_ranges: [
      { from_ip: "10.0.0.300" },
      { from_ip: "10.0.0.9", to_ip: "10.0.0.1" },
      { from_ip: "10.0.0.0/24", to_ip: "10.0.1.0" },
      { from_ip: "10.0.0.1", to_ip: "::1" },
      { from_ip: "192.0.2.1" },
    ],
  });
  expect(reach(bad)).toEqual(["office 192.0.2.1 6/1433"]);
  expect(notExpressible(bad)).toEqual([
    "unreadable-address: '10.0.0.300' of the IP list 'office'",
    "unreadable-address: '10.0.0.9-10.0.0.1' of the IP list 'office'",
    "unreadable-address: '10.0.0.0/24-10.0.1.0' of the IP list 'office'",
    "unreadable-address: '10.0.0.1-::1' of the IP list 'office'",
  ]);
});

test("an IP list with an exclusion that cannot be read grants nothing", () => {
  const bad = list({ ip_ranges: [{ from_ip: "10.0.0.0/8" }, { from_ip: "10.300.0.0/16", exclusion: true }] });
  expect(reach(bad)).toEqual([]);
  expect(notExpressible(bad)).toEqual(["unreadable-address: '!10.300.0.0/16' of the IP list 'office'"]);
});

test("host names of an IP list are reported, and its addresses count", () => {
  const mixed = list({ ip_ranges: [{ from_ip: "192.0.2.1" }], fqdns: [{ fqdn: "*.example.com" }] });
  expect(reach(mixed)).toEqual(["office 192.0.2.1 6/1433"]);
  expect(notExpressible(mixed)).toEqual(["fqdn: *.example.com of the IP list 'office'"]);
  const deny = overrideDeny({ consumers: [ipList("office")] });
  expect(() => reach({ ...mixed, ruleSets: [ruleSet([], [[]], { deny_rules: [deny] })] })).toThrow(
    "*.example.com of the IP list 'office' (fqdn)",
  );
});

test("an IP list of another provider's rule is not reported", () => {
  expect(
    notExpressible(list({ fqdns: [{ fqdn: "a.example" }] }, { providers: [label("role=web")] })),
  ).toEqual([]);
});

const workloads = (...some: ReturnType<typeof host>[]): World => ({
  workloads: [DB, ...some],
  ruleSets: [ruleSet([rule()])],
});

test("a workload has all addresses of its interfaces but ignored ones, those that are down, and special ones", () => {
  const web = host("web", "", "role=web", {
    interfaces: [
      { name: "eth0", address: "10.0.0.2", link_state: "up" },
      { name: "eth0", address: "10.0.0.1" },
      { name: "eth1", address: "10.0.0.9", link_state: "down" },
      { name: "docker0", address: "172.17.0.1" },
      { name: "lo", address: "127.0.0.1" },
      { name: "eth0", address: "fe80::1" },
      { name: "eth0", address: "2001:DB8::1" },
    ],
    ignored_interface_names: ["docker0"],
  });
  expect(reach(workloads(web))).toEqual(["web 10.0.0.1-10.0.0.2,2001:db8::1 6/1433"]);
});

test("a workload without address is no consumer, and an address that cannot be read is reported", () => {
  const some = workloads(host("web", [], "role=web"), host("bad", "10.0.0.300", "role=web"));
  expect(reach(some)).toEqual([]);
  expect(notExpressible(some)).toEqual(["unreadable-address: '10.0.0.300' of the workload 'bad'"]);
});

test("the public address of a workload stands beside its ranges", () => {
  const web = host("web", "10.0.0.1", "role=web", { public_ip: "203.0.113.9" });
  const { consumers } = ask(workloads(web, host("nat", [], "role=web", { public_ip: "203.0.113.10" })));
  expect(lines(consumers)).toEqual(["web 10.0.0.1 6/1433", "nat - 6/1433"]);
  expect(consumers.map(({ source }) => source)).toEqual([
    {
      kind: "workload",
      href: "/orgs/1/workloads/web",
      title: "web",
      labels: ["/orgs/1/labels/role=web"],
      publicIp: "203.0.113.9",
    },
    expect.objectContaining({ title: "nat", publicIp: "203.0.113.10" }),
  ]);
});

test("a rule that uses the subnets of consumers is for all of those subnets", () => {
  const web = host("web", ["10.0.0.77/26", "10.0.5.5", "2001:db8::77/126"], "role=web");
  const of = (use_workload_subnets: string[]) =>
    reach({ workloads: [DB, web], ruleSets: [ruleSet([rule({ use_workload_subnets })])] });
  expect(of(["consumers"])).toEqual(["web 10.0.0.64-10.0.0.127,10.0.5.5,2001:db8::74-2001:db8::77 6/1433"]);
  expect(of(["providers", "consumers"])).toEqual(of(["consumers"]));
  expect(of(["providers"])).toEqual(["web 10.0.0.77,10.0.5.5,2001:db8::77 6/1433"]);
});

test("an IP list is its own ranges in a rule that uses subnets", () => {
  const fact = { ip_ranges: [{ from_ip: "10.0.0.77" }] };
  expect(reach(list(fact, { use_workload_subnets: ["consumers"] }))).toEqual(["office 10.0.0.77 6/1433"]);
});

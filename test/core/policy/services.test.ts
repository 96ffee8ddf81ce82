import {
  DB,
  host,
  notExpressible,
  overrideDeny,
  reach,
  rule,
  ruleSet,
  service,
  tcp,
  udp,
  type World,
} from "./world";

const workloads = [DB, host("web", "10.0.0.1", "role=web")];
const ALL = [tcp(1, 65_535), udp(1, 65_535)];

const inline = (ingress_services: Parameters<typeof rule>[0]): World => ({
  workloads,
  ruleSets: [ruleSet([rule(ingress_services)])],
});
const byReference = (fact: NonNullable<World["services"]>[string]): World => ({
  ...inline({ ingress_services: [service("sql")] }),
  services: { sql: fact },
});
const ports = (world: World, asked = ALL) => reach(world, asked).map((line) => line.split(" ")[2]);

test("only the ports that are asked for count", () => {
  const some = inline({
    ingress_services: [
      { proto: 6, port: 1433 },
      { proto: 17, port: 1434 },
    ],
  });
  expect(ports(some)).toEqual(["6/1433,17/1434"]);
  expect(ports(some, [tcp(1433)])).toEqual(["6/1433"]);
  expect(ports(some, [udp(1433)])).toEqual([]);
  expect(ports(some, [tcp(1400, 1500), udp(1434)])).toEqual(["6/1433,17/1434"]);
});

test("ranges are cut to the ports that are asked for, and merged", () => {
  const some = inline({
    ingress_services: [
      { proto: 6, port: 1000, to_port: 1500 },
      { proto: 6, port: 1501, to_port: 1600 },
    ],
  });
  expect(ports(some)).toEqual(["6/1000-1600"]);
  expect(ports(some, [tcp(1433), tcp(1550, 2000)])).toEqual(["6/1433,6/1550-1600"]);
});

test("a service is known by its href, of the draft version too", () => {
  const fact = { service_ports: [{ proto: 6, port: 1433 }] };
  expect(ports(byReference(fact))).toEqual(["6/1433"]);
  const draft = inline({ ingress_services: [{ href: "/orgs/1/sec_policy/draft/services/sql" }] });
  expect(ports({ ...draft, services: { sql: fact } })).toEqual(["6/1433"]);
});

test("a protocol without port is all ports of it, and All Services is everything", () => {
  expect(ports(byReference({ service_ports: [{ proto: 6 }] }))).toEqual(["6/1-65535"]);
  expect(ports(byReference({ service_ports: [{ proto: -1 }] }))).toEqual(["6/1-65535,17/1-65535"]);
  expect(ports(byReference({ service_ports: [{ proto: -1 }] }), [tcp(1433)])).toEqual(["6/1433"]);
  expect(ports(byReference({ service_ports: [{ proto: 6, port: null, to_port: null }] }), [tcp(7)])).toEqual([
    "6/7",
  ]);
  expect(
    ports(byReference({ service_ports: [{ proto: 132, port: 7 }] }), [{ protocol: 132, first: 0, last: 9 }]),
  ).toEqual(["132/7"]);
});

test("Windows services without process or service are ports", () => {
  expect(ports(byReference({ windows_services: [{ proto: 6, port: 1433 }] }))).toEqual(["6/1433"]);
});

test.each([
  ["a process", { process_name: "sqlservr.exe", service_ports: [{ proto: 6, port: 1433 }] }, "sqlservr.exe"],
  ["a process alone", { process_name: "sqlservr.exe" }, "sqlservr.exe"],
  ["a process of a port", { windows_services: [{ proto: 6, port: 1433, process_name: "a.exe" }] }, "a.exe"],
  ["a process without port", { windows_services: [{ process_name: "a.exe" }] }, "a.exe"],
  ["a Windows service", { windows_services: [{ service_name: "MSSQLSERVER" }] }, "MSSQLSERVER"],
])("a service for %s grants nothing and is reported", (_, fact, process) => {
  expect(ports(byReference(fact))).toEqual([]);
  expect(notExpressible(byReference(fact))).toEqual([
    `process: the service 'sql' is for the process ${process}`,
  ]);
  const denies = { deny_rules: [overrideDeny({ ingress_services: [service("sql")] })] };
  const denied = { ...byReference(fact), ruleSets: [ruleSet([rule()], [[]], denies)] };
  expect(() => reach(denied)).toThrow(`the service 'sql' is for the process ${process} (process)`);
});

test("a process of the consumer grants nothing and is reported", () => {
  const fact = {
    service_ports: [{ proto: 6, port: 1433 }],
    windows_egress_services: [{ process_name: "a.exe" }],
  };
  expect(ports(byReference(fact))).toEqual([]);
  expect(notExpressible(byReference(fact))).toEqual([
    "process: the service 'sql' is for processes of the consumer",
  ]);
});

test("a process of an inline port grants nothing, and the ports beside it do", () => {
  const some = inline({
    ingress_services: [
      { proto: 6, port: 1433, windows_service_name: "MSSQLSERVER" },
      { proto: 6, port: 1434 },
    ],
  });
  expect(ports(some)).toEqual(["6/1434"]);
  expect(notExpressible(some)).toEqual(["process: the rule is for the process MSSQLSERVER"]);
  expect(notExpressible(some, [tcp(80)])).toEqual([]);
});

test("some ICMP messages are not expressible, all of them are", () => {
  const icmp = [{ protocol: 1, first: 0, last: 65_535 }];
  expect(ports(byReference({ service_ports: [{ proto: 1 }] }), icmp)).toEqual(["1/0-65535"]);
  const echo = byReference({ service_ports: [{ proto: 1, icmp_type: 8, icmp_code: 0 }] });
  expect(ports(echo, icmp)).toEqual([]);
  expect(notExpressible(echo, icmp)).toEqual(["icmp-type: the service 'sql' is for ICMP messages of type 8"]);
});

test("services of one rule add up", () => {
  const some: World = {
    ...inline({ ingress_services: [service("sql"), { proto: 17, port: 53 }] }),
    services: { sql: { service_ports: [{ proto: 6, port: 1433 }] } },
  };
  expect(ports(some)).toEqual(["6/1433,17/53"]);
});

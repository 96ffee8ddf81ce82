import { active, type PolicyWorld, startPolicyWorld } from "../../sandbox/pce/policy/policy-world";
import { target } from "../../support/pce-policy";
import { type Ended, illumioIac } from "../in-process-command";

let world: PolicyWorld;
const labels: Record<string, string> = {};

beforeAll(async () => {
  world = await startPolicyWorld();
  const { author, pce, call } = world;
  for (const text of ["role=db", "role=web", "app=orders", "env=prod"]) {
    const [key = "", value = ""] = text.split("=");
    labels[text] = await author.label(key, value);
  }
  const [db, web, orders] = [labels["role=db"]!, labels["role=web"]!, labels["app=orders"]!];
  await author.workload("orders-db", "10.0.0.5", [db, orders]);
  await author.workload("web-1", "10.0.0.1", [web, orders], { public_ip: "203.0.113.9" });
  await author.workload("web-2", "10.0.0.2", [web]);
  await author.workload("web-3", "10.0.0.3", [web, orders]);
  pce.addContainerWorkload({ name: "pod-1", addresses: ["10.1.0.1"], labels: [web, orders] });
  const office = await author.ipList("office", ["192.0.2.0/24", "!192.0.2.128/25"], {
    fqdns: [{ fqdn: "vpn.example.com" }],
  });
  const sql = await author.service("sql", [{ proto: 6, port: 1433 }]);
  const ruleSet = await author.ruleSet("orders", [[orders]]);
  await author.rule(ruleSet, {
    providers: [target(db)],
    consumers: [target(web)],
    ingress_services: [{ href: sql }],
    description: "web to database",
  });
  await author.rule(ruleSet, {
    providers: [target(db)],
    consumers: [{ ip_list: { href: office } }],
    ingress_services: [
      { proto: 6, port: 1433 },
      { proto: 17, port: 1434 },
    ],
  });
  await author.denyRule(ruleSet, {
    providers: [target(db)],
    consumers: [{ workload: { href: await hrefOf(call, "web-3") } }],
    ingress_services: [{ href: sql }],
    override: true,
    unscoped_consumers: true,
  });
  await author.provision();
  // A draft that changes nothing.
  await author.rule(ruleSet, {
    providers: [target(db)],
    consumers: [{ actors: "ams" }],
    ingress_services: [{ href: sql }],
    unscoped_consumers: true,
  });
});
afterAll(() => world.close());

async function hrefOf(call: PolicyWorld["call"], name: string): Promise<string> {
  return (await call("GET", `/orgs/1/workloads?name=${name}`)).json[0].href;
}

const policy = (...args: string[]): Promise<Ended> =>
  illumioIac(["policy", ...args], {
    env: {
      ILLUMIO_PCE_HOST: world.pce.host,
      ILLUMIO_PCE_PORT: String(world.pce.port),
      ILLUMIO_PCE_ORG_ID: String(world.pce.orgId),
      ILLUMIO_API_KEY_USERNAME: world.pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: world.pce.apiKeySecret,
      ILLUMIO_CA_FILE: world.pce.caFile,
    },
  });
const whoReaches = (...args: string[]) => policy("who-reaches", ...args);

test("who-reaches says on standard error how many objects it has read when reading takes longer", async () => {
  const { now } = Date;
  let ahead = 0;
  const clock = jest.spyOn(Date, "now").mockImplementation(() => {
    ahead += 1_000;
    return now() + ahead;
  });
  const ended = await whoReaches("--labels", "role=db,app=orders", "--port", "1433");
  clock.mockRestore();
  expect(ended).toMatchObject({ code: 0, out: expect.stringContaining("web to database") });
  const lines = ended.err.trimEnd().split("\n");
  const counts = lines.map((line) => Number(/^(\d+) objects of the PCE read$/.exec(line)?.[1]));
  expect(counts.length).toBeGreaterThan(1);
  expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  expect((await whoReaches("--labels", "role=db,app=orders", "--port", "1433")).err).toBe("");
});

test("who-reaches prints the consumers of the active policy as a table, and below it what cannot be expressed", async () => {
  const { code, out, err } = await whoReaches(
    "--labels",
    "role=db,app=orders",
    "--port",
    "1433",
    "--port",
    "1434/udp",
  );
  expect([code, err]).toEqual([0, ""]);
  expect(out.split("\n").map((line) => line.trimEnd())).toEqual([
    "range                 port      consumer                    labels               rule set  rule",
    "10.0.0.1              1433/tcp  web-1                       app=orders,role=web  orders    web to database",
    "203.0.113.9 (public)  1433/tcp  web-1                       app=orders,role=web  orders    web to database",
    "10.1.0.1              1433/tcp  pod-1 (container workload)  app=orders,role=web  orders    web to database",
    expect.stringMatching(/^192\.0\.2\.0\/25 +1433\/tcp +office \(IP list\) +orders +rule \d+ of orders$/),
    expect.stringMatching(/^192\.0\.2\.0\/25 +1434\/udp +office \(IP list\) +orders +rule \d+ of orders$/),
    "",
    "named by override denies, which no rule lets in:",
    expect.stringMatching(/^ {2}rule \d+ of orders: web-3 \(10\.0\.0\.3\)$/),
    "",
    "not expressible by addresses and ports, and left out:",
    expect.stringMatching(/^ {2}vpn\.example\.com of the IP list 'office' \(fqdn\): rule \d+ of orders$/),
    "",
  ]);
});

test("who-reaches prints JSON with what override denies name", async () => {
  const { code, out } = await whoReaches("--workload", "orders-db", "--port", "1433/tcp", "--json");
  const answer = JSON.parse(out);
  expect(code).toBe(0);
  expect(answer.consumers[0]).toEqual({
    ranges: ["10.0.0.1"],
    ports: [{ protocol: 6, first: 1433, last: 1433 }],
    source: {
      kind: "workload",
      href: await hrefOf(world.call, "web-1"),
      title: "web-1",
      labels: ["app=orders", "role=web"],
      publicIp: "203.0.113.9",
    },
    rule: {
      href: expect.stringContaining("/sec_policy/active/rule_sets/"),
      ruleSet: { href: expect.stringContaining("/active/"), name: "orders" },
      description: "web to database",
    },
  });
  expect(answer.providers).toEqual([await hrefOf(world.call, "orders-db")]);
  expect(answer.denied.map(({ source }: { source: { title: string } }) => source.title)).toEqual(["web-3"]);
  expect(answer.notExpressible.map(({ reason }: { reason: string }) => reason)).toEqual(["fqdn"]);
});

test("who-reaches says so when nobody may", async () => {
  const { code, out } = await whoReaches("--labels", "role=db", "--port", "80");
  expect([code, out]).toEqual([0, "nobody may reach the provider on these ports\n"]);
});

test("a workload is named by its href too", async () => {
  const { code } = await whoReaches("--workload", await hrefOf(world.call, "orders-db"), "--port", "1433");
  expect(code).toBe(0);
});

test.each([
  [["--labels", "role=db,app=gone", "--port", "1433"], 1, "labels: the PCE has no label app=gone"],
  [
    ["--labels", "role=db,env=prod", "--port", "1433"],
    1,
    "provider: no workload of the PCE matches role=db, env=prod",
  ],
  [["--workload", "nowhere", "--port", "1433"], 1, "--workload: the PCE has no workload 'nowhere'"],
  [["--port", "1433"], 2, "error: neither --labels nor --workload was given"],
  [
    ["--labels", "role=db", "--workload", "x", "--port", "1433"],
    2,
    "error: --labels and --workload were both given",
  ],
  [["--labels", "role=db"], 2, "required option '--port <port>' not specified"],
  [["--labels", "role", "--port", "1433"], 2, "must look like role=db,app=orders, got 'role'"],
  [["--labels", "role=", "--port", "1433"], 2, "must look like role=db,app=orders, got 'role='"],
  [["--labels", "role=db", "--port", "70000"], 2, "got '70000'"],
  [["--labels", "role=db", "--port", "20-10"], 2, "got '20-10'"],
  [["--labels", "role=db", "--port", "53/dns"], 2, "must look like 1433, 5432/udp"],
  [["--labels", "role=db", "--port", "7/256"], 2, "got '7/256'"],
])("who-reaches with %j exits with %i and says %s", async (args, code, words) => {
  const ended = await whoReaches(...args);
  expect([ended.code, ended.out]).toEqual([code, ""]);
  expect(ended.err).toContain(words);
  expect(ended.err).not.toMatch(/\n\s+at /);
});

test("two workloads of one name are an error that names both", async () => {
  const twins = [
    await world.author.workload("twin", "10.9.0.1", []),
    await world.author.workload("twin", "10.9.0.2", []),
  ];
  const { code, err } = await whoReaches("--workload", "twin", "--port", "1433");
  expect(code).toBe(1);
  for (const href of twins) expect(err).toContain(href);
});

test("an override deny that cannot be expressed fails with its rule", async () => {
  const ruleSet = await world.author.ruleSet("quarantine");
  const list = await world.author.ipList("bad hosts", ["198.51.100.1"], {
    fqdns: [{ fqdn: "evil.example" }],
  });
  const deny = await world.author.denyRule(ruleSet, {
    providers: [{ actors: "ams" }],
    consumers: [{ ip_list: { href: list } }],
    ingress_services: [{ proto: 6, port: 1433 }],
    override: true,
  });
  await world.author.provision(list, ruleSet);
  const { code, out, err } = await whoReaches("--labels", "role=db", "--port", "1433");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(`${active(deny)} of 'quarantine': evil.example of the IP list 'bad hosts' (fqdn)`);
  expect((await whoReaches("--labels", "role=db", "--port", "5432")).code).toBe(0);
  await world.author.remove(ruleSet);
  await world.author.provision(ruleSet);
});

test("the help has the options, the exit codes and examples", async () => {
  const { code, out } = await whoReaches("--help");
  expect(code).toBe(0);
  for (const words of [
    "--labels",
    "--workload",
    "--port",
    "--json",
    "Exit codes: 0",
    "Global Read Only",
    "Examples:",
  ])
    expect(out).toContain(words);
});

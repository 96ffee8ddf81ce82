import { isNotFoundError } from "../../../core/errors";
import { ipRuleName, planDigest, type SqlFirewallDefinition } from "../../../core/sql-firewall";
import { ipv4Of } from "../../../core/sql-firewall/egress-map";
import { applyPlans } from "../../../reconcilers/sql-firewall/apply/run";
import { applyPlan } from "../../../reconcilers/sql-firewall/apply/write-plan";
import { planAll } from "../../../reconcilers/sql-firewall/plan/plan-all";
import { SqlServer } from "../../../reconcilers/sql-firewall/server/sql-server";
import { DB, factsOf, host, rule, ruleSet } from "../../core/policy/world";
import { firewall, list, SERVER } from "../../core/sql-firewall/worlds";
import { Connection, FakeServer } from "./fake-server";
import { claimOf, deploy, destroy, planOf, policyOf, sync } from "./scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

const definition = firewall({ maxRemovedShare: 1 });
const many = (count: number, third = 0) =>
  policyOf([list("Partners", ...Array.from({ length: count }, (_, index) => `20.${third}.${index}.1`))]);
const own = (range: string) => ipRuleName("illumio-iac.orders-db", ipv4Of(range));

test.each([
  [404, "ResourceNotFound"],
  [404, "SubscriptionDoesNotHaveServer"],
  [404, "ServerNotInSubscriptionResourceGroup"],
  [403, "AuthorizationFailed"],
])(
  "a plan fails with %i %s when the server is gone, moved or closed to the identity",
  async (status, code) => {
    const server = new FakeServer();
    server.refusal = [status, code];
    const failure = await planOf(new Connection(server), definition, many(1)).catch((error) => error);
    expect(failure.message).toContain(code);
    expect(isNotFoundError(failure)).toBe(status === 404);
  },
);

test.each([
  [409, "ScopeLocked"],
  [403, "AuthorizationFailed"],
  [400, "DenyPublicEndpointEnabled"],
])(
  "a run ends after the first calls when the server answers %i %s to writes, and names every rule",
  async (status, code) => {
    const server = new FakeServer();
    await deploy(new Connection(server), definition, many(0));
    server.lock = [status, code];
    const connection = new Connection(server);
    const report = await sync(connection, definition, many(40));
    expect(report).toMatchObject({ outcome: "failed", added: 0 });
    expect(report.reason).toMatch(
      /^firewall orders-db: 40 of 40 failed\n {2}put illumio-iac\.orders-db\.20\.0\.0\.1-20\.0\.0\.1 \(20\.0\.0\.1\): /,
    );
    expect(report.reason).toContain(code);
    expect(connection.writes).toBeLessThanOrEqual(8);
  },
);

test("public network access that is switched off fails the plan, with what it means", async () => {
  const server = new FakeServer();
  server.publicNetworkAccess = "Disabled";
  const connection = new Connection(server);
  const { plan } = await planOf(connection, definition, many(1));
  expect(plan.problems).toEqual([
    expect.stringMatching(
      /^public network access of server orders-sql is switched off: Azure takes no firewall rules then/,
    ),
  ]);
  await expect(deploy(connection, definition, many(1))).rejects.toThrow(
    /^nothing was written: public network access/,
  );
  expect(connection.writes).toBe(0);
});

test("one rule that Azure refuses is tried once more and named in its words, and the others are written", async () => {
  const server = new FakeServer();
  await deploy(new Connection(server), definition, many(0));
  const refusing = new Connection(server);
  const put = refusing.put.bind(refusing);
  let tries = 0;
  refusing.put = async (one) => {
    if (one.name !== own("20.0.2.1")) return put(one);
    tries += 1;
    throw new Error("FirewallRuleInvalidRange");
  };
  const report = await sync(refusing, definition, many(4));
  expect(report.reason).toBe(
    `firewall orders-db: 1 of 4 failed\n  put ${own("20.0.2.1")} (20.0.2.1): FirewallRuleInvalidRange`,
  );
  expect([tries, server.rules.has(own("20.0.3.1"))]).toEqual([2, true]);
});

test("a declaration that is not in force writes nothing on a schedule, and the one in force does", async () => {
  const server = new FakeServer();
  const older = firewall({ maxRemovedShare: 0.9 });
  expect(await sync(new Connection(server), definition, many(1))).toMatchObject({
    outcome: "stale",
    reason: expect.stringMatching(
      /firewall orders-db is not claimed in server orders-sql \(illumio-iac sql-sync claim does that\)$/,
    ),
  });
  await deploy(new Connection(server), older, many(1));
  await deploy(new Connection(server), definition, many(2));
  const stood = server.picture();
  const late = new Connection(server);
  expect(await sync(late, older, many(3))).toMatchObject({
    outcome: "stale",
    reason: expect.stringMatching(
      /is in force in server orders-sql \(.*\): the program of the same owner deployed it after .* `illumio-iac sql-sync export` or deploy again/,
    ),
  });
  expect([late.writes, server.picture()]).toEqual([0, stood]);
  expect(await sync(new Connection(server), definition, many(3))).toMatchObject({
    outcome: "written",
    added: 1,
  });
});

test("what an up writes is what was planned, or it fails when a policy was provisioned in between", async () => {
  const server = new FakeServer();
  const planned = planDigest((await planOf(new Connection(server), definition, many(2))).plan);
  const late = new Connection(server);
  await expect(deploy(late, definition, many(3), { planned })).rejects.toThrow(
    /^nothing was written: the policy or the server has changed since the plan was made/,
  );
  expect(late.writes).toBe(0);
  await deploy(late, definition, many(2), { planned });
  expect(server.rules.has(own("20.0.1.1"))).toBe(true);
});

test("a schedule takes back what it added when another declaration is destroyed or put in force meanwhile", async () => {
  const start = new FakeServer();
  await deploy(new Connection(start), definition, many(0));
  const other = firewall({ maxRemovedShare: 0.9, owner: "acme/other" });
  for (let at = 4; at <= 8; at++) {
    const server = start.clone();
    const connection = new Connection(server, undefined, async (call) => {
      if (call !== at) return;
      await destroy(new Connection(server), definition);
      await deploy(new Connection(server), other, many(1));
    });
    const { outcome } = await sync(connection, definition, many(3, 7));
    expect(["failed", "stale"]).toContain(outcome);
    expect(await sync(new Connection(server), other, many(1))).not.toMatchObject({ outcome: "failed" });
    expect([...server.rules.keys()].filter((name) => !name.includes(".rev."))).toEqual([own("20.0.0.1")]);
  }
});

test("two declarations of one name: the second is refused, adopted by its marks, or takes the place of the first", async () => {
  const server = new FakeServer();
  const other = firewall({ owner: "acme/other" });
  await deploy(new Connection(server), other, many(1));
  const stood = server.picture();
  const late = new Connection(server);
  await expect(deploy(late, definition, many(2))).rejects.toThrow(
    /^firewall orders-db: another declaration of the names illumio-iac\.orders-db\.\* is in force on server orders-sql \(.*\)\. Nothing was written\./,
  );
  expect([late.writes, server.picture()]).toEqual([0, stood]);
  const { revisions } = await planOf(late, definition, many(2));
  await deploy(late, definition, many(2), {
    claim: { replaced: new Set(revisions.map(({ mark }) => mark)) },
  });
  expect(await sync(new Connection(server), other, many(1))).toMatchObject({ outcome: "stale" });
  const warnings: string[] = [];
  await destroy(new Connection(server), other, undefined, (text) => warnings.push(text));
  expect([server.rules.has(own("20.0.1.1")), warnings]).toEqual([
    true,
    [
      expect.stringMatching(
        /^the rules of firewall orders-db stay on server orders-sql: the declaration of somebody else is in force/,
      ),
    ],
  ]);
  await destroy(new Connection(server), definition);
  expect(server.rules.size).toBe(0);
});

test("rules are added before others are removed, and the other way round where the server has no room for both", async () => {
  const small = firewall({ maxRemovedShare: 1, maxRules: 250 });
  const server = new FakeServer();
  await deploy(new Connection(server), small, many(200));
  for (let index = 0; index < 5; index++)
    server.put({ name: `theirs-${index}`, start: "20.9.9.9", end: "20.9.9.9" });
  await deploy(new Connection(server), small, many(30, 1));
  expect(server.most).toBe(206 + 30);
  await deploy(new Connection(server), small, many(200, 2));
  const before = server.rules.size;
  server.most = 0;
  await deploy(new Connection(server), small, many(200, 3));
  expect([before, server.rules.size, server.most <= 207]).toEqual([206, 206, true]);
  await expect(deploy(new Connection(server), small, many(250, 4))).rejects.toThrow(
    /256 IP rules.*maxRules allows 250/,
  );
});

const WEB = host("web", "20.0.0.1", "role=web");

test("a firewall that names what the PCE does not have, and a server that does not answer, stop no other", async () => {
  const [good, gone] = [new FakeServer(), new FakeServer()];
  gone.refusal = [404, "ResourceNotFound"];
  const servers = new Map<string, SqlServer>();
  const server = ({ serverName }: typeof SERVER) => {
    const known =
      servers.get(serverName) ?? new SqlServer(new Connection(serverName === "gone-sql" ? gone : good));
    servers.set(serverName, known);
    return known;
  };
  const of = (name: string, more: Parameters<typeof firewall>[0] = {}): SqlFirewallDefinition =>
    firewall({ name, provider: { workload: DB.href }, ...more });
  const definitions = [
    of("one"),
    of("two", { server: { ...SERVER, serverName: "gone-sql" } }),
    of("three", { provider: { labels: { role: { anyOf: ["nothing"] } } } }),
    of("four"),
  ];
  const readPolicy = async () => factsOf({ workloads: [DB, WEB], ruleSets: [ruleSet([rule()])] });
  const { plans, failures } = await planAll(definitions, { readPolicy, server });
  expect(plans.map(({ definition: { name } }) => name)).toEqual(["one", "four"]);
  expect(failures.map(({ item }) => item).sort()).toEqual([
    "firewall three",
    "firewall two on server gone-sql",
  ]);
  const said: string[] = [];
  const refused = await applyPlans(plans, { say: (line) => said.push(line) });
  expect([refused.map(({ item }) => item), said]).toEqual([
    ["one on server orders-sql", "four on server orders-sql"],
    [],
  ]);
  await expect(planAll([definitions[1]!], { readPolicy, server })).rejects.toThrow(/ResourceNotFound/);
});

test("of two firewalls of one run for which their server has no room together, the later one is refused before it writes", async () => {
  const fake = new FakeServer();
  for (let index = 0; index < 60; index++)
    fake.put({ name: `theirs-${index}`, start: "20.9.9.9", end: "20.9.9.9" });
  const definitions = ["one", "two"].map((name) => firewall({ name, provider: { workload: DB.href } }));
  for (const one of definitions) await deploy(new Connection(fake), one, many(0));
  const addresses = Array.from({ length: 100 }, (_, index) => `20.0.${index}.1`);
  const readPolicy = async () =>
    factsOf({ workloads: [DB, host("web", addresses, "role=web")], ruleSets: [ruleSet([rule()])] });
  const server = new SqlServer(new Connection(fake));
  const { plans } = await planAll(definitions, { readPolicy, server: () => server });
  const refused = await applyPlans(plans, { say: () => undefined });
  expect(refused).toMatchObject([
    {
      item: "two on server orders-sql",
      reason:
        "nothing was written: the server would have 262 IP rules, 100 of them new for this declaration and 100 for others of this run, and " +
        "maxRules allows 250. Give the consumers fewer public ranges, or let them come by subnetIds",
    },
  ]);
  expect([fake.most, fake.rules.size]).toEqual([162, 162]);
});

test("a marker rule that somebody gave a real address is put back, and nothing comes in by it", async () => {
  const server = new FakeServer();
  await deploy(new Connection(server), definition, many(1));
  const stood = server.picture();
  const { mark } = claimOf(definition);
  server.put({ name: mark, start: "0.0.0.0", end: "255.255.255.255" });
  const plan = await planOf(new Connection(server), definition, many(1));
  expect(await applyPlan(plan)).toMatchObject({ outcome: "written", added: 0, removed: 0 });
  expect(server.picture()).toBe(stood);
});

import { writeFileSync } from "node:fs";
import { SharedAzure, SqlSyncScene, SUBJECT } from "./sql-sync/sql-sync-scene";

jest.mock("node:timers/promises", () => require("../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());

let scene: SqlSyncScene;
beforeEach(async () => {
  scene = await SqlSyncScene.open(azure);
});
afterEach(() => scene.close());

const FIRST = "20.50.1.7-20.50.1.7";
const SECOND = "20.50.2.0-20.50.2.255";

test("sql-sync writes what its plan names, and a second run writes nothing", async () => {
  const plan = await scene.run("--plan");
  expect([plan.code, plan.err]).toEqual([0, ""]);
  expect(plan.out).toMatch(
    /^orders-db: \+1 -0 = 1 {3}server orders in rg\n {2}\+ 20\.50\.1\.7 {2}web01 \(10\.8\.0\.1 by egress\.first\), rule "web to database" of orders\n/,
  );
  expect(plan.out).toContain("  refused: firewall orders-db is not claimed in server orders");
  expect(scene.sql.names()).toEqual([]);

  expect((await scene.run("claim")).err).toBe("orders-db on server orders: claimed\n");
  expect(scene.markers()).toEqual([expect.stringMatching(/^illumio-iac\.orders-db\.rev\.\w+$/)]);
  const [{ open }] = JSON.parse((await scene.run("--plan", "--json")).out);
  const applied = await scene.run("--apply");
  expect([applied.code, applied.err]).toEqual([0, "orders-db on server orders: 1 rule put, 0 removed\n"]);
  expect(Object.keys(scene.rules())).toEqual(open.map(({ name }: { name: string }) => name));
  expect(scene.admitted()).toEqual([FIRST]);

  const again = await scene.run("--apply");
  expect([again.code, again.err]).toEqual([0, ""]);
});

test("the exit code of a plan is 2 while something would change, and 1 is for failures", async () => {
  expect((await scene.run("--plan", "--exit-code")).code).toBe(2);
  await scene.run("claim");
  expect((await scene.run("--exit-code")).code).toBe(2);
  expect((await scene.run("--apply")).code).toBe(0);
  expect((await scene.run("--exit-code")).code).toBe(0);
  expect((await scene.run("--colour")).code).toBe(1);
  const both = await scene.run("--plan", "--apply");
  expect([both.code, both.err]).toEqual([
    1,
    "error: sql-sync: --plan, --apply and --watch exclude each other\n",
  ]);
  const port = await scene.run("--apply", "--health-port", "0");
  expect([port.code, port.err]).toEqual([1, "error: --health-port: is for --watch only\n"]);
});

test("rules follow addresses and provisioned rules, and a draft changes nothing", async () => {
  await scene.run("claim");
  await scene.run("--apply");
  await scene.draftRule("partner", "20.60.0.0/24");
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
  await scene.author.provision();
  await scene.workload("web02", "10.8.1.2");
  const { err } = await scene.run("--apply");
  expect(err).toBe("orders-db on server orders: 2 rules put, 0 removed\n");
  expect(scene.admitted()).toEqual([FIRST, SECOND, "20.60.0.0-20.60.0.255"]);
});

test("rules of others stay, and an own rule that was edited comes back", async () => {
  await scene.put("office", "20.99.0.1", "20.99.0.9");
  await scene.put("illumio-iac.other.20.50.1.7-20.50.1.7", "20.50.1.7");
  await scene.run("claim");
  await scene.run("--apply");
  const [own] = Object.keys(scene.rules()).filter((name) => name.startsWith(`${SUBJECT}.`));
  await scene.put(own!, "20.1.1.1");
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.rules()).toEqual({
    office: "20.99.0.1-20.99.0.9",
    "illumio-iac.other.20.50.1.7-20.50.1.7": "20.50.1.7-20.50.1.7",
    [own!]: FIRST,
  });
});

describe("a declaration", () => {
  test("that is unclaimed writes nothing and fails", async () => {
    const { code, err } = await scene.run("--apply");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining(
        "orders-db on server orders: nothing was written: firewall orders-db is not claimed in server orders",
      ),
    ]);
    expect(scene.sql.names()).toEqual([]);
  });

  test("that is stale writes nothing and fails until it is claimed again", async () => {
    await scene.run("claim");
    scene.declare("    maxRules: 20\n");
    const before = scene.sql.names();
    const stale = await scene.run("--apply");
    expect([stale.code, stale.err]).toEqual([
      1,
      expect.stringMatching(
        /another declaration of firewall orders-db is in force in server orders \(.*\): its declaration was edited: claim it with `illumio-iac sql-sync claim --replace`/,
      ),
    ]);
    const refused = await scene.run("claim");
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining(
        "its declaration was edited: claim it with `illumio-iac sql-sync claim --replace`. Nothing was written",
      ),
    ]);
    expect(scene.sql.names()).toEqual(before);
    expect((await scene.run("claim", "--replace")).code).toBe(0);
    expect((await scene.run("--apply")).code).toBe(0);
    expect(scene.admitted()).toEqual([FIRST]);
  });

  test("on a server that is gone does not stop the others", async () => {
    const { subscriptionId } = scene.sql.place;
    const gone = `  gone:
    server: { subscriptionId: ${subscriptionId}, resourceGroupName: rg, serverName: gone }
    provider: { labels: { role: { anyOf: [db] } } }
  unknown:
    server: { subscriptionId: ${subscriptionId}, resourceGroupName: rg, serverName: orders }
    provider: { labels: { role: { anyOf: [nobody] } } }
`;
    await scene.run("claim");
    scene.declare(gone);
    const { code, err } = await scene.run("--apply");
    expect(code).toBe(1);
    expect(err).toContain("error: sql-sync: 2 of 3 failed");
    expect(err).toMatch(/firewall gone on server gone: .* 404 .*: ResourceNotFound/);
    expect(err).toMatch(/firewall unknown: .*nobody/);
    expect(scene.admitted()).toEqual([FIRST]);
  });
});

test("--max-removed-share allows more removals in one run, and the declaration stays in force", async () => {
  const own = (host: number) => `${SUBJECT}.20.60.0.${host}-20.60.0.${host}`;
  for (let host = 1; host <= 12; host++) await scene.put(own(host), `20.60.0.${host}`);
  await scene.run("claim");
  const markers = scene.markers();
  const refused = await scene.run("--apply");
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining(
      "12 of 12 rules would leave and 1 would enter, net 92 %, and maxRemovedShare allows 50 %. If it is meant, allow it for one run by --max-removed-share",
    ),
  ]);
  expect((await scene.run("--plan", "--max-removed-share", "0.9")).out).toContain("allows 90 %");
  expect(scene.admitted()).toHaveLength(12);
  for (const share of ["2", "many", "1.5", "."]) {
    const { code, err } = await scene.run("--max-removed-share", share);
    expect([code, err]).toEqual([1, expect.stringContaining("0.8")]);
  }
  const watched = await scene.run("--watch", "--max-removed-share", "1");
  expect([watched.code, watched.err]).toEqual([
    1,
    "error: --max-removed-share: is for one run of --plan or --apply, not for --watch\n",
  ]);
  const applied = await scene.run("--apply", "--max-removed-share", "1");
  expect([applied.code, applied.err]).toEqual([0, "orders-db on server orders: 1 rule put, 12 removed\n"]);
  expect(scene.markers()).toEqual(markers);
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
});

test("each of two firewalls of a server that is gone is named", async () => {
  const { subscriptionId } = scene.sql.place;
  const server = `{ subscriptionId: ${subscriptionId}, resourceGroupName: rg, serverName: gone }`;
  const firewall = (name: string) =>
    `  ${name}: { server: ${server}, provider: { labels: { role: { anyOf: [db] } } } }\n`;
  writeFileSync(scene.file, `owner: data-team\nfirewalls:\n${firewall("a")}${firewall("b")}`);
  const { code, err } = await scene.run();
  expect(code).toBe(1);
  expect(err).toContain("error: sql-sync: 2 of 2 failed");
  for (const name of ["a", "b"]) expect(err).toMatch(`firewall ${name} on server gone: `);
});

test("problems of the file are all named with their paths", async () => {
  writeFileSync(
    scene.file,
    `firewalls:
  one: { server: { serverName: Orders! }, provider: { labels: {} }, egress: { a: { privateRanges: [8.8.8.8] } }, color: red }
  three: { provider: { labels: { role: db } }, ports: [1433] }
  two: { maxRules: 300, azureServices: maybe, markerAddress: 10.0.0.1 }
`,
  );
  const { code, err } = await scene.run();
  expect(code).toBe(1);
  for (const problem of [
    "owner: is missing",
    "firewalls.one.server.subscriptionId: is missing",
    "firewalls.one.server.serverName: must look like orders-sql, the name of the server without its domain, got 'Orders!'",
    "firewalls.one.provider: labels match every workload; name at least one label key",
    "firewalls.one.egress.a.privateRanges[0]: 8.8.8.8 holds 8.8.8.8, which is not private",
    "firewalls.one.color: unknown property",
    "firewalls.three.provider.labels.role: must be an object such as { anyOf: [db] }, got 'db'",
    "firewalls.three.ports[0]: must be an object such as { port: 1433 }, got 1433",
    "firewalls.two.server: is missing; name the server: subscriptionId, resourceGroupName and serverName",
    "firewalls.two.maxRules: must be a whole number from 1 to 256, got 300",
    "firewalls.two.azureServices: must be leave, remove or allow, got 'maybe'",
    "firewalls.two.markerAddress: must be an address for documentation",
  ])
    expect(err).toContain(problem);
});

test("a firewall by flags is the same declaration as in a file", async () => {
  const { subscriptionId, resourceGroupName, serverName } = scene.sql.place;
  const place = [
    "--subscription",
    subscriptionId,
    "--resource-group",
    resourceGroupName,
    "--server",
    serverName,
  ];
  const egress = ["--egress", "10.8.0.0/24=20.50.1.7", "--egress", `10.8.1.0/24=${scene.sql.subnetId()}`];
  const more = ["--port", "1433", "--port", "11000-11999", "--max-rules", "9", "--azure-services", "remove"];
  const flags = [...place, "--owner", "data-team", "--label", "role=db", ...egress, ...more];
  await scene.workload("web02", "10.8.1.2");
  expect((await scene.call(["claim", ...flags])).code).toBe(0);
  expect((await scene.call(["--apply", ...flags])).err).toBe(
    "orders on server orders: 2 rules put, 0 removed\n",
  );
  expect(scene.sql.names("virtualNetworkRules")).toHaveLength(1);
  writeFileSync(
    scene.file,
    `owner: data-team
firewalls:
  orders:
    server: { subscriptionId: ${subscriptionId}, resourceGroupName: ${resourceGroupName}, serverName: ${serverName} }
    provider: { labels: { role: { anyOf: [db] } } }
    ports: [{ port: 1433 }, { port: 11000, toPort: 11999 }]
    egress:
      egress-1: { privateRanges: [10.8.0.0/24], publicRanges: [20.50.1.7] }
      egress-2: { privateRanges: [10.8.1.0/24], subnetIds: ["${scene.sql.subnetId()}"] }
    maxRules: 9
    azureServices: remove
`,
  );
  expect((await scene.run("--plan", "--exit-code")).code).toBe(0);
  const both = await scene.run(...flags);
  expect([both.code, both.err]).toEqual([
    1,
    expect.stringContaining("a file and a firewall by flags exclude each other"),
  ]);
  const nameless = await scene.call(["--label", "role=db"]);
  expect([nameless.code, nameless.err]).toEqual([1, expect.stringContaining("--name: is missing")]);
});

test("a run by an identity without a role says which one it needs, and writes nothing", async () => {
  await scene.run("claim");
  scene.sql.cloud.outages.begin({ service: "arm", status: 403, code: "AuthorizationFailed" });
  const { code, err } = await scene.run("--apply");
  expect(code).toBe(1);
  expect(err).toContain("AuthorizationFailed");
  expect(err).toContain('needs the role "SQL Server Contributor" on the server');
  expect(scene.admitted()).toEqual([]);
});

test("a run without the PCE, or without Azure, names who is away and changes nothing", async () => {
  await scene.run("claim");
  await scene.run("--apply");
  await scene.workload("web02", "10.8.1.2");
  await scene.gate.shut();
  const noPce = await scene.run("--apply");
  await scene.gate.open();
  expect([noPce.code, noPce.err]).toEqual([1, expect.stringMatching(/^error: .*PCE at \S+:\d+/m)]);
  expect(scene.admitted()).toEqual([FIRST]);

  scene.sql.cloud.outages.begin({ service: "arm", status: 503, code: "ServerBusy" });
  const noAzure = await scene.run("--apply");
  expect([noAzure.code, noAzure.err]).toEqual([
    1,
    expect.stringMatching(/^error: .*Azure Resource Manager .*503.*ServerBusy/m),
  ]);
  scene.sql.cloud.outages.endAll();
  expect(scene.admitted()).toEqual([FIRST]);
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.admitted()).toEqual([FIRST, SECOND]);
});

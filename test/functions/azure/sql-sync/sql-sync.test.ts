import { SqlFirewallSync } from "../../../../components/pulumi/azure";
import { markerName, type SqlFirewallDefinition } from "../../../../core/sql-firewall";
import { FOREIGN, OFFICE, SqlSyncScene } from "../support/sql-sync-scene";

jest.setTimeout(180_000);

let scene: SqlSyncScene;
let firewall: SqlFirewallDefinition;
beforeAll(async () => {
  scene = await SqlSyncScene.open();
  firewall = await scene.declare({});
  await scene.provisionRule();
  const stack = scene.stack("sync", () => new SqlFirewallSync("sync", scene.args(firewall)));
  await stack.up();
  expect((await scene.run()).run).toMatchObject({ written: 1, rulesAdded: 1 });
});
afterAll(() => scene.close());
afterEach(() => scene.cloud.outages.endAll());

test("a workload that gets another address is followed, and rules of others stay as they are", async () => {
  const partner = await scene.workload("partner", "81.20.2.1");
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", added: 1, removed: 0 });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE, "81.20.2.1"]);
  await scene.call("PUT", partner, { body: { interfaces: [{ name: "eth0", address: "81.20.2.9" }] } });
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", added: 1, removed: 1 });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE, "81.20.2.9"]);
  await scene.call("DELETE", partner);
  expect((await scene.run()).firewall).toMatchObject({ added: 0, removed: 1 });
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);
});

test("a draft changes nothing", async () => {
  const ipList = await scene.author.ipList("everybody", ["81.20.9.0/24"]);
  expect((await scene.run()).firewall).toMatchObject({ outcome: "in-sync", added: 0, removed: 0 });
  await scene.author.remove(ipList);
});

test("a definition of which another one is in force writes nothing, and says so", async () => {
  const [mark, address] = [markerName(firewall), firewall.markerAddress];
  const other = markerName(scene.definition({ maxRules: 99 }));
  await scene.cloud.resources.delete(`${scene.serverId}/firewallRules/${mark}`);
  await scene.rule(other, address);
  const workload = await scene.workload("late", "81.20.2.1");
  const { firewall: line, run } = await scene.run();
  expect(line).toMatchObject({ level: "ERROR", outcome: "stale", added: 0, removed: 0 });
  expect(line!.problems[0]).toContain(`is in force in server orders-sql (${other}`);
  expect(run).toMatchObject({ level: "ERROR", stale: 1, failed: 0 });
  expect(scene.failures().at(-1)).toMatch(/sql-sync.*orders-db on server orders-sql/s);
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);

  await scene.cloud.resources.delete(`${scene.serverId}/firewallRules/${other}`);
  await scene.rule(mark, address);
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", added: 1 });
  await scene.call("DELETE", workload);
  await scene.run();
});

test("an Azure that throttles is waited for, and one that refuses fails the run", async () => {
  const workload = await scene.workload("late", "81.20.2.1");
  const throttled = { status: 429, code: "TooManyRequests", retryAfterInSeconds: 1, count: 3 };
  scene.cloud.outages.begin({ service: "arm", ...throttled });
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", added: 1, problems: [] });

  await scene.call("DELETE", workload);
  scene.cloud.outages.begin({ service: "arm", action: "DELETE", status: 403, code: "AuthorizationFailed" });
  const refused = await scene.run();
  expect(refused.firewall).toMatchObject({ level: "ERROR", outcome: "failed", removed: 0 });
  expect(refused.firewall!.problems[0]).toMatch(/AuthorizationFailed|SQL Server Contributor/);
  expect(refused.run).toMatchObject({ level: "ERROR", failed: 1, written: 0 });
  expect(scene.failures().at(-1)).toContain("sql-sync");
  scene.cloud.outages.endAll();
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", removed: 1 });
});

test("a server that cannot be read fails its firewall", async () => {
  scene.cloud.outages.begin({ service: "arm", action: "GET", status: 403, code: "AuthorizationFailed" });
  const { firewall: line, run } = await scene.run();
  expect(line).toMatchObject({ level: "ERROR", outcome: "failed", notExpressible: 0, maxRules: 250 });
  expect(line).not.toHaveProperty("rules");
  expect(run).toMatchObject({ failed: 1 });
});

test("without the PCE no firewall is looked at, and nothing is closed", async () => {
  scene.pce.setFaults("5xx=1");
  const { firewall: line, run } = await scene.run();
  scene.pce.setFaults("");
  expect(line).toBeUndefined();
  expect(run).toMatchObject({ level: "ERROR", firewalls: 1, failed: 1, written: 0 });
  expect(run.error).toContain("answered 5");
  expect(scene.failures().at(-1)).toContain("answered 5");
  expect(scene.ranges()).toEqual([FOREIGN, OFFICE]);
  expect((await scene.run()).firewall).toMatchObject({ outcome: "in-sync" });
});

test("a key that is rotated counts at once, and one that was only revoked is told without it", async () => {
  const { pce } = scene;
  const { username, secret } = pce.createApiKey();
  pce.revokeApiKey(pce.apiKeyUsername);
  const refused = (await scene.run()).run;
  expect(refused).toMatchObject({ level: "ERROR", failed: 1 });
  expect(refused.error).toMatch(/401/);
  expect(JSON.stringify(refused)).not.toContain(pce.apiKeySecret);

  await scene.setSecret({ apiKeyUsername: username, apiKeySecret: secret });
  expect((await scene.run()).firewall).toMatchObject({ outcome: "in-sync", problems: [] });
});

test("a run that finds another one under way does nothing", async () => {
  const lease = (action: string, more: Record<string, string>) =>
    scene.cloud.storage
      .internal(scene.hostAccountName())
      .request("blob", "PUT", "/illumio-locks/sql-sync?comp=lease", {
        headers: { "x-ms-lease-action": action, ...more },
      });
  const { headers } = await lease("acquire", { "x-ms-lease-duration": "-1" });
  const lines = await scene.minutes(5);
  await lease("release", { "x-ms-lease-id": String(headers["x-ms-lease-id"]) });
  expect(lines).toMatchObject([
    { event: "sql-sync-skipped", level: "INFO", warnings: [expect.stringMatching(/another run/)] },
  ]);
  expect((await scene.run()).run).toMatchObject({ inSync: 1 });
});

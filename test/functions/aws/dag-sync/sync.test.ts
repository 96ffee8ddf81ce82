import { DAG_SYNC } from "../../../../core/contracts/aws/function-environment";
import { DagSyncScene, definition, firewallSecretOf, members } from "../../support/dag-sync-scene";
import { lambdaContext } from "../../support/pipeline";

const WEB = definition("web");
const DB = definition("db", {}, "db");
const ON_CORE = definition("web", { target: { firewall: "core" } });

/** A firewall at an address where nobody answers. */
const AWAY = () => firewallSecretOf({ ...scene.edge, hosts: ["127.0.0.1:1"] });

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

test("a run registers what the PCE says, and the next run has nothing to write", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  await scene.claim(WEB, DB);
  await scene.run([WEB, DB]);
  expect([members(scene.edge), members(scene.edge, "db")]).toEqual([["10.0.0.1"], ["10.0.0.2"]]);
  expect(scene.log()).toMatchObject({
    event: "dag-synced",
    level: "INFO",
    FunctionName: "function-under-test",
    Entries: 2,
    EntriesInSync: 0,
    EntriesWritten: 2,
    EntriesStale: 0,
    EntriesFailed: 0,
    AddressesRegistered: 2,
    AddressesUnregistered: 0,
    PceCalls: 3,
    FirewallCalls: expect.any(Number),
    written: [
      "web on edge, vsys1: 1 registered, 0 unregistered",
      "db on edge, vsys1: 1 registered, 0 unregistered",
    ],
    problems: [],
  });
  scene.edge.clearRequests();
  await scene.run([WEB, DB]);
  expect(scene.edge.registrations()).toEqual([]);
  expect(scene.log()).toMatchObject({ level: "INFO", EntriesInSync: 2, EntriesWritten: 0, written: [] });
});

test("a run writes one line of log with metrics in its own namespace", async () => {
  await scene.claim(WEB);
  await scene.run([WEB]);
  expect(scene.lines).toHaveLength(1);
  const [directive] = JSON.parse(scene.lines[0]!)._aws.CloudWatchMetrics;
  expect(directive.Namespace).toBe("IllumioIac/DagSync");
  expect(directive.Metrics.map(({ Name }: { Name: string }) => Name)).toEqual([
    "Entries",
    "EntriesInSync",
    "EntriesWritten",
    "EntriesStale",
    "EntriesFailed",
    "AddressesRegistered",
    "AddressesUnregistered",
    "FirewallCalls",
    "PceCalls",
  ]);
});

test("an address is unregistered when its workload has lost it", async () => {
  const href = await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB);
  await scene.run([WEB]);
  await scene.someone.updateWorkload(href, { interfaces: [{ name: "eth0", address: "10.0.0.7" }] });
  await scene.run([WEB]);
  expect(members(scene.edge)).toEqual(["10.0.0.7"]);
  expect(scene.log()).toMatchObject({ AddressesRegistered: 1, AddressesUnregistered: 1 });
});

test("a definition that is not in force writes nothing and fails the run, and the others are carried out", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  await scene.claim(definition("web", { maxAddresses: 5 }), DB);
  scene.edge.clearRequests();
  await expect(scene.run([WEB, DB])).rejects.toThrow(
    "web on edge, vsys1: nothing was written: another declaration of binding web is in force in vsys1",
  );
  expect(scene.edge.registrations().map(({ tag }) => tag)).toEqual(["illumio-iac.db"]);
  expect(scene.log()).toMatchObject({
    level: "ERROR",
    EntriesWritten: 1,
    EntriesStale: 1,
    EntriesFailed: 0,
  });
});

test("a definition that was never put in force writes nothing", async () => {
  await scene.workload("web01", "10.0.0.1");
  await expect(scene.run([WEB])).rejects.toThrow("binding web is not claimed in vsys1");
  expect(scene.edge.firewalls[0]!.registered()).toEqual({});
});

test("a run fails when the firewall refuses a single address", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB);
  scene.edge.failNext({ path: /^user-id/, fault: "5xx" });
  scene.edge.failNext({ path: /^user-id/, fault: "5xx" });
  await expect(scene.run([WEB])).rejects.toThrow(/web on edge, vsys1: .*register 10\.0\.0\.1/s);
  expect(scene.log()).toMatchObject({ level: "ERROR", EntriesWritten: 0, EntriesFailed: 1 });
});

test("too many removals are refused, as in a deployment", async () => {
  const hrefs: string[] = [];
  for (let n = 1; n <= 12; n++) hrefs.push(await scene.workload(`web${n}`, `10.0.0.${n}`));
  await scene.claim(WEB);
  await scene.run([WEB]);
  for (const href of hrefs) await scene.someone.updateWorkload(href, { labels: [] });
  await expect(scene.run([WEB])).rejects.toThrow("12 of 12 addresses would leave");
  expect(members(scene.edge)).toHaveLength(12);
});

test("a firewall that is unreachable or has an unusable secret does not stop the others", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB, DB, ON_CORE);
  await scene.setSecret("edge", AWAY());
  await expect(scene.run([WEB, DB, ON_CORE], 5)).rejects.toThrow(/1 of 2 failed\n {2}web, db on edge: /);
  expect(members(scene.core)).toEqual(["10.0.0.1"]);
  expect(scene.log()).toMatchObject({ Entries: 3, EntriesWritten: 1, EntriesFailed: 2 });
  await scene.setSecret("core", "no JSON");
  await expect(scene.run([ON_CORE])).rejects.toThrow(`secret ${scene.secrets.core}: must be a JSON object`);
});

test("a binding with an unknown label does not stop other bindings of the firewall", async () => {
  await scene.workload("web01", "10.0.0.1");
  const lost = definition("lost", {}, "nobody");
  await scene.claim(WEB);
  await expect(scene.run([lost, WEB])).rejects.toThrow(/lost on edge: .*nobody/);
  expect(members(scene.edge)).toEqual(["10.0.0.1"]);
});

test("a run leaves the firewalls unchanged when the PCE is unreachable", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB);
  await scene.run([WEB]);
  scene.edge.clearRequests();
  scene.environment[DAG_SYNC.pcePort] = "1";
  await expect(scene.run([WEB], 4)).rejects.toThrow("the PCE: ");
  expect(scene.log()).toMatchObject({ level: "ERROR", Entries: 1, EntriesFailed: 1, FirewallCalls: 0 });
  expect(scene.edge.requests).toEqual([]);
});

test("a rotated key is used from the next run on", async () => {
  await scene.claim(WEB);
  await scene.setSecret("edge", firewallSecretOf({ ...scene.edge, apiKey: "old" }));
  await expect(scene.run([WEB])).rejects.toThrow(/web on edge: .*403/);
  await scene.setSecret("edge", firewallSecretOf(scene.edge));
  await scene.run([WEB]);
  expect(scene.log().level).toBe("INFO");
});

test("a firewall is trusted by the digest of its certificate alone", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB);
  const { hosts, apiKey, certificateSha256 } = scene.edge;
  const pinned = { hosts: hosts.join(","), apiKey, certificateSha256, certificateName: "127.0.0.1" };
  await scene.setSecret("edge", JSON.stringify(pinned));
  await scene.run([WEB]);
  expect(members(scene.edge)).toEqual(["10.0.0.1"]);
  await scene.setSecret("edge", JSON.stringify({ ...pinned, certificateSha256: "0".repeat(64) }));
  await expect(scene.run([WEB])).rejects.toThrow("web on edge: ");
});

test("a run sends nothing more to a firewall when its time is nearly used up", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.claim(WEB);
  scene.edge.clearRequests();
  const asked = scene.pce.requests.length;
  const context = {
    ...lambdaContext(20),
    getRemainingTimeInMillis: () => (scene.pce.requests.length === asked ? 20_000 : 7_000),
  };
  await expect(scene.run([WEB], context)).rejects.toThrow("the time of this invocation is used up");
  expect(scene.edge.requests).toEqual([]);
  expect(scene.log().EntriesFailed).toBe(1);
});

test("the log holds no key, whatever goes wrong", async () => {
  await scene.claim(WEB);
  await scene.run([WEB]);
  await scene.setSecret("edge", AWAY());
  await scene.run([WEB], 3).catch(() => undefined);
  await scene.setSecret("pce", JSON.stringify({ apiKeyUsername: "api_1", apiKeySecret: "wrong-secret-1" }));
  await scene.run([WEB], 3).catch(() => undefined);
  const text = scene.lines.join("\n");
  expect(scene.lines).toHaveLength(3);
  for (const secret of [scene.pce.apiKeySecret, scene.edge.apiKey, "wrong-secret-1"])
    expect(text).not.toContain(secret);
});

test("shared addresses are reported in the line of log as a warning", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.1", "db");
  await scene.claim(WEB);
  await scene.run([WEB]);
  expect(scene.log()).toMatchObject({
    level: "WARN",
    warnings: [expect.stringContaining("web on edge: 10.0.0.1 belongs to web01")],
  });
});

test("a run makes three PCE calls, however many bindings there are", async () => {
  const many = Array.from({ length: 20 }, (_, n) => definition(`b${n}`));
  await scene.claim(...many);
  await scene.run(many);
  expect(scene.log()).toMatchObject({ Entries: 20, PceCalls: 3 });
});

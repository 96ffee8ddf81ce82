import { DagSyncScene, TAG } from "../dag-sync-scene";
import { oddFirewall } from "./odd-firewall";

jest.setTimeout(60_000);

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open({ vsys: ["vsys1", "vsys2"] });
});
afterEach(() => scene.close());

/** Runs `--apply` and holds that it fails with these words and that the firewall was told nothing. */
async function refused(words: string | RegExp): Promise<void> {
  scene.panos.clearRequests();
  const before = scene.registered();
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringMatching(words)]);
  expect(scene.messages()).toEqual([]);
  expect(scene.registered()).toEqual(before);
}

test("a binding is refused when the PCE does not have its label", async () => {
  scene.declare("www: { labels: { role: { anyOf: [www] } }, target: { firewall: edge } }");
  await refused("the PCE has no label role=www");
});

test("a binding with an unknown label does not stop other bindings of the firewall", async () => {
  await scene.workload("web01", "10.0.0.1");
  scene.declare(
    "web: { labels: { role: { anyOf: [web] } }, target: { firewall: edge } }\n" +
      "  www: { labels: { role: { anyOf: [www] } }, target: { firewall: edge } }",
  );
  await scene.run("claim");
  const { code, err } = await scene.run("--apply");
  expect([code, err]).toEqual([1, expect.stringMatching(/binding www: .*the PCE has no label role=www/)]);
  expect(scene.members(TAG)).toEqual(["10.0.0.1"]);
});

test("an empty expression, which would match everything, is refused unless the binding has all: true", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("db01", "10.0.0.2", "db");
  scene.declare("any: { labels: {}, target: { firewall: edge } }");
  await refused(/bindings\.any\.labels: is empty, which matches every workload; .* set all: true/);
  scene.declare("any: { all: true, target: { firewall: edge } }");
  expect((await scene.applied()).code).toBe(0);
  expect(scene.members("illumio-iac.any")).toEqual(["10.0.0.1", "10.0.0.2"]);
});

test("more removals than maxRemovedShare allows are refused", async () => {
  await scene.workload("web01", "10.0.0.1");
  for (let host = 1; host <= 30; host++) scene.panos.firewalls[0]!.register(`10.1.0.${host}`, [TAG]);
  await scene.run("claim");
  await refused("30 of 30 addresses would leave and 1 would enter");
  const enough = await scene.run("--apply", "--max-removed-share", "1");
  expect([enough.code, enough.err]).toEqual([0, expect.stringContaining("1 registered, 30 unregistered")]);
  expect(scene.members()).toEqual(["10.0.0.1"]);
});

test("more addresses than maxAddresses allows are refused", async () => {
  scene.bind("    maxAddresses: 1\n");
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  await scene.workload("web02", "10.0.0.2");
  await refused("2 addresses match, and maxAddresses allows 1");
});

test("a key whose role does not allow user-id messages or reads fails with the firewall's words", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  const before = scene.registered();
  for (const [right, words] of [
    ["op", "Type [user-id] not authorized for user role."],
    ["user-id", "Type [op] not authorized for user role."],
  ] as const) {
    const { apiKey } = scene.panos.addAdmin({ name: `only ${right}`, rights: [right] });
    scene.variables["ILLUMIO_FIREWALL_EDGE_API_KEY"] = apiKey;
    const { code, err } = await scene.run("--apply");
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
    expect(err).not.toContain(apiKey);
    expect(scene.registered()).toEqual(before);
  }
});

test("a binding is refused when the firewall does not have its vsys, also beside a binding with a known vsys", async () => {
  scene.inOwnProcess = true; // ends while the other table is still being read
  await scene.workload("web01", "10.0.0.1");
  scene.declare(
    "wrong: { labels: { role: { anyOf: [web] } }, target: { firewall: edge, vsys: vsys7 } }",
    "right: { labels: { role: { anyOf: [web] } }, target: { firewall: edge, vsys: vsys2 } }",
  );
  await refused("the firewall refused the registered addresses: Invalid vsys: vsys7");
});

test.each([
  ["cut off", '<response status="success"><result><entry ip="10.0.0.1"'],
  ["no XML", "It works!"],
  ["nothing", ""],
])("a malformed list of entries (%s) is a failure and not an empty table", async (_what, answer) => {
  await scene.workload("web01", "10.0.0.1");
  await scene.run("claim");
  const odd = await oddFirewall(scene);
  try {
    odd.answers.set("<registered-ip>", answer);
    await refused("instead of an XML answer of PAN-OS");
  } finally {
    await odd.close();
  }
});

test("a workload without addresses is counted as skipped, and the others are members", async () => {
  await scene.workload("web01", "10.0.0.1");
  await scene.someone.createWorkload({ name: "bare", labels: [{ href: scene.labels["web"]! }] });
  expect((await scene.applied()).code).toBe(0);
  expect(scene.members()).toEqual(["10.0.0.1"]);
  const { code, out } = await scene.run("--plan", "--exit-code");
  expect([code, out]).toEqual([0, expect.stringContaining("skipped: 1 workload-without-address")]);
});

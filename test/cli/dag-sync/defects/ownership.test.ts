import { DagSyncScene, TAG } from "../dag-sync-scene";

jest.setTimeout(60_000);

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

const theirs = (address: string, tags: readonly string[]) =>
  scene.panos.firewalls[0]!.register(address, tags);

test("D2: an address of another tool keeps its tags, and a tag that dag-sync added is recognised later", async () => {
  const web01 = await scene.workload("web01", "10.0.0.1");
  theirs("10.0.0.1", ["quarantine", "web"]);
  expect((await scene.applied()).code).toBe(0);
  expect(scene.registered()["10.0.0.1"]).toEqual(["quarantine", "web", TAG]);
  await scene.someone.updateWorkload(web01.href, { labels: [] });
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.registered()["10.0.0.1"]).toEqual(["quarantine", "web"]);
});

test("D3: an entry belongs to a binding only by the binding's own tag, never by a prefix or an href", async () => {
  await scene.workload("web01", "10.0.0.1");
  const foreign: Record<string, string[]> = {
    "10.0.0.2": ["/orgs/1/workloads/x"],
    "10.0.0.3": [`${TAG}2`],
    "10.0.0.4": ["illumio-iac.db"],
    "10.0.0.5": ["web"],
  };
  for (const [address, tags] of Object.entries(foreign)) theirs(address, tags);
  expect((await scene.applied()).code).toBe(0);
  expect(scene.registered()).toMatchObject({ ...foreign, "10.0.0.1": [TAG] });
  expect(scene.panos.registrations()).toHaveLength(1);
});

test("D4: an address that leaves loses the binding's tag only, and is never unregistered as a whole", async () => {
  theirs("10.0.0.9", [TAG, "quarantine"]);
  theirs("10.0.0.8", [TAG]);
  await scene.workload("web01", "10.0.0.1");
  expect((await scene.applied()).code).toBe(0);
  expect(scene.registered()["10.0.0.9"]).toEqual(["quarantine"]);
  expect(scene.members()).toEqual(["10.0.0.1"]);
  const removals = scene.panos.registrations().filter(({ kind }) => kind === "unregister");
  expect(removals.map(({ address, tag }) => `${address} ${tag}`).sort()).toEqual([
    `10.0.0.8 ${TAG}`,
    `10.0.0.9 ${TAG}`,
  ]);
});

test("D5: one value under two label keys stays two labels", async () => {
  const { someone } = scene;
  const labels = {
    role: await someone.createLabel({ key: "role", value: "prod" }),
    env: await someone.createLabel({ key: "env", value: "prod" }),
  };
  for (const [key, address] of [
    ["role", "10.0.0.1"],
    ["env", "10.0.0.2"],
  ] as const)
    await someone.createWorkload({
      name: `by ${key}`,
      interfaces: [{ name: "eth0", address }],
      labels: [{ href: labels[key].href }],
    });
  scene.declare(
    "by-role: { labels: { role: { anyOf: [prod] } }, target: { firewall: edge } }",
    "by-env: { labels: { env: { anyOf: [prod] } }, target: { firewall: edge } }",
  );
  expect((await scene.applied()).code).toBe(0);
  expect(scene.members("illumio-iac.by-role")).toEqual(["10.0.0.1"]);
  expect(scene.members("illumio-iac.by-env")).toEqual(["10.0.0.2"]);
});

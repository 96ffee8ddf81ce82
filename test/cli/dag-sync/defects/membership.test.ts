import { DagSyncScene, TAG } from "../dag-sync-scene";

jest.setTimeout(60_000);

let scene: DagSyncScene;
beforeEach(async () => {
  scene = await DagSyncScene.open();
});
afterEach(() => scene.close());

const at = (address: string) => ({ interfaces: [{ name: "eth0", address }] });

test("D1: a plan writes nothing anywhere and says what would change", async () => {
  await scene.workload("web01", "10.0.0.7");
  await scene.workload("db01", "10.0.0.8", "db");
  scene.panos.firewalls[0]!.register("10.0.0.8", [TAG]);
  await scene.run("claim");
  scene.panos.clearRequests();
  const before = scene.pce.requests.length;
  const { code, out } = await scene.run("--plan");
  expect(code).toBe(0);
  expect(out).toBe(`web: +1 -1 = 1   tag ${TAG} on edge, vsys1\n  + 10.0.0.7  web01\n  - 10.0.0.8  db01\n`);
  expect((await scene.run("--plan", "--exit-code")).code).toBe(2);
  expect(scene.panos.requests.every(({ label }) => label.startsWith("op show"))).toBe(true);
  expect(scene.pce.requests.slice(before).every(({ method }) => method === "GET")).toBe(true);
});

test("D7: an address of two workloads is decided by rule and not by their order", async () => {
  const twins = [await scene.workload("web01", "10.0.0.1"), await scene.workload("db01", "10.0.0.1", "db")];
  expect((await scene.applied()).code).toBe(0);
  for (const roles of [
    ["db", "web"],
    ["web", "db"],
  ]) {
    for (const [index, role] of roles.entries())
      await scene.someone.updateWorkload(twins[index]!.href, { labels: [{ href: scene.labels[role]! }] });
    scene.panos.clearRequests();
    const { code, out } = await scene.run("--plan", "--exit-code");
    expect([code, out]).toEqual([0, expect.stringContaining("10.0.0.1 belongs to ")]);
    expect(scene.members()).toEqual(["10.0.0.1"]);
  }
  scene.bind("    onSharedAddress: skip\n");
  await scene.applied();
  expect(scene.members()).toEqual([]);
});

test("D8: a workload that loses its label leaves, one that moves is followed, and one that takes over changes nothing", async () => {
  const one = await scene.workload("web01", "10.0.0.1");
  const two = await scene.workload("web02", "10.0.0.2");
  const old = await scene.workload("web03", "10.0.0.3");
  await scene.applied();
  await scene.someone.updateWorkload(one.href, { labels: [] });
  await scene.someone.updateWorkload(two.href, at("10.0.0.22"));
  await scene.someone.updateWorkload(old.href, { interfaces: [] });
  await scene.workload("web04", "10.0.0.3");
  scene.panos.clearRequests();
  expect((await scene.run("--apply")).code).toBe(0);
  expect(scene.members()).toEqual(["10.0.0.22", "10.0.0.3"]);
  expect(scene.panos.registrations().map(({ address }) => address)).not.toContain("10.0.0.3");
});

test("D9: networks and ranges on the firewall are read, named where they carry our tag, and left alone", async () => {
  const sets = { "10.0.0.0/24": [TAG], "10.1.0.1-10.1.0.9": ["theirs"] };
  for (const [address, tags] of Object.entries(sets)) scene.panos.firewalls[0]!.register(address, tags);
  await scene.workload("web01", "10.0.0.1");
  await scene.workload("web02", "10.1.0.5");
  expect((await scene.applied()).code).toBe(0);
  expect(scene.registered()).toMatchObject({ ...sets, "10.0.0.1": [TAG], "10.1.0.5": [TAG] });
  const { code, out } = await scene.run("--plan", "--exit-code");
  expect([code, out]).toEqual([
    0,
    expect.stringContaining(`warning: 10.0.0.0/24 carries the tag ${TAG} too; it is left alone`),
  ]);
});

test("D11: an IPv6 address is the same address however PCE and firewall spell it", async () => {
  scene.bind("    addressFamilies: [ipv6]\n");
  const spelled = await scene.workload("web01", "2001:db8::7");
  const row = scene.pce.store.table("workloads").get(spelled.href) as unknown as {
    interfaces: { address: string }[];
  };
  row.interfaces[0]!.address = "2001:DB8:0:0::0007";
  expect((await scene.applied()).code).toBe(0);
  expect(scene.members()).toEqual(["2001:db8::7"]);
  expect(await scene.run("--plan", "--exit-code")).toMatchObject({ code: 0 });
});

test("D17: a binding uses any label key, also one of the organisation's own, and only the keys that it names", async () => {
  const { someone } = scene;
  scene.pce.store.table("label_dimensions").put({
    ...[...scene.pce.store.table("label_dimensions").live()][0]!,
    href: "/orgs/1/label_dimensions/os",
    key: "os",
    display_name: "OS",
  } as never);
  const linux = await someone.createLabel({ key: "os", value: "linux" });
  const labels = [{ href: linux.href }];
  await someone.createWorkload({ name: "bare", ...at("10.0.0.1"), labels });
  await someone.createWorkload({
    name: "web01",
    ...at("10.0.0.2"),
    labels: [...labels, { href: scene.labels["web"]! }],
  });
  await scene.workload("web02", "10.0.0.3");
  scene.declare("linux: { labels: { os: { anyOf: [linux] } }, target: { firewall: edge } }");
  expect((await scene.applied()).code).toBe(0);
  expect(scene.members("illumio-iac.linux")).toEqual(["10.0.0.1", "10.0.0.2"]);
});

import { ObjectScene } from "./object-scene";

let scene: ObjectScene;
beforeEach(async () => {
  scene = await ObjectScene.open();
});
afterEach(() => scene.close());

const WEB = {
  hostname: "web01",
  description: "shop",
  online: true,
  interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
};

const labelsOf = (hostname: string): string[] =>
  scene.workloads().find((one) => one.hostname === hostname).labels;

test("a workload is made with its label, changed in place, and deleted before its label", async () => {
  const stack = scene.stack();
  const program = (more: object) => ({
    Prod: scene.label("env", "prod"),
    Web: scene.workload({ ...WEB, labels: { env: { attribute: ["Prod", "value"] } }, ...more }),
  });
  expect(await stack.deploy(program({}))).toBeUndefined();
  const [row] = scene.workloads();
  expect(row).toMatchObject({
    hostname: "web01",
    description: "shop",
    online: true,
    interfaces: [{ name: "eth0", address: "10.0.0.1", cidr_block: 24 }],
  });
  expect(labelsOf("web01")).toEqual([stack.attributes["Prod"]!["href"]]);
  const { Web } = stack.physicalIds;
  expect(Web).toMatch(new RegExp(`^https://.*${row.href}#[0-9a-f]{8}$`));
  expect(stack.attributes["Web"]).toEqual({ href: row.href, hostname: "web01", managed: "false" });
  const { description: _, ...bare } = WEB;
  const changed = { ...bare, online: false, interfaces: { eth0: { address: "10.0.0.2" } }, labels: {} };
  expect(await stack.deploy({ ...program({}), Web: scene.workload(changed) })).toBeUndefined();
  expect(scene.workloads()).toMatchObject([
    { description: "", online: false, interfaces: [{ address: "10.0.0.2" }], labels: [] },
  ]);
  expect(stack.physicalIds["Web"]).toBe(Web);
  await stack.deploy(program({}));
  await stack.destroy();
  expect([scene.workloads(), scene.labels(), stack.ignored]).toEqual([[], {}, []]);
});

test("an update that fails is undone, also what a refused part of it left", async () => {
  const stack = scene.stack();
  await stack.deploy({ Web: scene.workload(WEB) });
  const [before] = structuredClone(scene.workloads());
  const changed = {
    ...WEB,
    description: "other",
    dataCenter: "one",
    interfaces: { eth0: { address: "10.0.0.9" } },
  };
  expect(await stack.deploy({ Web: scene.workload(changed) }, { failsAfter: 1 })).toMatch(/another/);
  const { updated_at: _, data_center: __, ...after } = scene.workloads()[0];
  expect(before).toMatchObject(after);
  expect(scene.workloads()[0].data_center).toBe("");
  expect(await stack.deploy({ Web: scene.workload({ ...WEB, labels: { env: "none" } }) })).toMatch(
    /labels of workload web01.*env=none does not exist/,
  );
  expect(scene.marksOfWorkloads()).toEqual({ web01: "shop/Web" });
});

test("labels that somebody else put on a workload stay when the declared ones change", async () => {
  const [env, app, role] = await Promise.all(
    ["env", "app", "role"].map((key) => scene.someone.createLabel({ key, value: "x" })),
  );
  const stack = scene.stack();
  await stack.deploy({ Web: scene.workload({ ...WEB, labels: { env: "x", app: "x" } }) });
  const { href } = stack.attributes["Web"]!;
  const carried = [env, app, role].map((label) => ({ href: label!.href }));
  await scene.someone.updateWorkload(href!, { labels: carried });
  await stack.deploy({ Web: scene.workload({ ...WEB, labels: { env: "x" } }) });
  expect(labelsOf("web01").sort()).toEqual([env!.href, role!.href].sort());
});

test("a workload keeps its object when its construct is renamed, and a rollback gives it back", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.workload(WEB) });
  const { Old } = stack.physicalIds;
  await stack.deploy({ New: scene.workload(WEB) }, { failsAfter: 1 });
  expect(scene.marksOfWorkloads()).toEqual({ web01: "shop/Old" });
  expect(await stack.deploy({ New: scene.workload({ ...WEB, description: "new" }) })).toBeUndefined();
  expect(stack.physicalIds).toEqual({ New: Old });
  expect(scene.marksOfWorkloads()).toEqual({ web01: "shop/New" });
  await stack.destroy();
  expect(scene.workloads()).toEqual([]);
});

test("two stacks that declare one workload get an error, and the object stays that of the first", async () => {
  const [one, other] = [scene.stack("one"), scene.stack("other")];
  await one.deploy({ Web: scene.workload(WEB) });
  expect(await other.deploy({ Web: scene.workload(WEB) })).toMatch(
    /belongs to '123456789012\/us-east-1\/one\/Web'/,
  );
  await other.destroy();
  expect(scene.marksOfWorkloads()).toEqual({ web01: "one/Web" });
});

test("a workload that was paired with a VEN meanwhile stays in the PCE when it is deleted", async () => {
  const stack = scene.stack();
  await stack.deploy({ Web: scene.workload(WEB) });
  scene.pce.pairVen(stack.attributes["Web"]!["href"]!);
  expect(await stack.deploy({ Web: scene.workload({ ...WEB, description: "paired" }) })).toBeUndefined();
  expect(stack.attributes["Web"]!["managed"]).toBe("true");
  await stack.destroy();
  expect(scene.marksOfWorkloads()).toEqual({ web01: "" });
  expect(scene.warnings.join()).toMatch(/paired with a VEN and stays/);
});

test("an update after a refused one reads properties that were never valid", async () => {
  const stack = scene.stack();
  await stack.deploy({ Web: scene.workload(WEB) });
  const odd = { ...WEB, interfaces: "10.0.0.1", labels: ["env"], online: "perhaps" };
  expect(await stack.deploy({ Web: scene.workload(odd) })).toMatch(
    /3 problems\n.*online: must be true or false.*\n.*interfaces: must be.*\n.*labels: must be/,
  );
  expect(stack.sent.slice(1)).toEqual(["Update Web", "Update Web"]);
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", online: true }]);
});

test.each([true, false])(
  "a workload that was taken over goes back in a rollback that restores ids: %s",
  async (restoresIds) => {
    const [one, other] = [scene.stack("one"), scene.stack("other")];
    const web = { hostname: "web01", interfaces: { eth0: { address: "10.0.0.1" } } };
    await one.deploy({ A: scene.workload(web) });
    const taking = (takeOverFrom: string) => ({ B: scene.workload({ ...web, takeOverFrom }) });
    const former = "123456789012/us-east-1/one/A";
    await other.deploy(taking(former), { failsAfter: 1, restoresIds });
    await one.deploy(taking(former), { failsAfter: 1, restoresIds });
    expect(scene.marksOfWorkloads()).toEqual({ web01: "one/A" });
    expect(await other.deploy(taking(former))).toBeUndefined();
    expect(scene.marksOfWorkloads()).toEqual({ web01: `other/B < ${former}` });
    await other.deploy({ B: scene.workload({ ...web, description: "web" }) });
    expect(scene.marksOfWorkloads()).toEqual({ web01: "other/B" });
    await other.destroy();
    expect(scene.workloads()).toEqual([]);
  },
);

test.each([true, false])(
  "a hostname passes from one workload to a new one, and a rollback that restores ids (%s) undoes it",
  async (restoresIds) => {
    const stack = scene.stack();
    const web = (hostname: string) => scene.workload({ ...WEB, hostname });
    await stack.deploy({ A: web("web01") });
    const after = { B: web("web01"), A: web("web02") };
    for (const failsAfter of [1, 2]) {
      await stack.deploy(after, { failsAfter, restoresIds });
      expect([scene.marksOfWorkloads(), stack.ignored]).toEqual([{ web01: "shop/A" }, []]);
    }
    expect(await stack.deploy(after)).toBeUndefined();
    expect(scene.marksOfWorkloads()).toEqual({ web01: "shop/B", web02: "shop/A" });
    await stack.destroy();
    expect([scene.workloads(), stack.ignored]).toEqual([[], []]);
  },
);

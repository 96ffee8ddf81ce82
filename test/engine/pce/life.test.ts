import { EngineScene } from "./engine-scene";

jest.setTimeout(120_000);

let scene: EngineScene;
beforeEach(async () => {
  scene = await EngineScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  const web01 = new UnmanagedWorkload("web01", {
    hostname: "web01",
    description: "front end",
    interfaces: { eth0: { address: "10.0.0.1", cidrBlock: 24 } },
    labels: { role: role.value },
  });
  return { role: role.href, web01: web01.href };
`;

it("goes through preview, up, up again and destroy, in the order that the labels ask for", async () => {
  const stack = await scene.stack(PROGRAM);
  expect(await stack.preview()).toEqual({ role: "create", web01: "create" });
  expect(scene.newWrites()).toEqual([]);
  await stack.up();
  expect(scene.newWrites()).toEqual(["POST labels", "PUT workloads/bulk_create"]);
  expect((await stack.resource("role")).id).toBe(scene.labels()["role=web"]);
  await stack.up("--expect-no-changes");
  expect(scene.newWrites()).toEqual([]);
  await stack.must("destroy", "--yes", "--skip-preview");
  expect(scene.newWrites()).toEqual(["PUT workloads/bulk_delete", "DELETE labels/1"]);
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it.each([
  ["a description", [/front end/, "back end"], { web01: "update" }, ["PUT workloads/bulk_update"]],
  ["an address", [/10\.0\.0\.1/, "10.0.0.2"], { web01: "update" }, ["PUT workloads/bulk_update"]],
  ["nothing but adopt", [/hostname:/, "adopt: true, hostname:"], {}, []],
  ["the value of a label", [/"web"/, '"www"'], { role: "update", web01: "update" }, ["PUT labels/1"]],
] as const)(
  "sends what the preview announced when %s changes",
  async (_what, [from, to], announced, writes) => {
    const stack = await scene.stack(PROGRAM);
    await stack.up();
    scene.newWrites();
    stack.program = PROGRAM.replace(from, to);
    const steps = Object.entries(await stack.preview()).filter(([, op]) => op !== "same");
    expect(Object.fromEntries(steps)).toEqual(announced);
    await stack.up();
    expect(scene.newWrites()).toEqual(writes);
    await stack.up("--expect-no-changes");
  },
);

it("shows a reviewer only the lines that change, and none of its own bookkeeping", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  stack.program = PROGRAM.replace("10.0.0.1", "10.0.0.2").replace(
    "eth0: {",
    'eth1: { address: "10.1.0.1" }, eth0: {',
  );
  const diff = await stack.must("preview", "--diff");
  expect(diff).toContain('~ address: "10.0.0.1" => "10.0.0.2"');
  expect(diff).toContain("+ eth1: {");
  expect(diff).not.toMatch(/description|__illumio|ownership/);
});

it("shows drift on refresh, and up takes it back", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const [workload] = scene.workloads();
  await scene.someone.updateWorkload(workload.href, {
    description: "by hand",
    data_center: "not ours",
    labels: [],
  });
  await scene.someone.updateLabel(scene.labels()["role=web"]!, { value: "by hand" });
  const drift = await stack.must("refresh", "--yes", "--skip-preview", "--diff");
  expect(drift).toMatch(/description: "front end" => "by hand"/);
  expect(drift).toMatch(/- role: "web"/);
  expect(drift).toMatch(/value *: "web" => "by hand"/);
  expect(drift).not.toContain("not ours");
  scene.newWrites();
  const announced = await stack.must("preview", "--diff");
  expect(announced).toMatch(/description: "by hand" => "front end"/);
  await stack.up();
  expect(scene.workloads()).toMatchObject([
    { description: "front end", data_center: "not ours", labels: ["/orgs/1/labels/1"] },
  ]);
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
  await stack.up("--expect-no-changes", "--refresh");
});

it("creates again what was deleted behind its back", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  await scene.someone.deleteWorkload(scene.workloads()[0].href);
  await scene.someone.deleteLabel(scene.labels()["role=web"]!);
  await stack.must("refresh", "--yes", "--skip-preview");
  expect(await stack.resources()).toEqual([]);
  await stack.up();
  expect(scene.workloads()).toHaveLength(1);
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
});

it("previews addresses and labels that are not known yet", async () => {
  const stack = await scene.stack(`
    const app = new Label("app", { key: "app", value: "shop" });
    new UnmanagedWorkload("w", {
      hostname: "w",
      publicIp: app.href.apply((href) => "203.0.113." + href.split("/").pop()),
      interfaces: { eth0: { address: app.href.apply((href) => "10.0.0." + href.split("/").pop()) } },
      labels: { app: app.href.apply(() => "shop") },
    });
  `);
  expect(await stack.preview()).toEqual({ app: "create", w: "create" });
  await stack.up();
  expect(scene.workloads()).toMatchObject([
    { public_ip: "203.0.113.1", interfaces: [{ address: "10.0.0.1" }] },
  ]);
  await stack.up("--expect-no-changes");
});

it("prints every problem of a resource with its property, and sends nothing", async () => {
  const stack = await scene.stack(`
    new UnmanagedWorkload("w", {
      interfaces: { eth0: { address: "10.0.0.1/24" } },
      labels: { rol: "web" },
      enforcementMode: "strict",
    });
  `);
  const { code, text } = await stack.run("preview");
  expect(code).not.toBe(0);
  for (const part of ["use cidrBlock", "unknown label key 'rol'", "must be idle", "a name or a hostname"]) {
    expect(text).toContain(part);
  }
  expect(text).toContain("interfaces.eth0.address");
  expect(scene.newWrites()).toEqual([]);
});

it("needs a literal label to exist, and names the one that is missing", async () => {
  const stack = await scene.stack(`new UnmanagedWorkload("w", { name: "w", labels: { role: "db" } });`);
  const { code, text } = await stack.run("up", "--yes", "--skip-preview");
  expect(code).not.toBe(0);
  expect(text).toContain("role=db does not exist");
  await scene.someone.createLabel({ key: "role", value: "db" });
  await stack.up();
  expect(scene.workloads()).toMatchObject([{ labels: ["/orgs/1/labels/1"] }]);
});

it("goes on with the description of a workload that got a VEN, and says why not with its hostname", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.pce.pairVen(scene.workloads()[0].href);
  await stack.up("--expect-no-changes", "--refresh");
  stack.program = PROGRAM.replace('hostname: "web01"', 'hostname: "web02"');
  for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
    const { code, text } = await stack.run(...command);
    expect(code).not.toBe(0);
    expect(text).toContain("paired with a VEN, which reports hostname itself");
  }
  stack.program = PROGRAM.replace("front end", "back end");
  await stack.up();
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", description: "back end", ven: {} }]);
});

it("releases a workload that got a VEN, and still removes the label of the same program", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.pce.pairVen(scene.workloads()[0].href);
  const text = await stack.must("destroy", "--yes", "--skip-preview");
  expect(text).toMatch(/warning: workload web01 .* is paired with a VEN and stays in the PCE/);
  expect(scene.workloads()).toMatchObject([
    { hostname: "web01", ven: {}, external_data_set: null, labels: [] },
  ]);
  expect(scene.labels()).toEqual({});
});

it("keeps a workload that it could write in part only, through refresh, until an update succeeds", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  const { urn } = await stack.resource("web01");
  await stack.must("state", "delete", urn, "--yes");
  scene.pce.pairVen(scene.workloads()[0].href);
  stack.program = PROGRAM.replace("10.0.0.1", "10.0.0.2");
  const failed = await stack.run("up", "--yes", "--skip-preview");
  expect(failed.code).not.toBe(0);
  expect(failed.text).toContain("reports interfaces itself");
  expect((await stack.resource("web01")).outputs.complete).toBe(false);
  await stack.must("refresh", "--yes", "--skip-preview");
  expect((await stack.preview())["web01"]).toBe("update");
  stack.program = PROGRAM.replace(/interfaces:.*\n/, "");
  await stack.up();
  expect((await stack.resource("web01")).outputs.complete).toBe(true);
  await stack.up("--expect-no-changes");
});

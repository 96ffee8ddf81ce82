import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
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

it.each([
  ["a description", [/front end/, "back end"], { web01: "update" }, ["PUT workloads/bulk_update"]],
  ["an address", [/10\.0\.0\.1/, "10.0.0.2"], { web01: "update" }, ["PUT workloads/bulk_update"]],
  ["nothing but adopt", [/hostname:/, "adopt: true, hostname:"], {}, []],
  ["the value of a label", [/"web"/, '"www"'], { role: "update", web01: "update" }, ["PUT labels/1"]],
] as const)(
  "up sends what the preview announced when %s changes",
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

it("up creates an object again when somebody deleted it", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  await scene.someone.deleteWorkload(scene.workloads()[0].href);
  await scene.someone.deleteLabel(scene.labels()["role=web"]!);
  await stack.must("refresh");
  expect(stack.resources()).toEqual([]);
  await stack.up();
  expect(scene.workloads()).toHaveLength(1);
  expect(Object.keys(scene.labels())).toEqual(["role=web"]);
});

it("the preview shows addresses and labels that are not known yet", async () => {
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

it("up prints every problem of a resource with its property, and sends nothing", async () => {
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

it("up fails and names the label of a workload when the PCE lacks it", async () => {
  const stack = await scene.stack(`new UnmanagedWorkload("w", { name: "w", labels: { role: "db" } });`);
  const { code, text } = await stack.run("up");
  expect(code).not.toBe(0);
  expect(text).toContain("role=db does not exist");
  await scene.someone.createLabel({ key: "role", value: "db" });
  await stack.up();
  expect(scene.workloads()).toMatchObject([{ labels: ["/orgs/1/labels/1"] }]);
});

it("up changes the description of a workload that got a VEN, and says why it cannot change the hostname", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.pce.pairVen(scene.workloads()[0].href);
  await stack.up("--expect-no-changes", "--refresh");
  stack.program = PROGRAM.replace('hostname: "web01"', 'hostname: "web02"');
  for (const command of [["preview"], ["up"]]) {
    const { code, text } = await stack.run(...command);
    expect(code).not.toBe(0);
    expect(text).toContain("paired with a VEN, which reports hostname itself");
  }
  stack.program = PROGRAM.replace("front end", "back end");
  await stack.up();
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", description: "back end", ven: {} }]);
});

it("destroy releases a workload that got a VEN, and still removes the label of the same program", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.pce.pairVen(scene.workloads()[0].href);
  const text = await stack.must("destroy");
  expect(text).toMatch(/warning: workload web01 .* is paired with a VEN and stays in the PCE/);
  expect(scene.workloads()).toMatchObject([
    { hostname: "web01", ven: {}, external_data_set: null, labels: [] },
  ]);
  expect(scene.labels()).toEqual({});
});

it("a workload that was written in part stays incomplete in the state, through refresh, until an update succeeds", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  stack.forget("web01");
  scene.pce.pairVen(scene.workloads()[0].href);
  stack.program = PROGRAM.replace("10.0.0.1", "10.0.0.2");
  const failed = await stack.run("up");
  expect(failed.code).not.toBe(0);
  expect(failed.text).toContain("reports interfaces itself");
  expect(stack.resource("web01").outputs.complete).toBe(false);
  await stack.must("refresh");
  expect((await stack.preview())["web01"]).toBe("update");
  stack.program = PROGRAM.replace(/interfaces:.*\n/, "");
  await stack.up();
  expect(stack.resource("web01").outputs.complete).toBe(true);
  await stack.up("--expect-no-changes");
});

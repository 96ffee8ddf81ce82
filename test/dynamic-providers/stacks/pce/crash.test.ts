import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

it("the next up takes a workload back without a duplicate when the provider died in its create", async () => {
  const program = `new UnmanagedWorkload("web01", { hostname: "web01" });`;
  const stack = await scene.stack(program);
  stack.death = "create";
  expect((await stack.run("up")).code).toBe(1);
  expect(scene.workloads()).toHaveLength(1);
  stack.death = undefined;
  await stack.up();
  expect(scene.workloads()).toHaveLength(1);
  await stack.up("--expect-no-changes", "--refresh");
});

it.each([
  `new Label("role", { key: "role", value: "web", adopt: true });`,
  `new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: "web" }, adopt: true });`,
])("destroy deletes no object of others when the run that adopted it was killed: %s", async (program) => {
  const { href } = await scene.someone.createLabel({ key: "role", value: "web" });
  await scene.someone.createWorkload({ hostname: "web01", labels: [{ href }] });
  const stack = await scene.stack(program);
  stack.death = "create";
  scene.newWrites();
  expect((await stack.run("up")).code).toBe(1);
  stack.death = undefined;
  await stack.must("destroy");
  await stack.up();
  await stack.must("destroy");
  expect(scene.newWrites()).toEqual([]);
  expect(scene.labels()).toEqual({ "role=web": href });
  expect(scene.workloads()).toMatchObject([{ hostname: "web01", labels: [href] }]);
});

import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

it("a stack takes over the objects that a removed stack retained, as the refusal says", async () => {
  const base = await scene.stack(
    `new Label("role", { key: "role", value: "web" }, { retainOnDelete: true });`,
  );
  await base.up();
  await base.must("destroy");
  const program = (more: string) => `new Label("web", { key: "role", value: "web", ${more} });`;
  const next = await scene.stack(program("adopt: true"), { name: "next" });
  const refused = await next.run("preview");
  expect(refused.code).not.toBe(0);
  const [written = ""] = /takeOverFrom: "[^"]+"/.exec(refused.text) ?? [];
  expect(written).toBe('takeOverFrom: "organization/shop/dev//role"');
  next.program = program(written);
  expect(await next.must("preview")).toContain("is taken over from 'organization/shop/dev//role'");
  await next.up();
  next.program = program("");
  await next.up("--expect-no-changes");
  await next.must("destroy");
  expect(scene.labels()).toEqual({});
});

it("the preview refuses a resource under a new name, and accepts it with the alias that it prints", async () => {
  const stack = await scene.stack(`new UnmanagedWorkload("web01", { hostname: "web01" });`);
  await stack.up();
  const renamed = (options: string) => `new UnmanagedWorkload("front", { hostname: "web01" }, {${options}});`;
  stack.program = renamed("");
  const refused = await stack.run("preview");
  expect(refused.code).not.toBe(0);
  const [alias = ""] = /aliases: \[[^\]]*\]/.exec(refused.text) ?? [];
  stack.program = renamed(alias);
  expect(await stack.preview()).toEqual({ front: "update" });
  await stack.up();
  expect(scene.workloads()).toMatchObject([
    { external_data_reference: expect.stringContaining("shop/dev//front#") },
  ]);
});

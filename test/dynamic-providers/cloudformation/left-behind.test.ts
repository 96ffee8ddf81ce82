import { ObjectScene } from "./object-scene";

let scene: ObjectScene;
beforeEach(async () => {
  scene = await ObjectScene.open();
});
afterEach(() => scene.close());

const leftTo = (id: string) =>
  expect.stringMatching(
    new RegExp(
      `is left to '[^']*/shop/${id}'; if its stack has no such resource any more, it stays in the PCE`,
    ),
  );

test("a label whose rename was never cleaned up is left behind by a destroy, with a warning", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  await stack.deploy({ New: scene.label("env", "prod") }, { fates: { 1: "unsent" } });
  expect([scene.labels(), scene.warnings]).toEqual([{ "env=prod": "shop/New < Old" }, []]);
  await stack.destroy();
  expect([scene.labels(), scene.warnings]).toEqual([{ "env=prod": "shop/Old" }, [leftTo("Old")]]);
});

test("a label whose taking over was done but never answered is left behind by a destroy, with a warning", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  expect(await stack.deploy({ New: scene.label("env", "prod") }, { fates: { 0: "lost" } })).toBeDefined();
  expect(scene.labels()).toEqual({ "env=prod": "shop/New < Old" });
  await stack.destroy();
  expect([scene.labels(), scene.warnings]).toEqual([{ "env=prod": "shop/New" }, [leftTo("New")]]);
});

test("a later change of the renamed label makes up for the clean-up, and a destroy leaves nothing", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  await stack.deploy({ New: scene.label("env", "prod") }, { fates: { 1: "unsent" } });
  await stack.deploy({ New: scene.label("env", "production") });
  await stack.destroy();
  expect([scene.labels(), scene.warnings]).toEqual([{}, []]);
});

test("a label that was left behind is taken again by any construct of a stack of the same name", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  await stack.deploy({ New: scene.label("env", "prod") }, { fates: { 1: "unsent" } });
  await stack.destroy();
  await stack.deploy({ Third: scene.label("env", "prod") });
  await stack.deploy({ Third: scene.label("env", "production") });
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

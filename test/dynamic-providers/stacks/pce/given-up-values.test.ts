import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

const label = (name: string, value: string, options = "") =>
  `new Label("${name}", { key: "env", value: "${value}" }${options});`;

it("a value passes from one label to a new one that depends on it, each keeps its own object, and the preview says so", async () => {
  const stack = await scene.stack(label("a", "x"));
  await stack.up();
  const { id } = stack.resource("a");
  stack.program = `const a = ${label("a", "y")} ${label("b", "x", ", { dependsOn: a }")}`;
  expect(await stack.preview()).toEqual({ a: "update", b: "create" });
  await stack.up();
  const taken = stack.resource("b").id;
  expect(taken).not.toBe(id);
  expect(scene.labels()).toEqual({ "env=y": id, "env=x": taken });
});

it("a new label without a dependency never takes the object of the one that gives its value up, and the next up makes it", async () => {
  const stack = await scene.stack(label("a", "x"));
  await stack.up();
  const { id } = stack.resource("a");
  stack.program = `${label("b", "x")} ${label("a", "y")}`;
  const { code, text } = await stack.run("up");
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/b: label env=x exists and belongs to 'organization\/shop\/dev\/\/a'/),
  ]);
  await stack.up();
  expect(scene.labels()).toEqual({ "env=y": id, "env=x": stack.resource("b").id });
});

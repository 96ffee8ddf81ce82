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

it("a create waits for the label that was declared before it and gives its value up, as the preview says", async () => {
  const stack = await scene.stack(label("a", "x") + label("c", "z"));
  await stack.up();
  const { id } = stack.resource("a");
  stack.program = label("a", "y") + label("b", "x") + label("c", "z2") + label("d", "z");
  expect(await stack.preview()).toEqual({ a: "update", b: "create", c: "update", d: "create" });
  await stack.up();
  expect(Object.keys(scene.labels()).sort()).toEqual(["env=x", "env=y", "env=z", "env=z2"]);
  expect(scene.labels()).toMatchObject({ "env=y": id, "env=x": stack.resource("b").id });
});

it("a create does not wait for a label whose rename failed, and is refused with both names", async () => {
  const stack = await scene.stack(label("a", "x") + label("c", "y"));
  await stack.up();
  stack.program = label("a", "y") + label("b", "x") + label("c", "y");
  const { code, text } = await stack.run("up");
  expect([code, text]).toEqual([1, expect.stringMatching(/a: [\s\S]*must be unique/i)]);
  expect(Object.keys(scene.labels()).sort()).toEqual(["env=x", "env=y"]);
});

it("a new label that is declared before the giver never takes the object of the one that gives its value up, and the next up makes it", async () => {
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

import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

/** `late(value)` is unknown in a preview that makes or changes the workload `source`. */
const late = (description: string) => `
  const source = new UnmanagedWorkload("source", { hostname: "source", description: "${description}" });
  const late = (value) => source.href.apply(() => value);
`;

it("another key of a label replaces in the preview as in up, although its value is unknown", async () => {
  const label = (key: string) => `new Label("role", { key: "${key}", value: late("web") });`;
  const stack = await scene.stack(late("a") + label("role"));
  await stack.up();
  const { id } = stack.resource("role");
  stack.program = late("b") + label("role");
  expect((await stack.preview())["role"]).toBe("update");
  stack.program = late("b") + label("app");
  expect((await stack.preview())["role"]).toBe("replace");
  await stack.up();
  expect(stack.resource("role").id).not.toBe(id);
});

it("a label counts in a preview that knows its key and value, although it does not know whether it is adopted", async () => {
  const program = (adopt: string) => `${late("a")}
    const role = new Label("role", { key: "role", value: "web", adopt: ${adopt} });
    new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: "web" } }, { dependsOn: [role] });`;
  const stack = await scene.stack(program("late(true)"));
  expect(await stack.must("preview")).not.toContain("role=web");
  await stack.up();
});

it("a hostname that somebody else's workload has fails a preview that does not know the name, as it fails up", async () => {
  await scene.someone.createWorkload({ hostname: "web01" });
  const stack = await scene.stack(
    `${late("a")} new UnmanagedWorkload("web01", { hostname: "web01", name: late("front") });`,
  );
  const message = /workload web01 .*exists/;
  expect(await stack.run("preview")).toMatchObject({ code: 1, text: expect.stringMatching(message) });
  expect(await stack.run("up")).toMatchObject({ code: 1, text: expect.stringMatching(message) });
});

it("a preview makes no claim which workload of a hostname is meant while it does not know the name", async () => {
  for (const name of ["front", "back"]) await scene.someone.createWorkload({ hostname: "web01", name });
  const stack = await scene.stack(
    `${late("a")} new UnmanagedWorkload("web01", { hostname: "web01", name: late("front"), adopt: true });`,
  );
  await stack.must("preview");
  await stack.up();
});

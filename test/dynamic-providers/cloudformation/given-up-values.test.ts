import { setTimeout } from "node:timers/promises";
import { readEvent } from "../../../dynamic-providers/cloudformation/event";
import { LABEL_KIND } from "../../../dynamic-providers/cloudformation/pce/label-kind";
import { ObjectLife } from "../../../dynamic-providers/cloudformation/pce/object-life";
import { labelProvider } from "../../../dynamic-providers/pce/label/label.provider";
import { onePce } from "../../../dynamic-providers/pce/system/pce-systems";
import { ObjectScene } from "./object-scene";

let scene: ObjectScene;
beforeEach(async () => {
  scene = await ObjectScene.open();
});
afterEach(() => scene.close());

const label = (value: string) => scene.label("env", value);
/** A workload of somebody else that carries the label of a construct. */
const carry = async (href: string) => {
  const { href: carrier } = await scene.someone.createWorkload({
    hostname: `of ${href}`,
    labels: [{ href }],
  });
  return async () => {
    const [carried] = (await scene.someone.getWorkload(carrier))!.labels!;
    return (await scene.someone.getLabel(carried!.href))!.value;
  };
};

describe.each([true, false])("a rollback that restores ids: %s", (restoresIds) => {
  test.each(["the taker", "the giver"])(
    "a value passes from one label to a new one, each has what it declares, and a rollback undoes it: %s first",
    async (first) => {
      const stack = scene.stack();
      await stack.deploy({ A: label("x") });
      const after =
        first === "the taker" ? { B: label("x"), A: label("y") } : { A: label("y"), B: label("x") };
      for (const failsAfter of [1, 2]) {
        expect(await stack.deploy(after, { failsAfter, restoresIds })).toMatch(/another resource/);
        expect([scene.labels(), Object.keys(stack.physicalIds)]).toEqual([{ "env=x": "shop/A" }, ["A"]]);
      }
      expect(await stack.deploy(after)).toBeUndefined();
      expect([scene.labels(), stack.ignored]).toEqual([{ "env=x": "shop/B", "env=y": "shop/A" }, []]);
      for (const id of ["A", "B"])
        expect(await scene.someone.getLabel(stack.attributes[id]!["href"]!)).toMatchObject({
          value: stack.attributes[id]!["value"],
        });
      await stack.destroy();
      expect(scene.labels()).toEqual({});
    },
  );

  test("two labels that are not in use exchange their values with their objects, and a rollback undoes it", async () => {
    const stack = scene.stack();
    await stack.deploy({ A: label("x"), B: label("y") });
    const [a, b] = ["A", "B"].map((id) => stack.attributes[id]!["href"]);
    for (const failsAfter of [1, 2]) {
      await stack.deploy({ A: label("y"), B: label("x") }, { failsAfter, restoresIds });
      expect(scene.labels()).toEqual({ "env=x": "shop/A", "env=y": "shop/B" });
    }
    expect(await stack.deploy({ A: label("y"), B: label("x") })).toBeUndefined();
    expect(scene.labels()).toEqual({ "env=x": "shop/B", "env=y": "shop/A" });
    expect(["A", "B"].map((id) => stack.attributes[id]!["href"])).toEqual([b, a]);
    await stack.destroy();
    expect(scene.labels()).toEqual({});
  });

  test("two labels in use exchange their values and keep their objects, and a rollback undoes it", async () => {
    const stack = scene.stack();
    await stack.deploy({ A: label("x"), B: label("y") });
    const hrefs = () => ["A", "B"].map((id) => stack.attributes[id]!["href"]!);
    const before = hrefs();
    const [ofA, ofB] = [await carry(before[0]!), await carry(before[1]!)];
    for (const failsAfter of [1, 2]) {
      await stack.deploy({ A: label("y"), B: label("x") }, { failsAfter, restoresIds });
      expect([scene.labels(), await ofA(), await ofB(), hrefs()]).toEqual([
        { "env=x": "shop/A", "env=y": "shop/B" },
        "x",
        "y",
        before,
      ]);
    }
    expect(await stack.deploy({ A: label("y"), B: label("x") })).toBeUndefined();
    expect([scene.labels(), await ofA(), await ofB(), hrefs()]).toEqual([
      { "env=x": "shop/B", "env=y": "shop/A" },
      "y",
      "x",
      before,
    ]);
  });

  test("a label in use whose former value was taken by a new one has it again after a rollback", async () => {
    const stack = scene.stack();
    await stack.deploy({ A: label("x") });
    const ofA = await carry(stack.attributes["A"]!["href"]!);
    await stack.deploy({ A: label("y"), B: label("x") }, { failsAfter: 2, restoresIds });
    expect([scene.labels(), await ofA(), stack.ignored]).toEqual([{ "env=x": "shop/A" }, "x", []]);
  });
});

test("a label takes the value of one that leaves the stack", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: label("x"), B: label("y") });
  expect(await stack.deploy({ A: label("y") })).toBeUndefined();
  expect([scene.labels(), stack.ignored]).toEqual([{ "env=y": "shop/A" }, []]);
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a create waits once for another label of the stack that is about to give the value up", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: label("x") });
  const { href } = stack.attributes["A"]!;
  scene.onPause = async () => void (await scene.someone.updateLabel(href!, { value: "y" }));
  expect(await stack.deploy({ B: label("x"), A: label("y") })).toBeUndefined();
  expect(scene.labels()).toEqual({ "env=x": "shop/B", "env=y": "shop/A" });
  expect(stack.attributes["A"]!["href"]).toBe(href);
});

test("a value that a label of another stack has is refused by the PCE, and nothing changes", async () => {
  const [one, other] = [scene.stack("one"), scene.stack("other")];
  await one.deploy({ A: label("x") });
  await other.deploy({ B: label("y") });
  expect(await other.deploy({ B: label("x") })).toMatch(/must be unique/i);
  expect(scene.labels()).toEqual({ "env=x": "one/A", "env=y": "other/B" });
});

test("a label that is renamed at the very moment it is taken over is given back, and the create begins again", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: label("x") });
  const href = stack.attributes["A"]!["href"]!;
  let renames = 1;
  const provider: typeof labelProvider = {
    ...labelProvider,
    create: async (...args) => {
      const created = await labelProvider.create(...args);
      if (renames-- > 0) await scene.someone.updateLabel(href, { value: "y" });
      return created;
    },
  };
  const { type, properties } = label("x");
  const event = readEvent({
    RequestType: "Create",
    RequestId: "request",
    StackId: "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/11111111-2222-3333",
    LogicalResourceId: "B",
    ResourceType: type,
    ResourceProperties: properties,
  });
  const systems = onePce(scene.pce, {
    separately: { incarnation: "0a1b2c3d" },
    quietInMilliseconds: 1,
    pause: () => setTimeout(1),
  });
  const notes = { warn: () => undefined, say: () => undefined };
  try {
    await new ObjectLife({ ...LABEL_KIND, provider }, event, systems, notes).handle();
  } finally {
    await systems.close();
  }
  expect(scene.labels()).toEqual({ "env=x": "shop/B", "env=y": "shop/A" });
});

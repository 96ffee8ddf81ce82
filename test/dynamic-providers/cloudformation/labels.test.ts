import { ObjectScene } from "./object-scene";

let scene: ObjectScene;
beforeEach(async () => {
  scene = await ObjectScene.open();
});
afterEach(() => scene.close());

test("a label is made, renamed in place, and deleted with its stack", async () => {
  const stack = scene.stack();
  expect(await stack.deploy({ A: scene.label("env", "prod") })).toBeUndefined();
  expect(scene.labels()).toEqual({ "env=prod": "shop/A" });
  const { A } = stack.physicalIds;
  expect(A).toMatch(
    new RegExp(`^https://${scene.pce.host}:${scene.pce.port}/orgs/1/labels/\\d+#[0-9a-f]{8}$`),
  );
  expect(stack.attributes["A"]).toEqual({
    href: expect.stringMatching(/^\/orgs\/1\/labels\/\d+$/),
    key: "env",
    value: "prod",
  });
  expect(await stack.deploy({ A: scene.label("env", "production") })).toBeUndefined();
  expect(scene.labels()).toEqual({ "env=production": "shop/A" });
  expect(stack.physicalIds["A"]).toBe(A);
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a construct that was renamed keeps its label, whose mark names the new one once the old one is deleted", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  const { Old } = stack.physicalIds;
  expect(await stack.deploy({ New: scene.label("env", "prod") })).toBeUndefined();
  expect(stack.sent.slice(1)).toEqual(["Create New", "Delete Old"]);
  expect(stack.physicalIds).toEqual({ New: Old });
  expect(scene.labels()).toEqual({ "env=prod": "shop/New" });
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a rename that is rolled back gives the label back to the old construct", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  const ids = stack.physicalIds;
  expect(await stack.deploy({ New: scene.label("env", "prod") }, { failsAfter: 1 })).toMatch(
    /another resource/,
  );
  expect(stack.sent.slice(1)).toEqual(["Create New", "Delete New"]);
  expect(scene.labels()).toEqual({ "env=prod": "shop/Old" });
  expect(stack.physicalIds).toEqual(ids);
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("while a rename is under way the mark names both constructs", async () => {
  const stack = scene.stack();
  await stack.deploy({ Old: scene.label("env", "prod") });
  await stack.deploy({ New: scene.label("env", "prod") }, { fates: { 1: "unsent" } });
  expect(scene.labels()).toEqual({ "env=prod": "shop/New < Old" });
  await stack.deploy({ New: scene.label("env", "production") });
  expect(scene.labels()).toEqual({ "env=production": "shop/New" });
});

test("a change of the key makes the new label before it deletes the old one", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: scene.label("env", "prod") });
  expect(await stack.deploy({ A: scene.label("app", "prod") })).toBeUndefined();
  expect(stack.sent.slice(1)).toEqual(["Update A", "Delete A"]);
  expect(scene.labels()).toEqual({ "app=prod": "shop/A" });
});

test.each([true, false])(
  "a change of the key that is rolled back leaves the old label (ids restored: %s)",
  async (restoresIds) => {
    const stack = scene.stack();
    await stack.deploy({ A: scene.label("env", "prod") });
    await stack.deploy({ A: scene.label("app", "prod") }, { failsAfter: 1, restoresIds });
    expect(scene.labels()).toEqual({ "env=prod": "shop/A" });
    await stack.destroy();
    expect(scene.labels()).toEqual({});
  },
);

test.each([true, false])(
  "two constructs that exchange keys exchange their labels, and a rollback undoes it (ids restored: %s)",
  async (restoresIds) => {
    const stack = scene.stack();
    const before = { A: scene.label("env", "x"), B: scene.label("app", "x") };
    const after = { A: scene.label("app", "x"), B: scene.label("env", "x") };
    await stack.deploy(before);
    for (const failsAfter of [1, 2]) {
      await stack.deploy(after, { failsAfter, restoresIds });
      expect(scene.labels()).toEqual({ "env=x": "shop/A", "app=x": "shop/B" });
    }
    expect(await stack.deploy(after)).toBeUndefined();
    expect(scene.labels()).toEqual({ "env=x": "shop/B", "app=x": "shop/A" });
    await stack.destroy();
    expect(scene.labels()).toEqual({});
  },
);

test("a label that was exchanged is taken back by the construct whose own update fails", async () => {
  const stack = scene.stack();
  const before = { A: scene.label("env", "x"), B: scene.label("app", "x") };
  await stack.deploy(before);
  const after = { A: scene.label("app", "x"), B: scene.label("env", "x") };
  expect(await stack.deploy(after, { fates: { 1: "unsent" } })).toMatch(/throttled/);
  expect([scene.labels(), scene.warnings]).toEqual([{ "env=x": "shop/A", "app=x": "shop/B" }, []]);
  expect(await stack.deploy({ ...before, B: scene.label("app", "y") })).toBeUndefined();
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a Delete that is left over from an earlier time changes nothing", async () => {
  const stack = scene.stack();
  const declared = scene.label("env", "prod");
  await stack.deploy({ Old: declared });
  const left = stack.physicalIds["Old"]!.replace(/#.*/, "#00000000");
  const late = (id: string) => stack.send("Delete", id, declared, left);
  await late("Old");
  await stack.deploy({ New: declared }, { fates: { 1: "unsent" } });
  for (const id of ["Old", "New", "Other"]) await late(id);
  expect(scene.labels()).toEqual({ "env=prod": "shop/New < Old" });
});

test("a Delete of an id that was never given succeeds without a call, and one of another PCE fails", async () => {
  const stack = scene.stack();
  const declared = scene.label("env", "prod");
  await stack.deploy({ A: declared });
  const calls = scene.pce.requests.length;
  for (const id of ["shop-A-1A2B3C4D5E6F", "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED"])
    await stack.send("Delete", "A", declared, id);
  const elsewhere = stack.physicalIds["A"]!.replace(/:\d+\//, ":1/");
  await expect(stack.send("Delete", "A", declared, elsewhere)).rejects.toThrow(
    /^Label 123456789012\/us-east-1\/shop\/A: is https:.*:1\/orgs.*, but its properties name the PCE .* Nothing was deleted/,
  );
  expect(scene.pce.requests).toHaveLength(calls);
});

test("a label that another stack declares is refused, and stays that stack's", async () => {
  const [one, other] = [scene.stack("one"), scene.stack("other")];
  await one.deploy({ A: scene.label("env", "prod") });
  expect(await other.deploy({ A: scene.label("env", "prod") })).toMatch(
    /label env=prod exists and belongs to '123456789012\/us-east-1\/one\/A'.*Declare it in one place only/,
  );
  await other.destroy();
  expect(scene.labels()).toEqual({ "env=prod": "one/A" });
});

test("a label that somebody else made is refused without adopt, and with it is used and left in place", async () => {
  await scene.someone.createLabel({
    key: "env",
    value: "prod",
    external_data_set: "cmdb",
    external_data_reference: "7",
  });
  const stack = scene.stack();
  expect(await stack.deploy({ A: scene.label("env", "prod") })).toMatch(/Set adopt: true/);
  expect(await stack.deploy({ A: scene.label("env", "prod", { adopt: true }) })).toBeUndefined();
  expect(stack.physicalIds["A"]).toMatch(/#adopted$/);
  expect(await stack.deploy({ B: scene.label("env", "prod", { adopt: true }) })).toBeUndefined();
  await stack.destroy();
  expect(scene.labels()).toEqual({ "env=prod": "7" });
});

test("a request that is repeated changes nothing", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: scene.label("env", "prod") }, { fates: { 0: "again" } });
  await stack.deploy({ B: scene.label("env", "prod") }, { fates: { 0: "again", 1: "again" } });
  expect(scene.labels()).toEqual({ "env=prod": "shop/B" });
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a label whose create answered too late is taken by the next deployment", async () => {
  const stack = scene.stack();
  expect(await stack.deploy({ A: scene.label("env", "prod") }, { fates: { 0: "lost" } })).toMatch(
    /timed out/,
  );
  expect(await stack.deploy({ A: scene.label("env", "prod") })).toBeUndefined();
  await stack.destroy();
  expect(scene.labels()).toEqual({});
});

test("a label that somebody deleted is made again by the next change", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: scene.label("env", "prod") });
  await scene.someone.deleteLabel(stack.attributes["A"]!["href"]!);
  expect(await stack.deploy({ A: scene.label("env", "production") })).toBeUndefined();
  expect(scene.labels()).toEqual({ "env=production": "shop/A" });
});

test("a label that lost its mark is neither changed nor deleted, and does not block a rollback or the stack", async () => {
  const stack = scene.stack();
  await stack.deploy({ A: scene.label("env", "prod") });
  const { href } = stack.attributes["A"]!;
  await scene.someone.updateLabel(href!, { external_data_set: "cmdb", external_data_reference: "7" });
  expect(await stack.deploy({ A: scene.label("env", "production") })).toMatch(
    /no longer ours.*deploy the stack once without the construct.*declare it with adopt: true/,
  );
  await stack.destroy();
  expect(scene.labels()).toEqual({ "env=prod": "7" });
  expect(scene.warnings.at(-1)).toMatch(/stays in the PCE/);
});

test("a declaration for another PCE makes the label there and deletes it here", async () => {
  const other = await scene.otherPce();
  const stack = scene.stack();
  await stack.deploy({ A: scene.label("env", "prod") });
  const { type, properties } = scene.label("env", "prod");
  const { schemaVersion: _, pce: __, ...own } = properties;
  expect(await stack.deploy({ A: scene.resource(type, own, other) })).toBeUndefined();
  expect([scene.labels(), scene.labels(other)]).toEqual([{}, { "env=prod": "shop/A" }]);
});

test("properties that are wrong are all named, and nothing is written", async () => {
  const stack = scene.stack();
  const { type, properties } = scene.label("", "prod", { colour: "red", adopt: "perhaps" });
  expect(await stack.deploy({ A: { type, properties } })).toMatch(
    /^properties of Label 123456789012\/us-east-1\/shop\/A: 3 problems\n {2}key: must not be empty.*\n {2}colour: unknown property.*\n {2}adopt: must be true or false/,
  );
  const { pce, ...rest } = properties as { pce: object };
  const bad = { ...rest, schemaVersion: 2, pce: { ...pce, port: "https", secretArn: "arn:x" } };
  expect(await stack.deploy({ A: { type, properties: bad } })).toMatch(
    /3 problems\n {2}schemaVersion: is 2.*\n {2}pce.port: must be .*\n {2}pce.secretArn: must look like/,
  );
  expect(scene.labels()).toEqual({});
});

const PULUMI = "acme/shop/prod/pkg:index:Web$illumio-iac:Label/env";

describe.each([true, false])("a rollback that restores ids: %s", (restoresIds) => {
  test("a label that was taken over from elsewhere goes back in a rollback, with its whole mark", async () => {
    const mark = { external_data_set: "illumio-iac", external_data_reference: `${PULUMI}#0a1b2c3d` };
    const { href } = await scene.someone.createLabel({ key: "env", value: "prod", ...mark });
    const stack = scene.stack();
    const taking = { A: scene.label("env", "prod", { takeOverFrom: PULUMI }) };
    await stack.deploy(taking, { failsAfter: 1, restoresIds });
    expect(scene.pce.store.table("labels").live()).toContainEqual(expect.objectContaining({ href, ...mark }));
    expect(await stack.deploy(taking)).toBeUndefined();
    expect(scene.labels()).toEqual({ "env=prod": `shop/A < ${PULUMI}` });
    expect(await stack.deploy({ A: scene.label("env", "production") })).toBeUndefined();
    expect(scene.labels()).toEqual({ "env=production": "shop/A" });
    await stack.destroy();
    expect(scene.labels()).toEqual({});
  });

  test("a label of another stack that is taken over stays with the former one after a rollback", async () => {
    const [one, other] = [scene.stack("one"), scene.stack("other")];
    await one.deploy({ A: scene.label("env", "prod") });
    const taking = { B: scene.label("env", "prod", { takeOverFrom: "123456789012/us-east-1/one/A" }) };
    await other.deploy(taking, { failsAfter: 1, restoresIds });
    expect(scene.labels()).toEqual({ "env=prod": "one/A" });
    await other.deploy(taking);
    expect(await one.deploy({ A: scene.label("env", "test") })).toMatch(/is no longer ours/);
    await one.destroy();
    expect([scene.labels(), one.ignored]).toEqual([{ "env=prod": "other/B" }, []]);
    await other.destroy();
    expect(scene.labels()).toEqual({});
  });

  test("a label that takeOverFrom names in the same stack is handed over, and stays after a rollback", async () => {
    const stack = scene.stack();
    await stack.deploy({ A: scene.label("env", "prod") });
    const taking = { B: scene.label("env", "prod", { takeOverFrom: "123456789012/us-east-1/shop/A" }) };
    await stack.deploy(taking, { failsAfter: 1, restoresIds });
    expect(scene.labels()).toEqual({ "env=prod": "shop/A" });
    expect(await stack.deploy(taking)).toBeUndefined();
    expect(scene.labels()).toEqual({ "env=prod": "shop/B" });
    await stack.destroy();
    expect(scene.labels()).toEqual({});
  });
});

test("a take-over from an owner whose name leaves no room in the mark says that a rollback deletes the label", async () => {
  const owner = `acme/shop/prod//${"w".repeat(220)}`;
  await scene.someone.createLabel({
    key: "env",
    value: "prod",
    external_data_set: "illumio-iac",
    external_data_reference: `${owner}#0a1b2c3d`,
  });
  const stack = scene.stack();
  expect(await stack.deploy({ A: scene.label("env", "prod", { takeOverFrom: owner }) })).toBeUndefined();
  expect(scene.labels()).toEqual({ "env=prod": "shop/A" });
  expect(scene.warnings).toContainEqual(
    expect.stringMatching(/no room for the former owner.*a rollback of this deployment deletes it/),
  );
});

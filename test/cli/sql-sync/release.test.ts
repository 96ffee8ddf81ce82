import { SharedAzure, SqlSyncScene, SUBJECT } from "./sql-sync-scene";

jest.mock("node:timers/promises", () => require("../../support/short-pauses"));

jest.setTimeout(180_000);

let azure: SharedAzure;
beforeAll(async () => {
  azure = await SharedAzure.start();
});
afterAll(() => azure.close());

let scene: SqlSyncScene;
beforeEach(async () => {
  scene = await SqlSyncScene.open(azure);
  await scene.put("office", "20.99.0.1");
  await scene.run("claim");
  await scene.run("--apply");
});
afterEach(() => scene.close());

const OFFICE = { office: "20.99.0.1-20.99.0.1" };

test("release lists the rules and the marker of a firewall, and removes them with --apply, without the PCE", async () => {
  await scene.gate.shut();
  const before = scene.sql.names();
  const [marker] = scene.markers();
  const listed = await scene.run("release", "orders-db");
  expect(listed).toEqual({
    code: 0,
    out:
      "orders-db on server orders: 1 rule and 1 marker to remove\n" +
      `  - 20.50.1.7  ${SUBJECT}.20.50.1.7-20.50.1.7\n  - marker  ${marker}\n`,
    err: "nothing was removed; --apply does that\n",
  });
  expect(scene.sql.names()).toEqual(before);
  const released = await scene.run("release", "orders-db", "--apply");
  expect([released.code, released.err]).toEqual([
    0,
    "orders-db on server orders: 1 rule and 1 marker removed\n",
  ]);
  expect([scene.rules(), scene.markers()]).toEqual([OFFICE, []]);
  expect((await scene.run("release", "orders-db", "--apply")).err).toContain("0 rules and 0 markers removed");
  await scene.gate.open();
  expect((await scene.run("--apply")).err).toContain("is not claimed in server orders");
});

test("a file that was edited since its claim releases what the claim holds", async () => {
  scene.declare("    maxRules: 20\n");
  expect((await scene.run("release", "orders-db", "--apply")).code).toBe(0);
  expect([scene.rules(), scene.markers()]).toEqual([OFFICE, []]);
});

test.each([
  ["another owner", "a declaration of another owner is in force", /rev\.\w{6}/, "rev.zzzzzz"],
  ["a program", "a program deployed the declaration in force", /$/, ".0a1b2c3d"],
])("what %s has in force is not removed", async (_whose, words, part, other) => {
  const [marker] = scene.markers();
  const named = marker!.replace(part, other);
  await scene.sql.cloud.resources.delete(`${scene.sql.serverId}/firewallRules/${marker}`);
  await scene.put(named, "192.0.2.1");
  const before = scene.sql.names();
  const { code, out, err } = await scene.run("release", "orders-db", "--apply");
  expect([code, err]).toEqual([1, expect.stringContaining(`nothing was removed: ${words} (${named})`)]);
  expect(out).toContain(`refused: ${words}`);
  expect(scene.sql.names()).toEqual(before);
});

test("a name that is not in the file is refused with those that are", async () => {
  const { code, err } = await scene.run("release", "orders");
  expect([code, err]).toEqual([1, expect.stringContaining("has no firewall 'orders'; it has orders-db")]);
  const json = await scene.run("release", "orders-db", "--json");
  expect(json.err).toBe("error: --json: has no effect on sql-sync release; leave it out\n");
});

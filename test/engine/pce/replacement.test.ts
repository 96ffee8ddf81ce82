import { EngineScene } from "./engine-scene";

jest.setTimeout(120_000);

let scene: EngineScene;
beforeEach(async () => {
  scene = await EngineScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: role.value } });
`;

it("replaces a label in use whose key changes: the new one first, then the workload, the old one last", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.newWrites();
  stack.program = PROGRAM.replace('key: "role"', 'key: "app"').replace("labels: { role:", "labels: { app:");
  expect(await stack.preview()).toMatchObject({ web01: "update" });
  await stack.up();
  expect(scene.newWrites()).toEqual(["POST labels", "PUT workloads/bulk_update", "DELETE labels/1"]);
  expect(scene.labels()).toEqual({ "app=web": "/orgs/1/labels/2" });
  expect(scene.workloads()).toMatchObject([{ labels: ["/orgs/1/labels/2"] }]);
  await stack.up("--expect-no-changes");
});

describe("a replacement that is asked for, in a run where another resource fails", () => {
  const failing = `${PROGRAM} new UnmanagedWorkload("bad", { name: "bad", labels: { app: "missing" } });`;

  it.each(["role", "web01"])(
    "of %s leaves the live object alone when the next run finishes it",
    async (name) => {
      const stack = await scene.stack(PROGRAM);
      await stack.up();
      const before = await stack.resource(name);
      stack.program = failing;
      const bad = "urn:pulumi:dev::shop::**::bad";
      const run = await stack.run(
        "up",
        "--yes",
        "--skip-preview",
        "--target-replace",
        before.urn,
        "--target",
        bad,
      );
      expect(run.code).not.toBe(0);
      expect(run.text).toContain("app=missing does not exist");
      const states = (await stack.resources()).filter(({ urn }) => urn === before.urn);
      expect(states.map((state) => state.delete === true)).toContain(true);

      stack.program = PROGRAM;
      await stack.up();
      const after = await stack.resource(name);
      expect(after.id).toBe(before.id);
      expect(after.outputs.ownership.incarnation).not.toBe(before.outputs.ownership.incarnation);
      expect(scene.labels()).toEqual({ "role=web": "/orgs/1/labels/1" });
      expect(scene.workloads()).toMatchObject([{ hostname: "web01", labels: ["/orgs/1/labels/1"] }]);

      await stack.must("destroy", "--yes", "--skip-preview");
      expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
    },
  );
});

it("writes the new name of an aliased resource into the PCE, in place", async () => {
  const stack = await scene.stack(PROGRAM);
  await stack.up();
  scene.newWrites();
  stack.program = PROGRAM.replace(
    `"role", { key: "role", value: "web" }`,
    `"tier", { key: "role", value: "web" }, { aliases: [{ name: "role" }] }`,
  ).replace(
    `"web01", { hostname: "web01", labels: { role: role.value } }`,
    `"front", { hostname: "web01", labels: { role: role.value } }, { aliases: [{ name: "web01" }] }`,
  );
  expect(await stack.preview()).toEqual({ tier: "update", front: "update" });
  await stack.up();
  expect(scene.newWrites()).toEqual(["PUT labels/1", "PUT workloads/bulk_update"]);
  expect(scene.workloads()[0].external_data_reference).toMatch(
    /^organization\/shop\/dev\/\/front#[0-9a-f]{8}$/,
  );
  await stack.up("--expect-no-changes");
  await stack.must("destroy", "--yes", "--skip-preview");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it("tells apart same names under different parents and owners", async () => {
  const stack = await scene.stack(`
    class Tier extends pulumi.ComponentResource {
      constructor(name, value) {
        super("acme:net:Tier", name, {});
        new Label("role", { key: "role", value }, { parent: this });
      }
    }
    new Tier("front", "web");
    new Label("role", { key: "app", value: "shop" });
  `);
  await stack.must("config", "set", "illumio:owner", "acme");
  await stack.up();
  const references = (await stack.resources()).map(({ outputs }) => outputs.ownership.reference);
  expect(references.sort()).toEqual(["acme/shop/dev//role", "acme/shop/dev/acme:net:Tier/role"]);
  await stack.up("--expect-no-changes");
});

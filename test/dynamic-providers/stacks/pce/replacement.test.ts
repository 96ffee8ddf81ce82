import { StackScene } from "../stack-scene";

let scene: StackScene;
beforeEach(async () => {
  scene = await StackScene.open();
});
afterEach(() => scene.close());

const PROGRAM = `
  const role = new Label("role", { key: "role", value: "web" });
  new UnmanagedWorkload("web01", { hostname: "web01", labels: { role: role.value } });
`;

it("up writes the new name of an aliased resource into the PCE, in place", async () => {
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
  await stack.must("destroy");
  expect([scene.labels(), scene.workloads()]).toEqual([{}, []]);
});

it("resources of one name are told apart when their parents or owners differ", async () => {
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
  stack.config = { "illumio:owner": "acme" };
  await stack.up();
  const references = stack.resources().map(({ outputs }) => outputs.ownership.reference);
  expect(references.sort()).toEqual(["acme/shop/dev//role", "acme/shop/dev/acme:net:Tier/role"]);
  await stack.up("--expect-no-changes");
});

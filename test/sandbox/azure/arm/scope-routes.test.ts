import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { type ComputeScene, computeScene, READER } from "../support/compute-scene";

let scene: ComputeScene;
beforeAll(async () => {
  scene = await computeScene();
});
afterAll(() => scene.close());

describe("tags of a resource", () => {
  let id: string;
  let count = 0;
  const path = () => `${id}/providers/Microsoft.Resources/tags/default`;
  const call = async (method: string, operation?: string, tags?: object) => {
    const { body } = await scene.arm.call(method, path(), { operation, properties: { tags } }, "2021-04-01");
    return body?.properties.tags;
  };
  beforeEach(async () => {
    count += 1;
    id = await placeVm(scene.cloud, {
      name: `tagged-${count}`,
      resourceGroup: "rg",
      tags: { App: "shop", env: "test" },
    });
  });

  test("are merged, replaced and deleted alone, their names in any casing", async () => {
    expect(await call("PATCH", "Merge", { app: "till", role: "web" })).toEqual({
      App: "till",
      env: "test",
      role: "web",
    });
    expect(await call("PATCH", "Delete", { ENV: "test", role: "db" })).toEqual({ App: "till", role: "web" });
    expect(await call("GET")).toEqual({ App: "till", role: "web" });
    expect((await scene.arm.call("GET", id)).body.tags).toEqual({ App: "till", role: "web" });
    expect(await call("PATCH", "Replace", { one: "1" })).toEqual({ one: "1" });
    await call("DELETE");
    expect(await call("GET")).toEqual({});
    expect(await scene.arm.refusal("PATCH", path(), { operation: "Add" }, "2021-04-01")).toMatch(
      /^400 .*'Add'/,
    );
  });

  test("of one name in two casings are refused, and so is a reader who writes them", async () => {
    const twice = { operation: "Replace", properties: { tags: { app: "1", APP: "2" } } };
    expect(await scene.arm.refusal("PATCH", path(), twice, "2021-04-01")).toMatch(
      /^400 InvalidTagNames: .*'app'/,
    );
    const own = scene.arm.token;
    const reader = await scene.principal("reader", READER, scene.arm.subscription);
    scene.arm.token = scene.cloud.access.issue(reader, "https://management.azure.com/").token;
    const read = await scene.arm.call("GET", path(), undefined, "2021-04-01");
    const refusal = await scene.arm.refusal("PUT", path(), { properties: { tags: {} } }, "2021-04-01");
    scene.arm.token = own;
    expect(read.status).toBe(200);
    expect(refusal).toMatch(/^403 AuthorizationFailed: .*'Microsoft.Resources\/tags\/write'/);
  });
});

test("a machine that moves keeps its id of the system, its commands and its interface", async () => {
  const { arm, cloud } = scene;
  await arm.group("target");
  const id = await placeVm(cloud, { name: "mover", resourceGroup: "rg", hasPublicAddress: true });
  const { vmId } = (await arm.call("GET", id)).body.properties;
  await arm.put(`${id}/runCommands/first`, {
    location: "westeurope",
    properties: { source: { script: "echo kept > /opt/kept" } },
  });
  const nic = arm.id("Microsoft.Network/networkInterfaces/mover-nic");
  const body = { resources: [id, nic], targetResourceGroup: `${arm.subscription}/resourceGroups/target` };
  const from = `${arm.subscription}/resourceGroups/rg/moveResources`;
  expect((await arm.call("POST", from, body, "2021-04-01")).status).toBe(202);

  expect((await arm.call("GET", id)).status).toBe(404);
  const moved = id.replace("resourceGroups/rg", "resourceGroups/target");
  const { properties } = (await arm.call("GET", moved)).body;
  expect(properties.vmId).toBe(vmId);
  expect(properties.networkProfile.networkInterfaces[0].id.toLowerCase()).toBe(
    nic.replace("/rg/", "/target/").toLowerCase(),
  );
  const address = await arm.call("GET", arm.id("Microsoft.Network/publicIPAddresses/mover-ip"));
  expect(address.body.properties.ipConfiguration.id.toLowerCase()).toContain("/target/");
  await arm.put(`${moved}/runCommands/second`, {
    location: "westeurope",
    properties: { source: { script: "cat /opt/kept" } },
  });
  await cloud.clock.advance(0);
  const view = (name: string) => arm.call("GET", `${moved}/runCommands/${name}?$expand=instanceView`);
  expect((await view("first")).body.properties.instanceView).toMatchObject({ exitCode: 0 });
  expect((await view("second")).body.properties.instanceView).toMatchObject({ output: "kept\n" });

  expect(await arm.refusal("POST", from, body, "2021-04-01")).toMatch(/^404 ResourceNotFound/);
  const back = {
    ...body,
    resources: [moved],
    targetResourceGroup: `${arm.subscription}/resourceGroups/nowhere`,
  };
  expect(await arm.refusal("POST", from.replace("/rg/", "/target/"), back, "2021-04-01")).toMatch(
    /^404 ResourceGroupNotFound/,
  );
  expect(await arm.refusal("POST", from, {}, "2021-04-01")).toMatch(/^400 InvalidRequestContent/);
});

import {
  AzureInventory,
  type AzureInventoryOptions,
} from "../../../../reconcilers/onboarding/azure/azure-inventory";
import { ArmServer } from "../../../clients/azure/arm-server";
import { OTHER_SUBSCRIPTION, READER } from "../../../sandbox/azure/support/compute-scene";
import { type AzureScene, azureScene } from "./azure-scene";

let scene: AzureScene;
beforeEach(async () => {
  scene = await azureScene();
});
afterEach(() => scene.close());

const inventory = (options: AzureInventoryOptions = {}, principalId?: string) => {
  const { graph, machines } = scene.clients(principalId);
  return new AzureInventory(graph, machines, options);
};
const read = async (options?: AzureInventoryOptions) => (await inventory(options).read()).vms;
const scope = (subscriptionId: string) => `/subscriptions/${subscriptionId}`;

test("a machine comes with its addresses, tags and state, whatever casing Resource Graph writes ids in", async () => {
  scene.cloud.resourceGraph.idsInOtherCasing = true;
  const id = await scene.place("web-1", {
    computerName: "web1",
    tags: { App: "shop", env: "prod" },
    addresses: ["10.1.0.5", "10.1.0.6"],
    hasPublicAddress: true,
  });
  const [vm, ...others] = await read();
  expect(others).toEqual([]);
  expect(vm).toEqual({
    vmId: scene.vmIdOf(id).toLowerCase(),
    resourceId: expect.stringMatching(new RegExp(`^${id}$`, "i")),
    subscriptionId: scene.cloud.subscriptionId,
    resourceGroup: expect.stringMatching(/^shop$/i),
    name: "web-1",
    computerName: "web1",
    location: "westeurope",
    os: "linux",
    architecture: "x64",
    tags: { App: "shop", env: "prod" },
    privateAddresses: ["10.1.0.5", "10.1.0.6"],
    publicAddresses: [expect.stringMatching(/^198\.18\./)],
    provisioningState: "Succeeded",
    powerState: "running",
    agentReady: undefined,
    agentVersion: undefined,
    uniformScaleSet: undefined,
  });
});

test("machines of one name, of a specialised disk and with an ARM processor are told apart", async () => {
  await scene.place("web-1", { addresses: ["10.1.0.5"] });
  await scene.place("web-1", { resourceGroup: "Other", addresses: ["10.2.0.5"] });
  const disk = await scene.place("db_1", { isSpecialised: true, os: "Windows" });
  await scene.cloud.machines.of(scene.cloud.resources.get(disk)!).turn("deallocated");
  await scene.place("arm", { vmSize: "Standard_D2ps_v5", architecture: "Arm64" });
  const vms = await read();
  expect(
    vms
      .filter(({ name }) => name === "web-1")
      .map(({ resourceGroup, privateAddresses }) => [resourceGroup.toLowerCase(), ...privateAddresses]),
  ).toEqual([
    ["other", "10.2.0.5"],
    ["shop", "10.1.0.5"],
  ]);
  expect(vms.find(({ name }) => name === "db_1")).toMatchObject({
    computerName: undefined,
    os: "windows",
    powerState: "deallocated",
    publicAddresses: [],
    tags: {},
  });
  expect(vms.find(({ name }) => name === "arm")).toMatchObject({ architecture: "arm64" });
});

test("addresses of several interfaces come with the primary one's first", async () => {
  const id = await scene.place("web-1", { addresses: ["10.1.0.5"] });
  await scene.place("donor", { addresses: ["10.3.0.9", "10.3.0.10"], hasPublicAddress: true });
  const nics = scene.arm.id("Microsoft.Network/networkInterfaces", "Shop");
  await scene.arm.call("DELETE", scene.arm.id("Microsoft.Compute/virtualMachines/donor", "Shop"));
  await scene.arm.put(`${nics}/extra`, {
    location: "westeurope",
    properties: {
      ipConfigurations: [configuration("b", "10.3.0.12", false), configuration("a", "10.3.0.11", true)],
    },
  });
  const machine = (await scene.arm.call("GET", id)).body;
  await scene.arm.put(id, {
    location: machine.location,
    properties: {
      ...pick(machine.properties, "hardwareProfile", "storageProfile", "osProfile"),
      networkProfile: {
        networkInterfaces: [
          { id: `${nics}/extra`, properties: { primary: false } },
          { id: `${nics}/web-1-nic`, properties: { primary: true } },
        ],
      },
    },
  });
  const [vm] = await read();
  expect(vm?.privateAddresses).toEqual(["10.1.0.5", "10.3.0.11", "10.3.0.12"]);
});

const configuration = (name: string, privateIPAddress: string, primary: boolean) => ({
  name,
  properties: {
    primary,
    privateIPAddress,
    privateIPAllocationMethod: "Static",
    subnet: { id: scene.arm.id("Microsoft.Network/virtualNetworks/machines/subnets/default", "Shop") },
  },
});
const pick = (record: Record<string, unknown>, ...keys: string[]) =>
  Object.fromEntries(keys.map((key) => [key, record[key]]));

test("tags of the resource group count where that is asked for, and only where the machine has none of that name", async () => {
  await scene.arm.put(`${scene.arm.subscription}/resourceGroups/Shop`, {
    location: "westeurope",
    tags: { APP: "of the group", owner: "team" },
  });
  await scene.place("web-1", { tags: { app: "shop" } });
  await scene.place("web-2", { resourceGroup: "Bare" });
  const tags = async (options?: AzureInventoryOptions) =>
    Object.fromEntries((await read(options)).map((vm) => [vm.name, vm.tags]));
  expect(await tags()).toEqual({ "web-1": { app: "shop" }, "web-2": {} });
  expect(await tags({ resourceGroupTags: true })).toEqual({
    "web-1": { app: "shop", owner: "team" },
    "web-2": {},
  });
});

test("instances of uniform scale sets are marked, those of flexible ones are machines", async () => {
  const sets = scene.arm.id("Microsoft.Compute/virtualMachineScaleSets");
  await scene.arm.put(`${sets}/flexible`, {
    location: "westeurope",
    properties: { orchestrationMode: "Flexible" },
  });
  await scene.place("flex-1", { scaleSetId: `${sets}/flexible` });
  await placeUniform(`${sets}/uniform`);
  const vms = await read();
  expect(vms.map(({ name, uniformScaleSet }) => [name, uniformScaleSet])).toEqual(
    expect.arrayContaining([
      ["flex-1", undefined],
      [expect.stringMatching(/uniform/), expect.stringMatching(/\/virtualMachineScaleSets\/uniform$/i)],
    ]),
  );
});

const placeUniform = async (id: string) => {
  await scene.place("network");
  await scene.arm.put(id, {
    location: "westeurope",
    sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 1 },
    properties: {
      orchestrationMode: "Uniform",
      virtualMachineProfile: {
        storageProfile: { osDisk: { createOption: "FromImage", osType: "Linux" }, imageReference: {} },
        osProfile: { computerNamePrefix: "uniform" },
        networkProfile: {
          networkInterfaceConfigurations: [
            { name: "nic", properties: { primary: true, ipConfigurations: [configuration("a", "", true)] } },
          ],
        },
      },
    },
  });
};

test("every subscription is read that the identity sees, and one that it lost is named", async () => {
  await scene.place("near");
  await scene.place("far", { subscriptionId: OTHER_SUBSCRIPTION });
  const all = await inventory().read();
  expect(all.vms.map(({ name }) => name).sort()).toEqual(["far", "near"]);
  expect(all.subscriptions).toEqual(new Set([scene.cloud.subscriptionId, OTHER_SUBSCRIPTION]));
  const half = await scene.principal("half", READER, scope(OTHER_SUBSCRIPTION));
  const wanted = { subscriptions: [scene.cloud.subscriptionId.toUpperCase(), OTHER_SUBSCRIPTION] };
  const reading = await inventory(wanted, half).read();
  expect(reading.vms.map(({ name }) => name)).toEqual(["far"]);
  expect(reading.subscriptions).toEqual(new Set([OTHER_SUBSCRIPTION]));
  expect(reading.unreadable).toEqual(
    new Map([
      [scene.cloud.subscriptionId, expect.stringMatching(/does not see it: give it the role "Reader" there/)],
    ]),
  );
  const none = await inventory({ subscriptions: [scene.cloud.subscriptionId] }, half).read();
  expect([none.vms, none.subscriptions]).toEqual([[], new Set()]);
});

test("more machines than a page come all, and a quota is waited for, with one more page for uniform scale sets", async () => {
  const many = 420;
  for (let number = 0; number < many; number++)
    await scene.place(`vm-${number}`, { hasPublicAddress: number % 2 === 0 });
  const { graph, machines } = scene.clients();
  const { vms } = await new AzureInventory(graph, machines).read();
  expect(new Set(vms.map(({ vmId }) => vmId)).size).toBe(many);
  expect(vms.every(({ privateAddresses }) => privateAddresses.length === 1)).toBe(true);
  expect(graph.pages).toBe(3);
});

describe("a machine that is missing", () => {
  const whereabouts = async (id: string, vmId: string, principalId?: string) =>
    inventory({}, principalId).isGone(id, vmId);

  test("is there, gone, or made anew under its name", async () => {
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    expect(await whereabouts(id.toLowerCase(), vmId.toUpperCase())).toBe("there");
    expect(await whereabouts(id, "00000000-0000-4000-8000-000000000000")).toBe("gone");
    await scene.arm.call("DELETE", id);
    expect(await whereabouts(id, vmId)).toBe("gone");
    await scene.arm.call("DELETE", `${scene.arm.subscription}/resourceGroups/Shop`);
    expect(await whereabouts(id, vmId)).toBe("gone");
  });

  test("is never gone where the identity may not look", async () => {
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    const stranger = await scene.principal("stranger", READER, scope(OTHER_SUBSCRIPTION));
    expect(await whereabouts(id, vmId, stranger)).toBe("unknown");
    await scene.arm.call("DELETE", id);
    expect(await whereabouts(id, vmId, stranger)).toBe("unknown");
    // A role on one group shows the subscription, and nothing of other groups.
    const partly = await scene.principal("partly", READER, scope(OTHER_SUBSCRIPTION));
    await scene.principal("partly", READER, `${scene.arm.subscription}/resourceGroups/rg`);
    expect(await whereabouts(id, vmId, partly)).toBe("unknown");
    const nowhere = id.replace(scene.cloud.subscriptionId, "99999999-0000-4000-8000-000000000000");
    expect(await whereabouts(nowhere, vmId)).toBe("unknown");
  });

  test("is not gone where Resource Manager answers 404 for it and does not show its subscription", async () => {
    const arm = await ArmServer.start();
    try {
      const id = await scene.place("web-1");
      const no = (code: string) => ({ status: 404, body: { error: { code, message: "No." } } });
      arm.answers.push(no("ResourceNotFound"), no("SubscriptionNotFound"));
      const { graph, machines } = scene.clients(undefined, arm.url);
      expect(await new AzureInventory(graph, machines).isGone(id, scene.vmIdOf(id))).toBe("unknown");
    } finally {
      await arm.close();
    }
  });

  test("has moved where its vmId is found elsewhere", async () => {
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    const target = `${scene.arm.subscription}/resourceGroups/rg`;
    const moved = await scene.arm.call(
      "POST",
      `${scene.arm.subscription}/resourceGroups/Shop/moveResources`,
      { resources: [id], targetResourceGroup: target },
      "2021-04-01",
    );
    expect(moved.status).toBeLessThan(300);
    expect(await whereabouts(id, vmId.toUpperCase())).toBe("moved");
    expect((await read()).map((vm) => [vm.vmId, vm.resourceId.toLowerCase()])).toEqual([
      [vmId, `${target}/providers/Microsoft.Compute/virtualMachines/web-1`.toLowerCase()],
    ]);
  });

  test("with an id that is none is an error before a query", async () => {
    const id = await scene.place("web-1");
    await expect(whereabouts(id, "' or true //")).rejects.toThrow("is no vmId of Azure");
  });
});

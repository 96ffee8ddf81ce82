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
  const [near, far] = [scope(scene.cloud.subscriptionId), scope(OTHER_SUBSCRIPTION)];
  const all = await inventory().read();
  expect(all.vms.map(({ name }) => name).sort()).toEqual(["far", "near"]);
  expect(all.scopes).toEqual(new Set([near, far]));
  const half = await scene.principal("half", READER, far);
  const reading = await inventory({ scopes: [near.toUpperCase(), far] }, half).read();
  expect(reading.vms.map(({ name }) => name)).toEqual(["far"]);
  expect(reading.scopes).toEqual(new Set([far]));
  expect(reading.unreadable).toEqual(
    new Map([[near, expect.stringMatching(/does not see it: give it the role "Reader" there/)]]),
  );
  const none = await inventory({ scopes: [near] }, half).read();
  expect([none.vms, none.scopes]).toEqual([[], new Set()]);
});

describe("scopes that are resource groups", () => {
  const group = (name: string, subscriptionId = scene.cloud.subscriptionId) =>
    `${scope(subscriptionId)}/resourceGroups/${name}`;
  const namesOf = async (scopes: readonly string[]) =>
    (await read({ scopes })).map(({ name }) => name).sort();

  test("show their own machines alone, in any casing, beside whole subscriptions", async () => {
    await scene.place("web-1");
    await scene.place("db-1", { resourceGroup: "Data" });
    await scene.place("db-2", { resourceGroup: "data-2" });
    await scene.place("far", { subscriptionId: OTHER_SUBSCRIPTION });
    expect(await namesOf([group("data")])).toEqual(["db-1"]);
    expect(await namesOf([group("SHOP").toUpperCase(), group("data-2")])).toEqual(["db-2", "web-1"]);
    expect(await namesOf([group("shop"), scope(OTHER_SUBSCRIPTION)])).toEqual(["far", "web-1"]);
    expect(await namesOf([group("shop", OTHER_SUBSCRIPTION), group("data")])).toEqual(["db-1", "far"]);
  });

  test("show a machine once when its subscription is a scope too", async () => {
    await scene.place("web-1");
    await scene.place("db-1", { resourceGroup: "Data" });
    const scopes = [group("shop"), scope(scene.cloud.subscriptionId)];
    const reading = await inventory({ scopes }).read();
    expect(reading.vms.map(({ name }) => name).sort()).toEqual(["db-1", "web-1"]);
    expect(reading.scopes).toEqual(new Set([scope(scene.cloud.subscriptionId)]));
  });

  test("show addresses of interfaces in other resource groups, tags of their own groups, and instances of scale sets", async () => {
    await scene.arm.put(group("Shop"), { location: "westeurope", tags: { owner: "team" } });
    const id = await scene.place("web-1");
    const machine = (await scene.arm.call("GET", id)).body;
    const network = `${group("Network")}/providers/Microsoft.Network`;
    const nic = `${network}/networkInterfaces/other-nic`;
    const publicIPAddress = { id: `${network}/publicIPAddresses/other-ip` };
    for (const name of ["Network", "Data"]) await scene.arm.put(group(name), { location: "westeurope" });
    await scene.arm.put(publicIPAddress.id, {
      location: "westeurope",
      sku: { name: "Standard" },
      properties: { publicIPAllocationMethod: "Static" },
    });
    const { name, properties } = configuration("a", "10.3.0.11", true);
    await scene.arm.put(nic, {
      location: "westeurope",
      properties: { ipConfigurations: [{ name, properties: { ...properties, publicIPAddress } }] },
    });
    await scene.arm.put(id, {
      location: machine.location,
      properties: {
        ...pick(machine.properties, "hardwareProfile", "storageProfile", "osProfile"),
        networkProfile: { networkInterfaces: [{ id: nic, properties: { primary: true } }] },
      },
    });
    await placeUniform(`${group("Shop")}/providers/Microsoft.Compute/virtualMachineScaleSets/uniform`);
    await placeUniform(`${group("Data")}/providers/Microsoft.Compute/virtualMachineScaleSets/else`);
    const vms = await read({ scopes: [group("shop")], resourceGroupTags: true });
    expect(vms.filter(({ uniformScaleSet }) => uniformScaleSet).map((vm) => vm.uniformScaleSet)).toEqual([
      expect.stringMatching(/\/uniform$/),
    ]);
    expect(vms.find((vm) => vm.name === "web-1")).toMatchObject({
      privateAddresses: ["10.3.0.11"],
      publicAddresses: [expect.stringMatching(/^198\.18\./)],
      tags: { owner: "team" },
    });
  });

  test("keep the rest of their subscription out of the pages", async () => {
    await scene.place("web-1");
    for (let number = 0; number < 5; number++) await scene.place(`db-${number}`, { resourceGroup: "Data" });
    const { graph, machines } = scene.clients();
    const seen: string[] = [];
    const query = graph.query.bind(graph);
    graph.query = async (asked) => {
      const rows = await query(asked);
      seen.push(...rows.map(({ name }) => String(name)));
      return rows;
    };
    await new AzureInventory(graph, machines, { scopes: [group("shop")] }).read();
    expect(seen.sort()).toEqual(["web-1", "web-1-nic"]);
  });

  test("show no machine of another place, whatever Resource Graph answers", async () => {
    await scene.place("web-1");
    await scene.place("db-1", { resourceGroup: "Data" });
    const { graph, machines } = scene.clients();
    const query = graph.query.bind(graph);
    // As if the service did not know the columns that the query filters by.
    graph.query = (asked) => query({ ...asked, query: asked.query.replace(/\n {2}\| where \(.*/g, "") });
    const { vms } = await new AzureInventory(graph, machines, { scopes: [group("shop")] }).read();
    expect(vms.map(({ name }) => name)).toEqual(["web-1"]);
  });

  test("are read by an identity with a role on these groups only, and the others are named", async () => {
    await scene.place("web-1");
    await scene.place("db-1", { resourceGroup: "Data" });
    const partly = await scene.principal("partly", READER, group("Shop"));
    const scopes = [group("shop"), group("data"), group("none"), group("shop", OTHER_SUBSCRIPTION)];
    const reading = await inventory({ scopes }, partly).read();
    expect(reading.vms.map(({ name }) => name)).toEqual(["web-1"]);
    expect(reading.scopes).toEqual(new Set([group("shop").toLowerCase()]));
    expect(reading.unreadable).toEqual(
      new Map([
        [group("shop", OTHER_SUBSCRIPTION).toLowerCase(), expect.stringMatching(/does not see it/)],
        [group("data").toLowerCase(), expect.stringMatching(/AuthorizationFailed.*"Reader"/s)],
        [group("none").toLowerCase(), expect.stringMatching(/AuthorizationFailed/)],
      ]),
    );
  });

  test("that do not exist are named, and count as read for whoever may read the subscription", async () => {
    await scene.place("web-1");
    const reading = await inventory({ scopes: [group("none"), group("shop")] }).read();
    expect(reading.vms.map(({ name }) => name)).toEqual(["web-1"]);
    expect(reading.scopes).toEqual(new Set([group("none"), group("shop")].map((id) => id.toLowerCase())));
    expect([...reading.unreadable]).toEqual([
      [group("none").toLowerCase(), expect.stringMatching(/^there is no such resource group/)],
    ]);
  });
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

  const GONE = { state: "gone", mayBeElsewhere: false };

  test("is there, gone, or made anew under its name", async () => {
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    expect(await whereabouts(id.toLowerCase(), vmId.toUpperCase())).toEqual({ state: "there" });
    expect(await whereabouts(id, "00000000-0000-4000-8000-000000000000")).toEqual(GONE);
    await scene.arm.call("DELETE", id);
    expect(await whereabouts(id, vmId)).toEqual(GONE);
    await scene.arm.call("DELETE", `${scene.arm.subscription}/resourceGroups/Shop`);
    expect(await whereabouts(id, vmId)).toEqual(GONE);
  });

  test("may be elsewhere for whoever may read its resource group only, and nothing is known once the group is gone", async () => {
    const group = `${scene.arm.subscription}/resourceGroups/Shop`;
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    const partly = await scene.principal("partly", READER, group);
    expect(await whereabouts(id, vmId, partly)).toEqual({ state: "there" });
    await scene.arm.call("DELETE", id);
    expect(await whereabouts(id, vmId, partly)).toEqual({ state: "gone", mayBeElsewhere: true });
    await scene.arm.call("DELETE", group);
    expect(await whereabouts(id, vmId, partly)).toEqual({ state: "unknown" });
  });

  test("is never gone where the identity may not look", async () => {
    const id = await scene.place("web-1");
    const vmId = scene.vmIdOf(id);
    const stranger = await scene.principal("stranger", READER, scope(OTHER_SUBSCRIPTION));
    expect(await whereabouts(id, vmId, stranger)).toEqual({ state: "unknown" });
    await scene.arm.call("DELETE", id);
    expect(await whereabouts(id, vmId, stranger)).toEqual({ state: "unknown" });
    // A role on one group shows the subscription, and nothing of other groups.
    const partly = await scene.principal("partly", READER, scope(OTHER_SUBSCRIPTION));
    await scene.principal("partly", READER, `${scene.arm.subscription}/resourceGroups/rg`);
    expect(await whereabouts(id, vmId, partly)).toEqual({ state: "unknown" });
    const nowhere = id.replace(scene.cloud.subscriptionId, "99999999-0000-4000-8000-000000000000");
    expect(await whereabouts(nowhere, vmId)).toEqual({ state: "unknown" });
  });

  test("is not gone where Resource Manager answers 404 for it and does not show its subscription", async () => {
    const arm = await ArmServer.start();
    try {
      const id = await scene.place("web-1");
      const no = (code: string) => ({ status: 404, body: { error: { code, message: "No." } } });
      arm.answers.push(no("ResourceNotFound"), no("SubscriptionNotFound"));
      const { graph, machines } = scene.clients(undefined, arm.url);
      expect(await new AzureInventory(graph, machines).isGone(id, scene.vmIdOf(id))).toEqual({
        state: "unknown",
      });
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
    expect(await whereabouts(id, vmId.toUpperCase())).toEqual({
      state: "moved",
      resourceId: expect.stringMatching(/\/resourceGroups\/rg\/.*\/virtualMachines\/web-1$/i),
    });
    // Whoever may read the group that it left only sees no more than that it is gone.
    const partly = await scene.principal("partly", READER, `${scene.arm.subscription}/resourceGroups/Shop`);
    expect(await whereabouts(id, vmId, partly)).toEqual({ state: "gone", mayBeElsewhere: true });
    expect((await read()).map((vm) => [vm.vmId, vm.resourceId.toLowerCase()])).toEqual([
      [vmId, `${target}/providers/Microsoft.Compute/virtualMachines/web-1`.toLowerCase()],
    ]);
  });

  test("with an id that is none is an error before a query", async () => {
    const id = await scene.place("web-1");
    await expect(whereabouts(id, "' or true //")).rejects.toThrow("is no vmId of Azure");
  });
});

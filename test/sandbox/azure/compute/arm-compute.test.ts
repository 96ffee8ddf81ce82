import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { all, type ComputeScene, computeScene, refused } from "../support/compute-scene";

let scene: ComputeScene;
beforeAll(async () => {
  scene = await computeScene();
});
afterAll(() => scene.close());

const place = (name: string, more: object = {}) =>
  placeVm(scene.cloud, { name, resourceGroup: "rg", ...more });

describe("Azure's own client", () => {
  test("reads a machine, and its instance view when it asks for it", async () => {
    await place("web-1", { computerName: "WEB1", tags: { app: "shop" }, os: "Windows" });
    const machines = scene.compute().virtualMachines;
    const plain = await machines.get("rg", "WEB-1");
    expect(plain).toMatchObject({
      name: "web-1",
      tags: { app: "shop" },
      osProfile: { computerName: "WEB1" },
      storageProfile: { osDisk: { osType: "Windows" }, imageReference: { offer: "WindowsServer" } },
      hardwareProfile: { vmSize: "Standard_D2s_v5" },
      provisioningState: "Succeeded",
    });
    expect(plain.vmId).toMatch(/^[0-9a-f-]{36}$/);
    expect(plain.instanceView).toBeUndefined();
    const expanded = await machines.get("rg", "web-1", { expand: "instanceView" });
    expect(expanded.instanceView).toMatchObject({
      computerName: "WEB1",
      vmAgent: { vmAgentVersion: "2.11.1.4", statuses: [{ displayStatus: "Ready" }] },
      statuses: [{ code: "ProvisioningState/succeeded" }, { code: "PowerState/running" }],
    });
    expect(await machines.instanceView("rg", "web-1")).toEqual(expanded.instanceView);
    expect(await refused(machines.get("rg", "web-1", { expand: "userData" }))).toBe("400 InvalidParameter");
    expect(await scene.arm.refusal("GET", `${plain.id}?$expand=everything`)).toMatch(
      /^400 InvalidParameter: .*'everything'.*instanceView/,
    );
  });

  test("turns machines off and on, and sees their agent go", async () => {
    await place("power");
    const machines = scene.compute().virtualMachines;
    const state = async () => {
      const { statuses, vmAgent } = await machines.instanceView("rg", "power");
      return [statuses?.at(-1)?.code, vmAgent?.statuses?.[0]?.displayStatus];
    };
    await machines.powerOff("rg", "power");
    expect(await state()).toEqual(["PowerState/stopped", "Not Ready"]);
    expect(await refused(machines.restart("rg", "power"))).toBe("409 OperationNotAllowed");
    await machines.deallocate("rg", "power");
    expect(await state()).toEqual(["PowerState/deallocated", undefined]);
    await machines.start("rg", "power");
    await machines.restart("rg", "power");
    expect(await state()).toEqual(["PowerState/running", "Ready"]);
  });

  test("lists in pages, with the states of all or those of a scale set", async () => {
    const set = scene.arm.id("Microsoft.Compute/virtualMachineScaleSets/flexible");
    const properties = { orchestrationMode: "Flexible", platformFaultDomainCount: 1 };
    await scene.arm.put(set, { location: "westeurope", sku: { name: "Standard_D2s_v5" }, properties });
    for (let number = 1; number <= 5; number += 1)
      await place(`page-${number}`, number < 3 ? { scaleSetId: set } : {});
    scene.cloud.lists.pageSize = 2;
    const machines = scene.compute().virtualMachines;
    const names = (found: { name?: string }[]) =>
      found.map(({ name }) => name).filter((name) => name?.startsWith("page"));
    const wanted = [1, 2, 3, 4, 5].map((number) => `page-${number}`);
    expect(names(await all(machines.listAll()))).toEqual(wanted);
    expect(names(await all(machines.list("rg")))).toEqual(wanted);
    const states = await all(machines.listAll({ statusOnly: "true" }));
    expect(
      states.every(({ instanceView }) => instanceView?.statuses?.at(-1)?.code?.startsWith("PowerState/")),
    ).toBe(true);
    const filter = `'virtualMachineScaleSet/id' eq '${set}'`;
    const own = await all(machines.listAll({ filter, expand: "instanceView" }));
    expect(own.map(({ name, instanceView }) => [name, instanceView !== undefined])).toEqual([
      ["page-1", true],
      ["page-2", true],
    ]);
    await expect(all(machines.listAll({ expand: "instanceView" }))).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(all(machines.listAll({ filter, expand: "everything" }))).rejects.toMatchObject({
      statusCode: 400,
    });
    scene.cloud.lists.pageSize = 500;
  });

  test("changes tags, deletes a machine with its interface, and does not find it any more", async () => {
    const id = await place("short", { tags: { app: "shop" } });
    const machines = scene.compute().virtualMachines;
    const { vmId } = await machines.get("rg", "short");
    const updated = await machines.update("rg", "SHORT", { tags: { App: "till", env: "test" } });
    expect(updated).toMatchObject({ vmId, tags: { App: "till", env: "test" } });
    const deletion = await scene.arm.call("DELETE", id);
    expect(deletion.status).toBe(202);
    expect(await refused(machines.get("rg", "short"))).toBe("404 ResourceNotFound");
    expect(
      scene.cloud.resources.get(scene.arm.id("Microsoft.Network/networkInterfaces/short-nic")),
    ).toBeUndefined();
    await machines.delete("rg", "short");
  });

  test("finds instances of a uniform scale set there and not among the machines", async () => {
    const subnet = { id: scene.arm.id("Microsoft.Network/virtualNetworks/machines/subnets/default") };
    const { virtualMachineScaleSets, virtualMachineScaleSetVMs, virtualMachines } = scene.compute();
    const ipConfigurations = [{ name: "ipconfig1", subnet }];
    const made = await virtualMachineScaleSets.createOrUpdate("rg", "uniform", {
      location: "westeurope",
      sku: { name: "Standard_D2s_v5", tier: "Standard", capacity: 2 },
      orchestrationMode: "Uniform",
      virtualMachineProfile: {
        osProfile: { computerNamePrefix: "uni", adminUsername: "azureuser" },
        networkProfile: {
          networkInterfaceConfigurations: [{ name: "nic", primary: true, ipConfigurations }],
        },
      },
    });
    expect(made.orchestrationMode).toBe("Uniform");
    const instances = await all(virtualMachineScaleSetVMs.list("rg", "uniform"));
    expect(instances.map(({ name }) => name)).toEqual(["uniform_0", "uniform_1"]);
    expect(instances[0]?.osProfile?.computerName).toMatch(/^uni[A-Z0-9]{6}$/);
    expect((await all(virtualMachines.listAll())).filter(({ name }) => name?.startsWith("uniform"))).toEqual(
      [],
    );
    const nics = `${scene.arm.id("Microsoft.Compute/virtualMachineScaleSets/uniform")}/virtualMachines/0/networkInterfaces`;
    const [nic] = (await scene.arm.call("GET", nics)).body.value;
    expect(nic.properties.ipConfigurations[0].properties.privateIPAddress).toMatch(/^10\.0\.0\.\d+$/);
  });
});

describe("virtual machines", () => {
  test("of specialised disks have no profile, and take none", async () => {
    const id = await place("old-disk", { isSpecialised: true });
    const { body } = await scene.arm.call("GET", id);
    expect([body.properties.osProfile, body.properties.storageProfile.osDisk.osType]).toEqual([
      undefined,
      "Linux",
    ]);
    const networkInterfaces = body.properties.networkProfile.networkInterfaces;
    const wrong = {
      location: "westeurope",
      properties: {
        networkProfile: { networkInterfaces },
        storageProfile: { osDisk: { createOption: "FromImage" } },
      },
    };
    expect(await scene.arm.refusal("PUT", `${id}-2`, wrong)).toMatch(
      /^400 NicInUse: .*old-disk-nic is used by/,
    );
    expect(await scene.arm.refusal("PUT", id, wrong)).toMatch(
      /^400 InvalidParameter: .*'osProfile' is missing/,
    );
  });

  test("show no password, keep their id, and show what their agent says", async () => {
    const id = await place("secret");
    const guest = scene.cloud.machines.of(scene.cloud.resources.get(id)!);
    const { vmId } = scene.cloud.resources.get(id)!.properties;
    guest.agent.isReady = false;
    const view = (await scene.arm.call("GET", `${id}/instanceView`)).body;
    expect(view.vmAgent).toMatchObject({
      vmAgentVersion: "Unknown",
      statuses: [{ displayStatus: "Not Ready" }],
    });
    guest.isBeingDeleted = true;
    const { body } = await scene.arm.call("GET", id);
    expect(body.properties).toMatchObject({ vmId, provisioningState: "Deleting" });
    expect(JSON.stringify(body)).not.toContain("adminPassword");
  });
});

describe("interfaces and public addresses", () => {
  const network = () => scene.arm.id("Microsoft.Network");
  test("have addresses of their own, one primary configuration, and know their machine", async () => {
    const id = await place("addresses", {
      addresses: ["10.7.0.5", "10.7.0.6", "fd00::5"],
      hasPublicAddress: true,
    });
    const nic = (await scene.arm.call("GET", `${network()}/networkInterfaces/addresses-nic`)).body.properties;
    expect(nic.virtualMachine.id.toLowerCase()).toBe(id.toLowerCase());
    const shown = nic.ipConfigurations.map(({ properties: p }: { properties: Record<string, unknown> }) => [
      p["primary"],
      p["privateIPAddress"],
      p["privateIPAddressVersion"],
      p["publicIPAddress"] !== undefined,
    ]);
    expect(shown).toEqual([
      [true, "10.7.0.5", "IPv4", true],
      [false, "10.7.0.6", "IPv4", false],
      [false, "fd00::5", "IPv6", false],
    ]);
    expect(await scene.arm.refusal("DELETE", `${network()}/networkInterfaces/addresses-nic`)).toMatch(
      /^400 NicInUse/,
    );
    await expect(place("twice", { addresses: ["10.7.0.5"] })).rejects.toThrow(
      /10\.7\.0\.5 which is already allocated/,
    );
    expect(await scene.arm.refusal("DELETE", `${network()}/publicIPAddresses/addresses-ip`)).toMatch(
      /^400 PublicIPAddressCannotBeDeleted/,
    );
  });

  test("take the next free address, also one that got free, until the subnet is full", async () => {
    const subnet = `${network()}/virtualNetworks/small/subnets/tiny`;
    const subnets = [{ name: "tiny", properties: { addressPrefix: "10.99.0.0/29" } }];
    const addressSpace = { addressPrefixes: ["10.99.0.0/16"] };
    await scene.arm.put(`${network()}/virtualNetworks/small`, {
      location: "westeurope",
      properties: { addressSpace, subnets },
    });
    const add = async (name: string) => {
      await place(name, { subnetId: subnet });
      const nic = await scene.arm.call("GET", `${network()}/networkInterfaces/${name}-nic`);
      return nic.body.properties.ipConfigurations[0].properties.privateIPAddress;
    };
    expect([await add("t1"), await add("t2"), await add("t3")]).toEqual([
      "10.99.0.4",
      "10.99.0.5",
      "10.99.0.6",
    ]);
    await expect(add("t4")).rejects.toThrow(/not have enough capacity/);
    await scene.compute().virtualMachines.delete("rg", "t2");
    expect(await add("t5")).toBe("10.99.0.5");
  });

  test("a dynamic public address is there while its machine is", async () => {
    const address = `${network()}/publicIPAddresses/dynamic`;
    const properties = { publicIPAllocationMethod: "Dynamic" };
    await scene.arm.put(address, { location: "westeurope", properties });
    const shown = async () => (await scene.arm.call("GET", address)).body.properties.ipAddress;
    expect(await shown()).toBeUndefined();
    const id = await place("roaming");
    const nicId = `${network()}/networkInterfaces/roaming-nic`;
    const { ipConfigurations } = (await scene.arm.call("GET", nicId)).body.properties;
    ipConfigurations[0].properties.publicIPAddress = { id: address };
    await scene.arm.put(nicId, { location: "westeurope", properties: { ipConfigurations } });
    expect(await shown()).toMatch(/^198\.18\./);
    await scene.arm.call("POST", `${id}/deallocate`);
    expect(await shown()).toBeUndefined();
  });
});

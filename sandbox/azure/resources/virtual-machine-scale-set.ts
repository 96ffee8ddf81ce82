import { COMPUTE, NETWORK } from "../arm/api-versions";
import { type ArmResource, nameOf, parentOf } from "../arm/arm-resource";
import type { ArmContext, ArmType } from "../arm/arm-type";
import { anything, flag, identity, integer, json, object, text } from "../arm/shapes";
import { instanceView } from "../compute/instance-view";
import { addressesOf } from "./private-addresses";
import { withoutPasswords } from "./virtual-machine-profiles";

const SCALE_SETS = "Microsoft.Compute/virtualMachineScaleSets";

/**
 * Scale sets. Those of mode `Flexible` are only a name that virtual machines refer to; those of mode `Uniform` have
 * instances of their own, which are not in the lists of virtual machines. Only their number can be changed afterwards.
 */
export const scaleSet: ArmType = {
  type: SCALE_SETS,
  apiVersions: COMPUTE,
  location: "required",
  hasZones: true,
  identity,
  sku: object({ name: text(), tier: text(), capacity: integer({ min: 0, max: 1000 }) }),
  properties: object({
    additionalCapabilities: json,
    automaticRepairsPolicy: json,
    constrainedMaximumCapacity: flag,
    doNotRunExtensionsOnOverprovisionedVMs: flag,
    orchestrationMode: text({ oneOf: ["Flexible", "Uniform"] }),
    overprovision: flag,
    platformFaultDomainCount: anything,
    scaleInPolicy: json,
    singlePlacementGroup: flag,
    upgradePolicy: json,
    virtualMachineProfile: json,
    zoneBalance: flag,
  }),
  readOnly: ["provisioningState", "timeCreated", "uniqueId"],
  createOnly: ["properties.orchestrationMode"],
  longRunning: "azure-async-operation",
  isPaged: true,
  put: ({ clock, ids }, { body, before }) => ({
    ...body,
    properties: {
      orchestrationMode: "Uniform",
      singlePlacementGroup: true,
      ...body.properties,
      uniqueId: before?.properties["uniqueId"] ?? ids.uuid(),
      timeCreated: before?.properties["timeCreated"] ?? new Date(clock.now()).toISOString(),
      provisioningState: "Succeeded",
    },
  }),
  async afterPut(context, set) {
    if (set.properties["orchestrationMode"] !== "Uniform") return;
    const capacity = Number(set.sku?.["capacity"] ?? 0);
    const instances = context.resources.list(scaleSetMachine.type, set.id);
    const next = Math.max(-1, ...instances.map(({ id }) => Number(nameOf(id)))) + 1;
    for (let index = 0; index < capacity - instances.length; index += 1)
      await addInstance(context, set, next + index);
    for (const instance of instances.slice(capacity)) {
      await context.machines.remove(instance);
      for (const one of context.resources.list(undefined, instance.id))
        await context.resources.delete(one.id);
    }
  },
};

/** Instances of a uniform scale set. */
export const scaleSetMachine: ArmType = {
  type: `${SCALE_SETS}/virtualMachines`,
  apiVersions: COMPUTE,
  location: "required",
  hasZones: true,
  sku: json,
  properties: object({
    hardwareProfile: json,
    modelDefinitionApplied: text(),
    networkProfile: json,
    osProfile: json,
    storageProfile: json,
    timeCreated: text(),
    vmId: text(),
  }),
  readOnly: ["instanceView", "latestModelApplied", "provisioningState"],
  longRunning: "azure-async-operation",
  isPaged: true,
  put: (_context, { body }) => ({
    ...body,
    properties: { ...body.properties, latestModelApplied: true, provisioningState: "Succeeded" },
  }),
  shownName: ({ id }) => `${nameOf(parentOf(id)!)}_${nameOf(id)}`,
  afterDelete: (context, machine) => context.machines.remove(machine),
  expands: ["instanceView"],
  view: (context, machine, expand) => ({
    ...withoutPasswords(machine.properties),
    ...(/instanceView/i.test(expand) ? { instanceView: instanceView(context, machine) } : {}),
  }),
  actions: { "get instanceview": instanceView },
};

/** Interfaces of such an instance: they exist as long as it does. */
export const scaleSetInterface: ArmType = {
  type: `${SCALE_SETS}/virtualMachines/networkInterfaces`,
  apiVersions: [...COMPUTE, ...NETWORK],
  location: "required",
  properties: object({ ipConfigurations: anything, macAddress: text(), primary: flag, virtualMachine: json }),
  readOnly: ["provisioningState"],
  isPaged: true,
  put: (_context, { body }) => ({
    ...body,
    properties: { ...body.properties, provisioningState: "Succeeded" },
  }),
};

interface Profile {
  readonly osProfile?: { readonly computerNamePrefix?: string; readonly adminUsername?: string };
  readonly storageProfile?: {
    readonly osDisk?: { readonly osType?: string };
    readonly imageReference?: object;
  };
  readonly networkProfile?: {
    readonly networkInterfaceConfigurations?: readonly {
      readonly name: string;
      readonly properties: {
        readonly ipConfigurations: readonly {
          readonly name: string;
          readonly properties: { readonly subnet?: { readonly id: string } };
        }[];
      };
    }[];
  };
}

async function addInstance(context: ArmContext, set: ArmResource, index: number): Promise<void> {
  const { ids, clock, resources, put } = context;
  const { osProfile, storageProfile, networkProfile } = (set.properties["virtualMachineProfile"] ??
    {}) as Profile;
  const { location, tags } = set;
  const id = `${set.id}/virtualMachines/${index}`;
  const nics = (networkProfile?.networkInterfaceConfigurations ?? []).map((one, position) => ({
    ...one,
    id: `${id}/networkInterfaces/${one.name}`,
    primary: position === 0,
  }));
  const prefix = osProfile?.computerNamePrefix ?? set.name.slice(0, 9);
  await put(id, {
    location: location!,
    ...(tags ? { tags } : {}),
    sku: { name: set.sku?.["name"], tier: "Standard" },
    properties: {
      vmId: ids.uuid(),
      timeCreated: new Date(clock.now()).toISOString(),
      modelDefinitionApplied: "VirtualMachineScaleSet",
      hardwareProfile: {},
      storageProfile: {
        ...storageProfile,
        osDisk: { createOption: "FromImage", osType: "Linux", ...storageProfile?.osDisk },
      },
      ...(osProfile
        ? { osProfile: { adminUsername: osProfile.adminUsername, computerName: `${prefix}${ids.upper(6)}` } }
        : {}),
      networkProfile: {
        networkInterfaces: nics.map(({ id: nicId, primary }) => ({ id: nicId, properties: { primary } })),
      },
    },
  });
  for (const nic of nics) {
    const ipConfigurations = nic.properties.ipConfigurations.map(({ name, properties }, position) => {
      const subnet = resources.get(properties.subnet?.id ?? "");
      const request = { nicId: nic.id, wanted: undefined, isIPv6: false, taken: new Set<string>() };
      const privateIPAddress = subnet && addressesOf(resources).take({ ...request, subnet });
      return {
        name,
        id: `${nic.id}/ipConfigurations/${name}`,
        properties: {
          ...properties,
          privateIPAddress,
          privateIPAddressVersion: "IPv4",
          primary: position === 0,
        },
      };
    });
    const properties = { ipConfigurations, primary: nic.primary, virtualMachine: { id } };
    await put(nic.id, { location: location!, properties });
  }
}

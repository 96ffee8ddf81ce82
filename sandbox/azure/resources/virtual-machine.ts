import { CloudError } from "../../cloud/cloud-error";
import { COMPUTE } from "../arm/api-versions";
import { type ArmResource, isSameId, nameOf } from "../arm/arm-resource";
import type { ArmAction, ArmContext, ArmType } from "../arm/arm-type";
import { anything, flag, identity, json, list, object, reference, text } from "../arm/shapes";
import { runCommand } from "../compute/action-run-command";
import { instanceView } from "../compute/instance-view";
import type { PowerState } from "../compute/virtual-machine-guest";
import { attach, detach } from "./attached-interfaces";
import { withPrincipals } from "./identities";
import { storageProfile, systemOf, withoutPasswords } from "./virtual-machine-profiles";

const networkProfile = object({
  networkApiVersion: text(),
  networkInterfaceConfigurations: list(json),
  networkInterfaces: list(
    object(
      {
        id: text(),
        properties: object({ primary: flag, deleteOption: text({ oneOf: ["Delete", "Detach"] }) }),
      },
      ["id"],
    ),
  ),
});

/** Virtual machines, those of flexible scale sets too. What is inside of one is a `VirtualMachineGuest`. */
export const virtualMachine: ArmType = {
  type: "Microsoft.Compute/virtualMachines",
  apiVersions: COMPUTE,
  name: {
    pattern: /^[A-Za-z0-9]([\w.-]{0,62}[A-Za-z0-9_])?$/,
    code: "InvalidResourceName",
    message: (name) =>
      `Resource name ${name} is invalid: a virtual machine's name has 1 to 64 letters, digits, '_', '.' and '-'.`,
  },
  location: "required",
  hasZones: true,
  identity,
  properties: object({
    additionalCapabilities: json,
    applicationProfile: json,
    availabilitySet: reference,
    billingProfile: json,
    capacityReservation: json,
    diagnosticsProfile: json,
    evictionPolicy: text(),
    extensionsTimeBudget: text(),
    hardwareProfile: object({ vmSize: text(), vmSizeProperties: json }),
    host: reference,
    hostGroup: reference,
    licenseType: text(),
    networkProfile,
    osProfile: json,
    platformFaultDomain: anything,
    priority: text({ oneOf: ["Regular", "Low", "Spot"] }),
    proximityPlacementGroup: reference,
    scheduledEventsProfile: json,
    securityProfile: json,
    storageProfile,
    userData: text(),
    virtualMachineScaleSet: reference,
  }),
  readOnly: ["instanceView", "provisioningState", "timeCreated", "vmId"],
  createOnly: ["properties.osProfile.computerName", "properties.osProfile.adminUsername"],
  longRunning: "azure-async-operation",
  isPaged: true,
  listQuery: (resources, query) => listed(resources, query),
  put(context, { id, name, body, before }) {
    const given = body.properties;
    const interfaces = interfacesOf(given);
    if (interfaces.length === 0) throw missing("networkProfile");
    for (const nic of interfaces) checkInterface(context, nic.id, id);
    const own = withPrincipals(context, { body, before });
    return {
      ...body,
      ...(own ? { identity: own } : {}),
      properties: {
        hardwareProfile: { vmSize: "Standard_D2s_v5" },
        ...given,
        ...systemOf(given, name, before),
        vmId: before?.properties["vmId"] ?? context.ids.uuid(),
        timeCreated: before?.properties["timeCreated"] ?? new Date(context.clock.now()).toISOString(),
        provisioningState: "Succeeded",
      },
    };
  },
  async afterPut(context, machine, { before }) {
    const interfaces = interfacesOf(machine.properties);
    for (const { id } of before ? interfacesOf(before.properties) : []) {
      if (!interfaces.some((one) => isSameId(one.id, id))) await detach(context, id);
    }
    for (const { id, properties } of interfaces) {
      await attach(context, id, machine.id, interfaces.length === 1 || properties?.primary === true);
    }
  },
  async afterDelete(context, machine) {
    await context.machines.remove(machine);
    for (const { id, properties } of interfacesOf(machine.properties)) {
      await detach(context, id);
      if (properties?.deleteOption === "Delete" && context.resources.get(id))
        await context.resources.delete(id);
    }
  },
  expands: ["instanceView"],
  view: (context, machine, expand) => ({
    ...withoutPasswords(machine.properties),
    ...(context.machines.of(machine).isBeingDeleted ? { provisioningState: "Deleting" } : {}),
    ...(/instanceView/i.test(expand) ? { instanceView: instanceView(context, machine) } : {}),
  }),
  actions: { "get instanceview": instanceView },
  longRunningActions: {
    "post start": turn("running"),
    "post poweroff": turn("stopped"),
    "post deallocate": turn("deallocated"),
    "post restart": restart(),
    "post runcommand": runCommand,
  },
};

interface AttachedInterface {
  readonly id: string;
  readonly properties?: { readonly primary?: boolean; readonly deleteOption?: string };
}

export function interfacesOf(properties: Readonly<Record<string, unknown>>): readonly AttachedInterface[] {
  const { networkInterfaces = [] } = (properties["networkProfile"] ?? {}) as {
    networkInterfaces?: AttachedInterface[];
  };
  return networkInterfaces;
}

function turn(state: PowerState): ArmAction {
  return async ({ machines }, machine) => {
    await machines.of(machine).turn(state);
  };
}

function restart(): ArmAction {
  return async ({ machines }, machine) => {
    const guest = machines.of(machine);
    if (guest.powerState !== "running") {
      throw new CloudError(
        "OperationNotAllowed",
        `Cannot restart the VM '${machine.name}' because it is not running. Please start it first.`,
        409,
      );
    }
    await guest.turn("running");
  };
}

/** `statusOnly` shows the instance view of all; `$expand` does so only together with `$filter`. */
function listed(all: readonly ArmResource[], query: URLSearchParams) {
  const filter = query.get("$filter");
  const expand = query.get("$expand") ?? "";
  if (expand !== "" && !filter) {
    throw new CloudError(
      "InvalidParameter",
      "The value of parameter $expand is only allowed together with $filter.",
    );
  }
  const status = query.get("statusonly")?.toLowerCase() === "true" ? "instanceView" : expand;
  if (!filter) return { resources: all, expand: status };
  const wanted = /^'?virtualMachineScaleSet\/id'? eq '([^']+)'$/i.exec(filter.trim())?.[1];
  if (wanted === undefined) {
    throw new CloudError("InvalidFilterInQueryString", `The sandbox cannot read the filter '${filter}'.`);
  }
  const resources = all.filter(({ properties }) =>
    isSameId((properties["virtualMachineScaleSet"] as { id?: string } | undefined)?.id, wanted),
  );
  return { resources, expand: status };
}

function checkInterface({ resources }: ArmContext, nicId: string, machineId: string): void {
  const nic = resources.get(nicId);
  if (nic === undefined) {
    throw new CloudError(
      "NotFound",
      `Resource ${nicId} referenced by resource ${machineId} was not found. Please make sure that the referenced resource ` +
        "exists, and that both resources are in the same region.",
      404,
    );
  }
  const holder = (nic.properties["virtualMachine"] as { id?: string } | undefined)?.id;
  if (holder === undefined || isSameId(holder, machineId)) return;
  throw new CloudError(
    "NicInUse",
    `Network Interface ${nic.id} is used by existing resource ${holder}. A network interface belongs to one virtual machine, ` +
      `it cannot be used by ${nameOf(machineId)} too.`,
  );
}

function missing(parameter: string): CloudError {
  return new CloudError("InvalidParameter", `Required parameter '${parameter}' is missing (null).`);
}

import type { ArmResource } from "../arm/arm-resource";
import type { ArmContext } from "../arm/arm-type";
import type { PowerState, VirtualMachineGuest } from "./virtual-machine-guest";

const POWER_STATES: Readonly<Record<PowerState, string>> = {
  running: "VM running",
  stopped: "VM stopped",
  deallocated: "VM deallocated",
};

/** `{code, displayStatus}` of a machine's power state. */
export function powerStateOf({ powerState }: VirtualMachineGuest): { code: string; displayStatus: string } {
  return { code: `PowerState/${powerState}`, displayStatus: POWER_STATES[powerState] };
}

/**
 * What a machine looks like from inside, as far as its agent says so: the agent is not seen while the machine is
 * deallocated. What an agent that is not ready shows is that of machines whose status was not reported yet.
 *
 * @see Virtual Machines - Instance View (Azure REST API reference)
 */
export function instanceView(
  { machines, clock }: ArmContext,
  resource: ArmResource,
): Record<string, unknown> {
  const guest = machines.of(resource);
  const time = new Date(clock.now()).toISOString();
  const { osProfile, storageProfile, timeCreated } = resource.properties as {
    osProfile?: { computerName?: string };
    storageProfile?: { osDisk?: { name?: string; osType?: string } };
    timeCreated?: string;
  };
  const isOn = guest.powerState === "running";
  const { isReady, version } = guest.agent;
  const seen = isOn && isReady;
  return {
    ...(seen
      ? {
          computerName: osProfile?.computerName ?? resource.name,
          ...systemOf(storageProfile?.osDisk?.osType),
        }
      : {}),
    hyperVGeneration: "V2",
    ...(guest.powerState === "deallocated"
      ? {}
      : {
          vmAgent: seen
            ? readyAgent(version, time)
            : { vmAgentVersion: "Unknown", statuses: [notReady(time)] },
        }),
    disks: [
      {
        name: storageProfile?.osDisk?.name,
        statuses: [{ ...provisioned, time: timeCreated }],
      },
    ],
    statuses: [
      { ...provisioned, time: timeCreated },
      { level: "Info", ...powerStateOf(guest) },
    ],
  };
}

const provisioned = {
  code: "ProvisioningState/succeeded",
  level: "Info",
  displayStatus: "Provisioning succeeded",
};

function systemOf(osType: string | undefined): object {
  return osType === "Windows"
    ? { osName: "Windows Server 2022 Datacenter", osVersion: "10.0.20348.2762" }
    : { osName: "ubuntu", osVersion: "24.04" };
}

function readyAgent(vmAgentVersion: string, time: string): object {
  const status = { code: "ProvisioningState/succeeded", level: "Info", displayStatus: "Ready" };
  return {
    vmAgentVersion,
    statuses: [{ ...status, message: "Guest Agent is running", time }],
    extensionHandlers: [],
  };
}

function notReady(time: string): object {
  return {
    code: "ProvisioningState/Unavailable",
    level: "Warning",
    displayStatus: "Not Ready",
    message: "VM status blob is found but not yet populated.",
    time,
  };
}

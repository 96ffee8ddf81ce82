import type { ArmResource } from "../arm/arm-resource";
import type { ArmContext } from "../arm/arm-type";
import { configurationsOf } from "../resources/ip-configurations";
import type { MachineIdentity } from "./fake-root";

type Attached = { readonly id: string; readonly properties?: { readonly primary?: boolean } };

/** What a machine knows of itself, as it stands in the table. */
export function identityOf(
  { resources }: ArmContext,
  machine: ArmResource,
): Omit<MachineIdentity, "architecture"> & { readonly system: "Linux" | "Windows" } {
  const { osProfile, storageProfile, networkProfile } = machine.properties as {
    osProfile?: { computerName?: string };
    storageProfile?: { osDisk?: { osType?: string } };
    networkProfile?: { networkInterfaces?: Attached[] };
  };
  const attached = [...(networkProfile?.networkInterfaces ?? [])].sort(
    (one, other) => Number(other.properties?.primary ?? false) - Number(one.properties?.primary ?? false),
  );
  return {
    computerName: osProfile?.computerName ?? machine.name,
    system: storageProfile?.osDisk?.osType === "Windows" ? "Windows" : "Linux",
    interfaces: attached.flatMap(({ id }, index) => {
      const nic = resources.get(id);
      const addresses = nic
        ? configurationsOf(nic).flatMap(({ properties }) => properties?.privateIPAddress ?? [])
        : [];
      return addresses.map((address) => ({ name: `eth${index}`, address }));
    }),
  };
}

import type { ArmResource } from "../arm/arm-resource";
import type { ArmContext } from "../arm/arm-type";
import { configurationsOf, type IpConfiguration } from "./ip-configurations";
import { addressesOf } from "./private-addresses";

/** The configurations with addresses, the first one primary where none is said to be. */
export function completedConfigurations(
  context: ArmContext,
  nicId: string,
  given: readonly IpConfiguration[],
  before: ArmResource | undefined,
): object[] {
  const old = before ? configurationsOf(before) : [];
  const isPrimarySaid = given.some(({ properties }) => properties?.primary);
  const addresses = addressesOf(context.resources);
  const taken = new Set<string>();
  return given.map((one, index) => {
    const { privateIPAddressVersion = one.properties?.privateIPAddress?.includes(":") ? "IPv6" : "IPv4" } =
      one.properties ?? {};
    const kept = old.find(({ name }) => name === one.name)?.properties?.privateIPAddress;
    const wanted = one.properties?.privateIPAddress ?? kept;
    const subnet = context.resources.get(one.properties!.subnet!.id)!;
    const privateIPAddress = addresses.take({
      nicId,
      subnet,
      wanted,
      isIPv6: privateIPAddressVersion === "IPv6",
      taken,
    });
    return {
      ...one,
      id: `${nicId}/ipConfigurations/${one.name}`,
      type: "Microsoft.Network/networkInterfaces/ipConfigurations",
      properties: {
        privateIPAllocationMethod: "Dynamic",
        ...one.properties,
        ...(privateIPAddress === undefined ? {} : { privateIPAddress }),
        privateIPAddressVersion,
        primary: isPrimarySaid ? (one.properties?.primary ?? false) : index === 0,
        provisioningState: "Succeeded",
      },
    };
  });
}

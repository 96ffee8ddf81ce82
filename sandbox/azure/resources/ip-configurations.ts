import type { ArmResource } from "../arm/arm-resource";

/** One address of an interface. */
export interface IpConfiguration {
  readonly name: string;
  readonly properties?: {
    readonly primary?: boolean;
    readonly privateIPAddress?: string;
    readonly privateIPAddressVersion?: "IPv4" | "IPv6";
    readonly publicIPAddress?: { readonly id: string };
    readonly subnet?: { readonly id: string };
  };
}

export function configurationsOf({
  properties,
}: Pick<ArmResource, "properties">): readonly IpConfiguration[] {
  return (properties["ipConfigurations"] ?? []) as IpConfiguration[];
}

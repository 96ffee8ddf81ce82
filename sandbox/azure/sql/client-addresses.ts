import type { ArmResource } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import { contains, prefixesOf } from "../resources/virtual-network";

/** Where a connection comes from, as Azure SQL sees it. */
export interface SqlClient {
  /** The public IPv4 address, which is that of a gateway for a private client. */
  readonly address: string;
  /** Whether the address belongs to Azure, which the rule from 0.0.0.0 to 0.0.0.0 lets in. */
  readonly isAzure: boolean;
  /** The subnet in which it runs. */
  readonly subnet?: ArmResource;
}

/** A range of loopback addresses, and the range of public ones that it stands for. */
export interface StandIn {
  /** For example `127.81.0.0/16`. */
  readonly loopback: string;
  /** A range of the same length: `81.20.0.0/16`. */
  readonly publicRange: string;
  readonly isAzure: boolean;
}

/** Documentation addresses, an internet provider, and Azure itself. */
const STAND_INS: readonly StandIn[] = [
  { loopback: "127.192.2.0/24", publicRange: "192.0.2.0/24", isAzure: false },
  { loopback: "127.198.100.0/24", publicRange: "198.51.100.0/24", isAzure: false },
  { loopback: "127.203.113.0/24", publicRange: "203.0.113.0/24", isAzure: false },
  { loopback: "127.81.0.0/16", publicRange: "81.20.0.0/16", isAzure: false },
  { loopback: "127.52.0.0/16", publicRange: "52.150.0.0/16", isAzure: true },
];

/** Address by which a subnet without a service endpoint reaches the internet. */
const AZURE_OUTBOUND = "52.150.255.254";

/**
 * Public addresses are simulated on loopback: a client binds a local address that stands for its public one. Every other
 * address `127.x.y.z` stands for the private `10.x.y.z`, if that lies in a subnet of a virtual network.
 */
export class ClientAddresses {
  readonly #resources: ArmTable;
  /** The first one that holds an address decides. */
  readonly standIns: StandIn[] = [...STAND_INS];

  constructor(resources: ArmTable) {
    this.#resources = resources;
  }

  /** @returns undefined for an address that stands for none */
  clientAt(loopback: string): SqlClient | undefined {
    for (const { loopback: range, publicRange, isAzure } of this.standIns) {
      if (!contains(range, `${loopback}/32`)) continue;
      return { address: moved(loopback, publicRange), isAzure };
    }
    const inside = loopback.replace(/^127\./, "10.");
    const subnet = this.#resources
      .list("Microsoft.Network/virtualNetworks/subnets")
      .find(({ properties }) => prefixesOf(properties).some((prefix) => contains(prefix, `${inside}/32`)));
    return subnet && { address: AZURE_OUTBOUND, isAzure: true, subnet };
  }
}

/** The address at the same place of another range. */
function moved(address: string, range: string): string {
  const [network = "", length] = range.split("/");
  const kept = Number(length ?? 32) / 8;
  return [...network.split(".").slice(0, kept), ...address.split(".").slice(kept)].join(".");
}

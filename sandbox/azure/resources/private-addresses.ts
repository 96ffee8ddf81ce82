import { CloudError } from "../../cloud/cloud-error";
import { type ArmResource, isSameId, nameOf } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import { configurationsOf } from "./ip-configurations";
import { numberOf } from "./sql-firewall-rule";
import { contains, prefixesOf } from "./virtual-network";

export interface AddressRequest {
  readonly nicId: string;
  readonly subnet: ArmResource;
  /** A free one is found without it. */
  readonly wanted: string | undefined;
  readonly isIPv6: boolean;
  /** What other configurations of the same interface have; the answer is added. */
  readonly taken: Set<string>;
}

const books = new WeakMap<ArmTable, PrivateAddresses>();

/** The private addresses that the interfaces of a table have. */
export function addressesOf(resources: ArmTable): PrivateAddresses {
  const known = books.get(resources);
  if (known) return known;
  const book = new PrivateAddresses(resources);
  books.set(resources, book);
  return book;
}

/** Which interface has which address of a subnet. Azure keeps the first four addresses of a subnet for itself. */
class PrivateAddresses {
  /** By subnet and address, in lower case. */
  readonly #users = new Map<string, string>();
  /** Where the search for a free address goes on, by subnet and range, until an address gets free. */
  readonly #searches = new Map<string, Generator<string>>();

  constructor(resources: ArmTable) {
    for (const type of INTERFACES) for (const nic of resources.list(type)) this.#note(nic);
    resources.onChange(({ before, after }) => {
      if (!INTERFACES.includes((after ?? before)!.type.toLowerCase())) return;
      const users = this.#users.size;
      if (before) this.#forget(before);
      if (after) this.#note(after);
      if (this.#users.size < users) this.#searches.clear();
    });
  }

  /** @throws CloudError when the address is another interface's, or not of the subnet */
  take({ nicId, subnet, wanted, isIPv6, taken }: AddressRequest): string | undefined {
    const prefixes = prefixesOf(subnet.properties).filter((prefix) => prefix.includes(":") === isIPv6);
    const userOf = (address: string) => {
      const user = this.#users.get(keyOf(subnet.id, address));
      return isSameId(user, nicId) ? undefined : user;
    };
    if (wanted !== undefined) {
      const user = userOf(wanted);
      if (user !== undefined) {
        throw new CloudError(
          "PrivateIPAddressIsAllocated",
          `IP configuration of ${nicId} is using the private IP address ${wanted} which is already allocated to resource ${user}.`,
        );
      }
      if (!prefixes.some((prefix) => contains(prefix, `${wanted}/${isIPv6 ? 128 : 32}`))) {
        throw new CloudError(
          "PrivateIPAddressNotInSubnet",
          `Private static IP address ${wanted} does not belong to the range of subnet prefix ${prefixes.join(", ")} of ${nameOf(subnet.id)}.`,
        );
      }
      taken.add(wanted);
      return wanted;
    }
    for (const prefix of prefixes) {
      const key = keyOf(subnet.id, prefix);
      const begun = this.#searches.get(key);
      for (const search of [...(begun ? [begun] : []), candidates(prefix)]) {
        this.#searches.set(key, search);
        for (let found = search.next(); !found.done; found = search.next()) {
          if (taken.has(found.value) || this.#users.has(keyOf(subnet.id, found.value))) continue;
          taken.add(found.value);
          return found.value;
        }
      }
    }
    throw new CloudError(
      "SubnetIsFull",
      `Subnet ${nameOf(subnet.id)} with address prefix ${prefixes.join(", ")} does not have enough capacity for 1 IP addresses.`,
    );
  }

  #note(nic: ArmResource): void {
    for (const { properties } of configurationsOf(nic)) {
      if (properties?.subnet && properties.privateIPAddress)
        this.#users.set(keyOf(properties.subnet.id, properties.privateIPAddress), nic.id);
    }
  }

  #forget(nic: ArmResource): void {
    for (const { properties } of configurationsOf(nic)) {
      if (properties?.subnet && properties.privateIPAddress)
        this.#users.delete(keyOf(properties.subnet.id, properties.privateIPAddress));
    }
  }
}

const INTERFACES = [
  "microsoft.network/networkinterfaces",
  "microsoft.compute/virtualmachinescalesets/virtualmachines/networkinterfaces",
];
const keyOf = (subnetId: string, address: string): string => `${subnetId} ${address}`.toLowerCase();

/** Addresses of a range that machines may have, lowest first. */
function* candidates(prefix: string): Generator<string> {
  const [network = "", length] = prefix.split("/");
  if (network.includes(":")) {
    const start = network.replace(/::$/, "").replace(/(:0)+$/, "");
    for (let last = 4; last < 65_536; last += 1) yield `${start}::${last.toString(16)}`;
    return;
  }
  const first = numberOf(network);
  const size = 2 ** (32 - Number(length));
  for (let offset = 4; offset < size - 1; offset += 1) {
    const value = first + offset;
    yield [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
  }
}

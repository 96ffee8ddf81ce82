import { type AddressRange, parseRange } from "../addresses/address-range";
import { type AddressSet, addressRanges, addressSet } from "../addresses/address-set";
import { specialAddress } from "../addresses/ip-address";
import { workloadAddresses, workloadTitle } from "../workloads/workload-addresses";
import type { ConsumerKind, ConsumerSource } from "./answer";
import type { ContainerWorkloadFact, PolicyFacts } from "./facts";

/** Addresses in both forms that are used here. */
export interface Addresses {
  readonly set: AddressSet;
  readonly ranges: readonly AddressRange[];
}

export function addressesOf(set: AddressSet): Addresses {
  return { set, ranges: addressRanges(set) };
}

/** A workload or a container workload. Its addresses are read when they are first asked for. */
export class Endpoint {
  readonly labels: readonly string[];
  #read: ReadAddresses | undefined;

  constructor(
    readonly kind: typeof ConsumerKind.Workload | typeof ConsumerKind.ContainerWorkload,
    private readonly fact: PolicyFacts["workloads"][number] | ContainerWorkloadFact,
  ) {
    this.labels = (fact.labels ?? []).map(({ href }) => href);
  }

  get href(): string {
    return this.fact.href;
  }

  get source(): ConsumerSource {
    return this.#addresses().source;
  }

  /** Its own addresses. */
  get addresses(): Addresses {
    return this.#addresses().own;
  }

  /** The subnets of its interfaces; the address itself where the PCE knows no subnet. */
  get subnets(): Addresses {
    return this.#addresses().subnets;
  }

  /** Addresses that cannot be read, as the PCE wrote them. */
  get unreadable(): readonly string[] {
    return this.#addresses().unreadable;
  }

  #addresses(): ReadAddresses {
    this.#read ??= readAddresses(this.kind, this.fact, this.labels);
    return this.#read;
  }
}

interface ReadAddresses {
  readonly source: ConsumerSource;
  readonly own: Addresses;
  readonly subnets: Addresses;
  readonly unreadable: readonly string[];
}

/** Interfaces that are down or ignored, and addresses that lead to no other host, do not count. */
function readAddresses(
  kind: Endpoint["kind"],
  fact: PolicyFacts["workloads"][number] | ContainerWorkloadFact,
  labels: readonly string[],
): ReadAddresses {
  const own: AddressRange[] = [];
  const subnets: AddressRange[] = [];
  const unreadable: string[] = [];
  let publicIp: string | undefined;
  for (const { address, isPublic, ignored, prefix, text } of workloadAddresses(fact)) {
    if (ignored) continue;
    if (address === undefined) unreadable.push(text);
    else if (isPublic) publicIp = address;
    else if (specialAddress(address) === undefined) {
      const range = parseRange(address)!;
      own.push(range);
      subnets.push((prefix === undefined ? undefined : parseRange(`${address}/${prefix}`)) ?? range);
    }
  }
  const addresses = addressesOf(addressSet(own));
  return {
    source: {
      kind,
      href: fact.href,
      title: workloadTitle(fact),
      labels,
      ...(publicIp !== undefined && { publicIp }),
    },
    own: addresses,
    subnets: subnets.every((range, index) => range === own[index])
      ? addresses
      : addressesOf(addressSet(subnets)),
    unreadable,
  };
}

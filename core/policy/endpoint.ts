import { type AddressRange, parseRange } from "../addresses/address-range";
import { type AddressSet, addressRanges, addressSet, NO_ADDRESSES } from "../addresses/address-set";
import { specialAddress } from "../addresses/ip-address";
import { ipv4Number } from "../addresses/ipv4";
import { type WorkloadAddress, workloadAddresses, workloadTitle } from "../workloads/workload-addresses";
import type { WorkloadFact } from "../workloads/workload-fact";
import type { ConsumerKind, ConsumerSource } from "./answer";
import type { ContainerWorkloadFact, HrefFact } from "./facts";

/** A set of addresses, and its ranges once they are asked for. */
export class Addresses {
  #ranges: readonly AddressRange[] | undefined;

  constructor(readonly set: AddressSet) {}

  get ranges(): readonly AddressRange[] {
    this.#ranges ??= addressRanges(this.set);
    return this.#ranges;
  }
}

const NOTHING: readonly string[] = [];

/** A workload or a container workload. Its addresses are read when they are first asked for. */
export class Endpoint {
  #places: readonly WorkloadAddress[] | undefined;
  #addresses: Addresses | undefined;
  #subnets: Addresses | undefined;
  #source: ConsumerSource | undefined;

  constructor(
    readonly kind: typeof ConsumerKind.Workload | typeof ConsumerKind.ContainerWorkload,
    private readonly fact: WorkloadFact | ContainerWorkloadFact,
  ) {}

  get labels(): readonly HrefFact[] {
    return this.fact.labels ?? [];
  }

  get source(): ConsumerSource {
    this.#source ??= sourceOf(this.kind, this.fact, this.places);
    return this.#source;
  }

  /** Its own addresses. */
  get addresses(): Addresses {
    this.#addresses ??= new Addresses(ownAddresses(this.places));
    return this.#addresses;
  }

  /** The subnets of its interfaces; the address itself where the PCE knows no subnet. */
  get subnets(): Addresses {
    this.#subnets ??= new Addresses(addressSet(this.places.flatMap(subnetOf)));
    return this.#subnets;
  }

  /** Addresses that cannot be read, as the PCE wrote them. */
  get unreadable(): readonly string[] {
    if (this.places.every(({ address }) => address !== undefined)) return NOTHING;
    return this.places.flatMap(({ address, text }) => (address === undefined ? [text] : []));
  }

  /** Without interfaces that are down or ignored. */
  private get places(): readonly WorkloadAddress[] {
    if (this.#places === undefined) {
      const all = workloadAddresses(this.fact);
      const counts = ({ ignored }: WorkloadAddress) => ignored === undefined;
      this.#places = all.every(counts) ? all : all.filter(counts);
    }
    return this.#places;
  }
}

function sourceOf(
  kind: Endpoint["kind"],
  fact: WorkloadFact | ContainerWorkloadFact,
  places: readonly WorkloadAddress[],
): ConsumerSource {
  const publicIp = places.find(({ isPublic }) => isPublic)?.address;
  return {
    kind,
    href: fact.href,
    title: workloadTitle(fact),
    labels: (fact.labels ?? []).map(({ href }) => href),
    ...(publicIp !== undefined && { publicIp }),
  };
}

/** Addresses that lead to no other host, such as loopback, do not count. */
function isOwn({ address, isPublic }: WorkloadAddress): boolean {
  return address !== undefined && !isPublic && specialAddress(address) === undefined;
}

/** Most workloads have one IPv4 address, which needs no bigint. */
function ownAddresses(places: readonly WorkloadAddress[]): AddressSet {
  const own = places.every(isOwn) ? places : places.filter(isOwn);
  const single = own.length === 1 ? ipv4Number(own[0]!.address!) : undefined;
  if (single !== undefined) return { v4: [single, single + 1], v6: NO_ADDRESSES.v6 };
  return addressSet(own.map(({ address }) => parseRange(address!)!));
}

function subnetOf(place: WorkloadAddress): AddressRange[] {
  const { address, prefix } = place;
  if (!isOwn(place)) return [];
  const subnet = prefix === undefined ? undefined : parseRange(`${address}/${prefix}`);
  return [subnet ?? parseRange(address!)!];
}

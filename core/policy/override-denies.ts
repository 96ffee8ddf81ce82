import { type AddressRange, parseRange } from "../addresses/address-range";
import { type AddressSet, addressSet, isEmpty, union, without } from "../addresses/address-set";
import { ConsumerKind, type ConsumerSource, type PortRange } from "./answer";
import type { Consumption } from "./consumers";
import { addressesOf } from "./endpoint";
import { mergedPorts, portSegments, portsWithin, portsWithout } from "./port-ranges";

/** Ports on which override denies name the same. */
interface Denied {
  readonly ports: PortRange;
  readonly addresses: AddressSet;
  /** Hrefs of the workloads that are named. */
  readonly sources: ReadonlySet<string>;
}

/** What override denies take away from the rules that allow. */
export class OverrideDenies {
  private readonly denied: readonly Denied[];

  constructor(consumptions: readonly Consumption[]) {
    const segments = portSegments(consumptions.flatMap(({ ports }) => ports));
    this.denied = segments.map((ports): Denied => {
      const here = consumptions.filter((one) => portsWithin(one.ports, [ports]).length > 0);
      return {
        ports,
        addresses: union(here.map(({ addresses }) => addresses.set)),
        sources: new Set(
          here.filter(({ source }) => source.kind !== ConsumerKind.IpList).map(({ source }) => source.href),
        ),
      };
    });
  }

  /** What is left of it: as it was, less, on other ports other addresses, or nothing. */
  netOf(consumption: Consumption): Consumption[] {
    const { ports, addresses, source } = consumption;
    const touching = this.denied.filter((one) => portsWithin(ports, [one.ports]).length > 0);
    if (touching.length === 0) return [consumption];
    const left: { set: AddressSet; source: ConsumerSource; ports: PortRange[] }[] = [];
    const keep = (set: AddressSet, from: ConsumerSource, on: readonly PortRange[]) => {
      if (on.length === 0 || (isEmpty(set) && from.publicIp === undefined)) return;
      const same = left.find((one) => one.source.publicIp === from.publicIp && equal(one.set, set));
      if (same === undefined) left.push({ set, source: from, ports: [...on] });
      else same.ports.push(...on);
    };
    keep(
      addresses.set,
      source,
      portsWithout(
        ports,
        touching.map((one) => one.ports),
      ),
    );
    for (const denied of touching) {
      const set = without(addresses.set, denied.addresses);
      const isNamed = denied.sources.has(source.href) || isDenied(source.publicIp, denied.addresses);
      const nothingLeft = isEmpty(set) && !isEmpty(addresses.set);
      keep(
        set,
        isNamed || nothingLeft ? withoutPublicIp(source) : source,
        portsWithin(ports, [denied.ports]),
      );
    }
    return left.map((one) => ({
      ...consumption,
      source: one.source,
      addresses: one.set === addresses.set ? addresses : addressesOf(one.set),
      ports: mergedPorts(one.ports),
    }));
  }
}

function isDenied(address: string | undefined, denied: AddressSet): boolean {
  const range: AddressRange | undefined = address === undefined ? undefined : parseRange(address);
  return range !== undefined && isEmpty(without(addressSet([range]), denied));
}

function withoutPublicIp({ publicIp: _, ...source }: ConsumerSource): ConsumerSource {
  return source;
}

function equal(one: AddressSet, other: AddressSet): boolean {
  return (
    one === other ||
    (one.v4.length === other.v4.length &&
      one.v6.length === other.v6.length &&
      one.v4.every((bound, at) => bound === other.v4[at]) &&
      one.v6.every((bound, at) => bound === other.v6[at]))
  );
}

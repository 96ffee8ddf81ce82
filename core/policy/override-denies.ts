import { type AddressRange, parseRange } from "../addresses/address-range";
import { type AddressSet, addressSet, isEmpty, union, without } from "../addresses/address-set";
import type { ConsumerSource, PortRange } from "./answer";
import type { Consumption } from "./consumers";
import { Addresses } from "./endpoint";
import { mergedPorts, portSegments, portsWithin, portsWithout } from "./port-ranges";

/** Ports on which override denies name the same. */
interface Denied {
  readonly ports: PortRange;
  readonly addresses: AddressSet;
  /** Hrefs of what is named. */
  readonly sources: ReadonlySet<string>;
}

/** Ports that may lose addresses. */
interface Touched {
  /** Those that lose nothing. */
  readonly free: readonly PortRange[];
  readonly denied: readonly { readonly by: Denied; readonly ports: readonly PortRange[] }[];
}

/** What override denies take away from the rules that allow. */
export class OverrideDenies {
  private readonly denied: readonly Denied[];
  /** By the ports of a rule, which all of its consumers share. */
  private readonly touched = new Map<readonly PortRange[], Touched>();

  constructor(consumptions: readonly Consumption[]) {
    const byPorts = new Map<readonly PortRange[], Consumption[]>();
    for (const one of consumptions) {
      const others = byPorts.get(one.ports);
      if (others === undefined) byPorts.set(one.ports, [one]);
      else others.push(one);
    }
    this.denied = portSegments([...byPorts.keys()].flat()).map((ports): Denied => {
      const here = [...byPorts]
        .filter(([those]) => portsWithin(those, [ports]).length > 0)
        .flatMap(([, some]) => some);
      return {
        ports,
        addresses: union(here.map(({ addresses }) => addresses.set)),
        sources: new Set(here.map(({ source }) => source.href)),
      };
    });
  }

  /** What is left of it: as it was, less, on other ports other addresses, or nothing. */
  netOf(consumption: Consumption): Consumption[] {
    const { addresses, source } = consumption;
    const { free, denied } = this.touchedOf(consumption.ports);
    if (denied.length === 0) return [consumption];
    const left: { set: AddressSet; source: ConsumerSource; ports: PortRange[] }[] = [];
    const keep = (set: AddressSet, from: ConsumerSource, on: readonly PortRange[]) => {
      if (on.length === 0 || (isEmpty(set) && from.publicIp === undefined)) return;
      const same = left.find((one) => one.source.publicIp === from.publicIp && equal(one.set, set));
      if (same === undefined) left.push({ set, source: from, ports: [...on] });
      else same.ports.push(...on);
    };
    keep(addresses.set, source, free);
    for (const { by, ports } of denied) {
      const set = without(addresses.set, by.addresses);
      const isNamed = by.sources.has(source.href) || isDenied(source.publicIp, by.addresses);
      const nothingLeft = isEmpty(set) && !isEmpty(addresses.set);
      keep(set, isNamed || nothingLeft ? withoutPublicIp(source) : source, ports);
    }
    return left.map((one) => ({
      ...consumption,
      source: one.source,
      addresses: one.set === addresses.set ? addresses : new Addresses(one.set),
      ports: mergedPorts(one.ports),
    }));
  }

  private touchedOf(ports: readonly PortRange[]): Touched {
    const known = this.touched.get(ports);
    if (known !== undefined) return known;
    const denied = this.denied
      .map((by) => ({ by, ports: portsWithin(ports, [by.ports]) }))
      .filter((one) => one.ports.length > 0);
    const touched = {
      free: portsWithout(
        ports,
        denied.map(({ by }) => by.ports),
      ),
      denied,
    };
    this.touched.set(ports, touched);
    return touched;
  }
}

/** Whether override denies took anything from a consumption. @param net what is left of it */
export function isLess(net: readonly Consumption[], whole: Consumption): boolean {
  const [left] = net;
  if (left === whole) return false;
  if (left === undefined || net.length > 1) return true;
  return (
    left.source.publicIp !== whole.source.publicIp ||
    !equal(left.addresses.set, whole.addresses.set) ||
    portsWithout(whole.ports, left.ports).length > 0
  );
}

function isDenied(address: string | undefined, denied: AddressSet): boolean {
  const range: AddressRange | undefined = address === undefined ? undefined : parseRange(address);
  return range !== undefined && isEmpty(without(addressSet([range]), denied));
}

function withoutPublicIp(source: ConsumerSource): ConsumerSource {
  if (source.publicIp === undefined) return source;
  const { publicIp: _, ...others } = source;
  return others;
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

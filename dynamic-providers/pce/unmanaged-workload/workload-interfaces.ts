import type { WorkloadInterface as PceInterface } from "../../../clients/pce";
import { comparableAddress } from "./workload-fields";

export interface InterfaceInputs {
  readonly name?: string;
  readonly address: string;
  readonly cidrBlock?: number;
  readonly linkState?: string;
  readonly defaultGatewayAddress?: string;
  readonly friendlyName?: string;
  readonly networkHref?: string;
}

export type Interfaces = Readonly<Record<string, InterfaceInputs>>;

export function toPceInterfaces(interfaces: Interfaces): PceInterface[] {
  return Object.entries(interfaces).map(([key, item]) => ({
    name: nameOf(key, item),
    address: item.address,
    ...(item.cidrBlock === undefined ? {} : { cidr_block: item.cidrBlock }),
    ...(item.linkState === undefined ? {} : { link_state: item.linkState as "up" }),
    ...(item.defaultGatewayAddress === undefined
      ? {}
      : { default_gateway_address: item.defaultGatewayAddress }),
    ...(item.friendlyName === undefined ? {} : { friendly_name: item.friendlyName }),
    ...(item.networkHref === undefined ? {} : { network: { href: item.networkHref } }),
  }));
}

/**
 * The interfaces in the PCE, under the keys and with the properties that the program uses, so that every difference is
 * one that somebody made. An interface that the program does not declare gets its name as key, followed by the address
 * where that key is taken.
 */
export function fromPceInterfaces(present: readonly PceInterface[], declared: Interfaces): Interfaces {
  const left = new Map(present.map((item) => [identityOf(item.name, comparableAddress(item.address)), item]));
  const found: Record<string, InterfaceInputs> = {};
  const missing: [string, InterfaceInputs][] = [];
  for (const [key, item] of Object.entries(declared)) {
    const identity = identityOf(nameOf(key, item), item.address);
    const match = left.get(identity);
    left.delete(identity);
    if (match) found[key] = seenAs(key, match, item);
    else missing.push([key, item]);
  }
  for (const [key, item] of missing) {
    const moved = [...left].find(([, candidate]) => candidate.name === nameOf(key, item));
    if (!moved) continue;
    left.delete(moved[0]);
    found[key] = seenAs(key, moved[1], item);
  }
  for (const item of left.values()) {
    const key = Object.hasOwn(found, item.name)
      ? `${item.name} ${comparableAddress(item.address)}`
      : item.name;
    found[key] = seenAs(key, item);
  }
  return found;
}

/** The PCE fills in what was not given, so only the declared properties are compared. */
function seenAs(
  key: string,
  seen: PceInterface,
  declared: InterfaceInputs = { address: "", cidrBlock: 0 },
): InterfaceInputs {
  const all = {
    cidrBlock: seen.cidr_block,
    linkState: seen.link_state,
    defaultGatewayAddress: seen.default_gateway_address && comparableAddress(seen.default_gateway_address),
    friendlyName: seen.friendly_name,
    networkHref: seen.network?.href,
  };
  const compared = Object.entries(all).filter(
    ([property, value]) => property in declared && value !== undefined && value !== null,
  );
  return {
    ...(seen.name === key && declared.name === undefined ? {} : { name: seen.name }),
    address: comparableAddress(seen.address),
    ...Object.fromEntries(compared),
  };
}

function nameOf(key: string, item: InterfaceInputs): string {
  return item.name ?? key;
}

function identityOf(name: string, ip: string): string {
  return JSON.stringify([name, ip]);
}

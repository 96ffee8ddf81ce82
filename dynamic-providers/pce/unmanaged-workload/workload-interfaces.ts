import type { WorkloadInterface as PceInterface } from "../../../clients/pce";
import { LinkState } from "../../../clients/pce/enumerations";
import { ipv4Number } from "../../../core/addresses/ipv4";
import { type Checks, object, oneOf, type Rule, record, required, text } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { hasUnknown } from "../../../core/checks/unknown";
import { comparableAddress, ipAddress } from "./workload-fields";

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

const address: Rule<string> = (value, checks) => {
  const [ip, length, ...rest] = typeof value === "string" ? value.split("/") : [];
  if (length === undefined || rest.length > 0) return ipAddress(value, checks);
  const prefix = /^\d+$/.test(length) ? `, cidrBlock: ${length}` : "";
  return checks
    .advising(`write address: "${ip}"${prefix} (use cidrBlock)`)
    .must("be an address alone", value);
};

const cidrBlock: Rule<number> = (value, checks) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 128
    ? value
    : checks.must("be the length of the network prefix, 0 to 128", value);

const RULES = {
  name: text(),
  address: required(address),
  cidrBlock,
  linkState: oneOf(...Object.values(LinkState)),
  defaultGatewayAddress: ipAddress,
  friendlyName: text(),
  networkHref: text(),
};

const oneInterface: Rule<object> = (value, checks) => {
  const checked = object(RULES, "{address, …}")(value, checks);
  const { address: ip, cidrBlock: prefix } = checked ?? {};
  const isIpv4 = typeof ip === "string" && ipv4Number(ip) !== undefined;
  if (isIpv4 && typeof prefix === "number" && prefix > 32)
    checks.at("cidrBlock").must("be 0 to 32 for an IPv4 address", prefix);
  return checked;
};

const allInterfaces = record(required(oneInterface), "a record from interface key to {address, …}", (key) =>
  key === "" ? "the key must not be empty" : undefined,
);

/** All interfaces of a workload by the keys of the user. */
export const interfaces: Rule<JsonRecord> = (value, checks) => {
  const checked = allInterfaces(value, checks);
  if (checked) reportTwins(checked, checks);
  return checked;
};

/** Reports repeated addresses: the PCE accepts an address of an interface only once. */
function reportTwins(interfaces: JsonRecord, checks: Checks): void {
  const first = new Map<string, string>();
  for (const [key, item] of Object.entries(interfaces)) {
    if (!isRecord(item) || typeof item["address"] !== "string" || hasUnknown([item["address"], item["name"]]))
      continue;
    const identity = identityOf(nameOf(key, item as unknown as InterfaceInputs), item["address"]);
    const twin = first.get(identity);
    if (twin === undefined) first.set(identity, key);
    else checks.at(key).fail(`is the same name and address as ${checks.at(twin).path}`);
  }
}

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

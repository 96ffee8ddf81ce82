import { isIP } from "node:net";
import type { WorkloadInterface as PceInterface } from "../../clients/pce";
import {
  checkProperties,
  kindOf,
  memberPath,
  oneOf,
  shown,
  text,
  type ValueCheck,
} from "../engine/input-check";
import { isRecord, type JsonRecord } from "../engine/json";
import type { CheckFailure } from "../engine/resource-provider";
import { hasUnknown, isUnknown } from "../engine/unknown";
import { canonicalAddress, ipAddress } from "./workload-fields";

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

const address: ValueCheck = (value, path, fail) => {
  const [ip, length, ...rest] = typeof value === "string" ? value.split("/") : [];
  if (length === undefined || rest.length > 0) return ipAddress(value, path, fail);
  const prefix = /^\d+$/.test(length) ? `, cidrBlock: ${length}` : "";
  return fail(
    `must be an address alone, got ${shown(value)}; write address: "${ip}"${prefix} (use cidrBlock)`,
  );
};

const cidrBlock: ValueCheck = (value, _path, fail) => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 128) return value;
  return fail(`must be the length of the network prefix, 0 to 128, got ${shown(value)}`);
};

const RULES = {
  name: text(),
  address,
  cidrBlock,
  linkState: oneOf("up", "down", "unknown"),
  defaultGatewayAddress: ipAddress,
  friendlyName: text(),
  networkHref: text(),
};

/** @returns the rule for the whole record, which collects every problem of every interface */
export function interfacesCheck(failures: CheckFailure[]): ValueCheck {
  return (value, path, fail) => {
    if (!isRecord(value)) {
      return fail(`must be a record from interface key to {address, …}, got ${kindOf(value)}`);
    }
    const checked: JsonRecord = {};
    for (const [key, item] of Object.entries(value)) {
      const at = memberPath(path, key);
      if (isUnknown(item)) checked[key] = item;
      else if (isRecord(item)) checked[key] = checkInterface(key, item, at, failures);
      else fail(`must be {address, …}, got ${kindOf(item)}`, at);
    }
    reportTwins(checked, path, failures);
    return checked;
  };
}

function checkInterface(key: string, item: JsonRecord, at: string, failures: CheckFailure[]): JsonRecord {
  if (key === "") failures.push({ property: at, reason: "the key must not be empty" });
  if (item["address"] === undefined || item["address"] === null) {
    failures.push({ property: `${at}.address`, reason: "is missing" });
  }
  const checked = checkProperties(item, RULES, failures, `${at}.`);
  const { address: ip, cidrBlock: prefix } = checked;
  if (typeof ip === "string" && isIP(ip) === 4 && typeof prefix === "number" && prefix > 32) {
    failures.push({
      property: `${at}.cidrBlock`,
      reason: `must be 0 to 32 for an IPv4 address, got ${prefix}`,
    });
  }
  return checked;
}

/** The PCE takes an address of an interface once only. */
function reportTwins(interfaces: JsonRecord, path: string, failures: CheckFailure[]): void {
  const first = new Map<string, string>();
  for (const [key, item] of Object.entries(interfaces)) {
    if (!isRecord(item) || typeof item["address"] !== "string" || hasUnknown([item["address"], item["name"]]))
      continue;
    const identity = identityOf(nameOf(key, item as unknown as InterfaceInputs), item["address"]);
    const twin = first.get(identity);
    if (twin === undefined) first.set(identity, key);
    else
      failures.push({
        property: memberPath(path, key),
        reason: `is the same name and address as ${memberPath(path, twin)}`,
      });
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
 * What the PCE has, under the keys and with the properties that the program uses, so that a difference is one that
 * somebody made. An interface that the program does not know gets its name as key, with the address where taken.
 */
export function fromPceInterfaces(present: readonly PceInterface[], declared: Interfaces): Interfaces {
  const left = new Map(present.map((item) => [identityOf(item.name, canonicalAddress(item.address)), item]));
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
    const key = item.name in found ? `${item.name} ${canonicalAddress(item.address)}` : item.name;
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
    defaultGatewayAddress: seen.default_gateway_address && canonicalAddress(seen.default_gateway_address),
    friendlyName: seen.friendly_name,
    networkHref: seen.network?.href,
  };
  const compared = Object.entries(all).filter(
    ([property, value]) => property in declared && value !== undefined && value !== null,
  );
  return {
    ...(seen.name === key && declared.name === undefined ? {} : { name: seen.name }),
    address: canonicalAddress(seen.address),
    ...Object.fromEntries(compared),
  };
}

function nameOf(key: string, item: InterfaceInputs): string {
  return item.name ?? key;
}

function identityOf(name: string, ip: string): string {
  return JSON.stringify([name, ip]);
}

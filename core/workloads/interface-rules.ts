import { ipAddress } from "../addresses/address-rule";
import { ipv4Number } from "../addresses/ipv4";
import { type Checks, object, oneOf, type Rule, record, required, text } from "../checks";
import { isRecord, type JsonRecord } from "../checks/json";
import { LinkState } from "./enumerations";

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

/** Rule of all interfaces of a workload, by the keys of the user. */
export const interfaces: Rule<JsonRecord> = (value, checks) => {
  const checked = allInterfaces(value, checks);
  if (checked) reportTwins(checked, checks);
  return checked;
};

/** Reports repeated addresses: the PCE accepts an address of an interface only once. */
function reportTwins(interfaces: JsonRecord, checks: Checks): void {
  const first = new Map<string, string>();
  for (const [key, item] of Object.entries(interfaces)) {
    if (
      !isRecord(item) ||
      typeof item["address"] !== "string" ||
      [item["address"], item["name"]].some((one) => checks.isLater(one))
    )
      continue;
    const name = typeof item["name"] === "string" ? item["name"] : key;
    const identity = JSON.stringify([name, item["address"]]);
    const twin = first.get(identity);
    if (twin === undefined) first.set(identity, key);
    else checks.at(key).fail(`is the same name and address as ${checks.at(twin).path}`);
  }
}

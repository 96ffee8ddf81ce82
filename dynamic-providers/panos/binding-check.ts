import { parseRange } from "../../core/addresses/address-range";
import { canonicalAddress } from "../../core/addresses/ip-address";
import { type DagBindingDeclaration, defaultRevisionAddress, tagNameProblem } from "../../core/dag";
import {
  checkProperties,
  flag,
  kindOf,
  memberPath,
  oneOf,
  shown,
  text,
  textSet,
  type ValueCheck,
} from "../engine/input-check";
import { isRecord, type JsonRecord } from "../engine/json";
import type { CheckFailure } from "../engine/resource-provider";

/** What stands before the name of a binding in its tag when the user says nothing. */
export const TAG_PREFIX = "illumio-iac";

const wholeNumber: ValueCheck = (value, _path, fail) =>
  Number.isSafeInteger(value) && (value as number) > 0
    ? value
    : fail(`must be a whole number from 1, got ${shown(value)}`);

const share: ValueCheck = (value, _path, fail) =>
  typeof value === "number" && value >= 0 && value <= 1
    ? value
    : fail(`must be a number from 0 to 1, got ${shown(value)}`);

const tag: ValueCheck = (value, path, fail) => {
  const checked = text()(value, path, fail);
  const problem = typeof checked === "string" ? tagNameProblem(checked) : undefined;
  return problem === undefined ? checked : fail(problem);
};

const families: ValueCheck = (value, path, fail) => {
  const list = textSet()(value, path, fail);
  if (!Array.isArray(list)) return undefined;
  if (list.length === 0) return fail("must name ipv4, ipv6 or both");
  for (const item of list) oneOf("ipv4", "ipv6")(item, path, fail);
  return list;
};

const ranges: ValueCheck = (value, path, fail) => {
  const list = textSet()(value, path, fail);
  if (!Array.isArray(list)) return undefined;
  const wrong = list.filter((item) => typeof item === "string" && parseRange(item) === undefined);
  for (const item of wrong) fail(`must be an address, a network or a range a-b, got '${item}'`);
  return list;
};

const address: ValueCheck = (value, _path, fail) => {
  const canonical = typeof value === "string" ? canonicalAddress(value) : undefined;
  return canonical ?? fail(`must be an address, got ${shown(value)}`);
};

const record =
  (rules: Readonly<Record<string, ValueCheck>>): ValueCheck =>
  (value, path, fail) => {
    if (!isRecord(value)) return fail(`must be an object, got ${kindOf(value)}`);
    return checkInside(value, rules, path, fail);
  };

const labels: ValueCheck = (value, path, fail) => {
  if (!isRecord(value))
    return fail(`must be an object with a property for each label key, got ${kindOf(value)}`);
  const term = record({ anyOf: textSet(), groups: textSet(), noneOf: textSet() });
  const checked = Object.entries(value).map(([key, item]) => {
    const at = memberPath(path, key);
    const found = term(item, at, (reason, inside = at) => fail(reason, inside));
    if (
      isRecord(found) &&
      Object.values(found).every((values) => Array.isArray(values) && values.length === 0)
    )
      fail("names no value; give anyOf, groups or noneOf at least one", at);
    return [key, found];
  });
  return Object.fromEntries(checked);
};

const RULES = {
  labels,
  all: flag(),
  tag,
  target: record({ firewall: text(), vsys: text(), serials: textSet(), deviceGroup: text() }),
  addressFamilies: families,
  includePublicIp: flag(),
  onlyOnline: flag(),
  excludeRanges: ranges,
  maxAddresses: wholeNumber,
  persistent: flag(),
  onSharedAddress: oneOf("union", "skip"),
  maxRemovedShare: share,
  revisionAddress: address,
};

/** Checks what a user wrote of a binding and fills in what was left out; `failures` takes every problem. */
export function checkBinding(
  name: string,
  written: JsonRecord,
  failures: CheckFailure[],
  prefix = "",
): DagBindingDeclaration {
  const checked = checkProperties(written, RULES, failures, prefix);
  const fail = (property: string, reason: string) => failures.push({ property: prefix + property, reason });
  const tagOrDefault = (checked["tag"] as string | undefined) ?? `${TAG_PREFIX}.${name}`;
  const problem = written["tag"] === undefined ? tagNameProblem(tagOrDefault) : undefined;
  if (problem) fail("tag", `the tag made of the binding's name ${problem}; give one of your own`);
  if (!isRecord(written["target"]) || !written["target"]["firewall"])
    fail("target.firewall", "is missing; name a firewall connection");
  const target = (checked["target"] ?? {}) as { vsys?: string; serials?: string[]; deviceGroup?: string };
  if (target.vsys && target.deviceGroup && !target.serials)
    fail("target.vsys", "Panorama's own table has no vsys; leave it out, or name the firewalls by serials");
  const expression = (checked["labels"] ?? {}) as DagBindingDeclaration["labels"];
  if (Object.keys(expression).length === 0 && checked["all"] !== true)
    fail("labels", "is empty, which matches every workload; if that is meant, set all: true");
  if (Object.keys(expression).length > 0 && checked["all"] === true)
    fail("all", "is only for a binding without labels");
  return {
    all: false,
    addressFamilies: ["ipv4"],
    includePublicIp: false,
    onlyOnline: false,
    excludeRanges: [],
    persistent: true,
    onSharedAddress: "union",
    maxRemovedShare: 0.5,
    revisionAddress: defaultRevisionAddress(tagOrDefault),
    ...checked,
    name,
    tag: tagOrDefault,
    labels: expression,
  } as unknown as DagBindingDeclaration;
}

function checkInside(
  value: JsonRecord,
  rules: Readonly<Record<string, ValueCheck>>,
  path: string,
  fail: (reason: string, path?: string) => void,
): JsonRecord {
  const failures: CheckFailure[] = [];
  const checked = checkProperties(value, rules, failures, `${path}.`);
  for (const { property, reason } of failures) fail(reason, property);
  return checked;
}

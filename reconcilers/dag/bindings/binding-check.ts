import { parseRange } from "../../../core/addresses/address-range";
import { AddressFamily, canonicalAddress } from "../../../core/addresses/ip-address";
import {
  type Checks,
  flag,
  object,
  oneOf,
  properties,
  type Rule,
  required,
  share,
  text,
  textSet,
  where,
  wholeNumber,
} from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { type DagBindingDeclaration, defaultRevisionAddress, tagNameProblem } from "../../../core/dag";
import { labelExpression } from "../../../core/labels/expression-rule";
import { OnSharedAddress } from "../../../core/workloads/on-shared-address";

/** Prefix of the default tag of a binding, before the name of the binding. */
export const TAG_PREFIX = "illumio-iac";

const families: Rule<string[]> = (value, checks) => {
  const found = textSet()(value, checks);
  if (found?.length === 0) return checks.fail("must name ipv4, ipv6 or both");
  for (const item of found ?? []) checks.read(item, oneOf(...Object.values(AddressFamily)));
  return found;
};

const ranges: Rule<string[]> = (value, checks) => {
  const found = textSet()(value, checks);
  for (const item of found ?? [])
    if (!checks.isLater(item) && parseRange(item) === undefined)
      checks.must("be an address, a network or a range a-b", item);
  return found;
};

const address: Rule<string> = (value, checks) => {
  const canonical = typeof value === "string" ? canonicalAddress(value) : undefined;
  return canonical ?? checks.must("be an address", value);
};

const firewall = required(text(), "name a firewall connection");

const RULES = {
  labels: labelExpression,
  all: flag(),
  tag: where(text(), tagNameProblem),
  target: object({ firewall, vsys: text(), serials: textSet(), deviceGroup: text() }),
  addressFamilies: families,
  includePublicIp: flag(),
  onlyOnline: flag(),
  excludeRanges: ranges,
  maxAddresses: wholeNumber(1),
  persistent: flag(),
  onSharedAddress: oneOf(...Object.values(OnSharedAddress)),
  maxRemovedShare: share(),
  revisionAddress: address,
};

/** Checks a binding as a user wrote it and fills in the defaults; `checks` collects every problem. */
export function checkBinding(name: string, written: JsonRecord, checks: Checks): DagBindingDeclaration {
  const checked = properties(written, RULES, checks);
  const tagOrDefault = checked.tag ?? (checks.isLater(name) ? name : `${TAG_PREFIX}.${name}`);
  const problem = written["tag"] === undefined ? tagNameProblem(tagOrDefault) : undefined;
  if (problem) checks.at("tag").fail(`the tag made of the binding's name ${problem}; give one of your own`);
  const target = checks.at("target");
  if ((written["target"] ?? undefined) === undefined) target.at("firewall").read(undefined, firewall);
  const { vsys, deviceGroup, serials } = checked.target ?? {};
  if (checks.isGiven(vsys) && checks.isGiven(deviceGroup) && !serials)
    target
      .at("vsys")
      .fail("Panorama's own table has no vsys; leave it out, or name the firewalls by serials");
  const labels = written["labels"] ?? {};
  const terms = isRecord(labels) ? Object.values(labels) : [labels];
  const matchesAll = terms.length === 0;
  if (matchesAll && checked.all !== true && !checks.isLater(checked.all))
    checks.at("labels").fail("is empty, which matches every workload; if that is meant, set all: true");
  if (terms.some((term) => checks.isGiven(term)) && checked.all === true)
    checks.at("all").fail("is only for a binding without labels");
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
    labels: checked.labels ?? {},
    target: checked.target ?? {},
  } as unknown as DagBindingDeclaration;
}

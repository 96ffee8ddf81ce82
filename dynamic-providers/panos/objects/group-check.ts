import {
  type Checks,
  flag,
  object,
  oneOf,
  properties,
  type Rule,
  shown,
  text,
  where,
} from "../../../core/checks";
import type { JsonRecord } from "../../../core/checks/json";
import { partOf } from "../../../core/checks/unknown";
import { type DagTarget, tagNameProblem } from "../../../core/dag";
import { isXmlText, storedText } from "../../../core/xml-text";
import { CommitMode, RuleAction, Rulebase, RulePosition } from "../enumerations";
import type { AddressGroupInputs, BindingConfiguration, RuleInputs } from "./config-objects";

/** Longest name of an address group or a rule; letters, digits, space and `_ . -` (UNCONFIRMED for old versions). */
const LONGEST_NAME = 63;
/** Description limits of PAN-OS less the room for the mark of the owner. */
const LONGEST_DESCRIPTION = 600;

const objectName = where(text({ longest: LONGEST_NAME }), (name) =>
  /^[a-zA-Z0-9_.-]([a-zA-Z0-9_ .-]*[a-zA-Z0-9_.-])?$/.test(name)
    ? undefined
    : `may hold letters, digits, spaces inside and _ . - only, got ${shown(name)}`,
);

/** A description of several words or lines; spaces alone count as none. */
function description(longest: number): Rule<string> {
  return (value, checks) => {
    if (typeof value === "string" && !isXmlText(value))
      return checks.fail(`holds a character that cannot be written, got ${shown(escaped(value))}`);
    const stored = typeof value === "string" ? storedText(value) : value;
    return stored === "" ? undefined : text({ longest })(stored, checks);
  };
}

/** A list of at least one name, each once. */
const names: Rule<string[]> = (value, checks) => {
  const isName = (item: unknown) => typeof item === "string" && storedText(item) !== "";
  if (!Array.isArray(value) || value.length === 0 || !value.every(isName))
    return checks.must("be a list of at least one name", value);
  const wrong = value.find((item) => !isXmlText(item));
  if (wrong !== undefined)
    return checks.fail(`holds a character that cannot be written, got ${shown(escaped(wrong))}`);
  return [...new Set(value.map(storedText))];
};

function escaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

const GROUP = { name: objectName, description: description(LONGEST_DESCRIPTION), existing: flag() };
const RULE = {
  name: objectName,
  description: description(LONGEST_DESCRIPTION),
  from: names,
  to: names,
  source: names,
  destination: names,
  application: names,
  service: names,
  action: oneOf(...Object.values(RuleAction)),
  disabled: flag(),
  logEnd: flag(),
  rulebase: oneOf(...Object.values(Rulebase)),
  position: oneOf(...Object.values(RulePosition)),
  relativeTo: objectName,
};

/** Checks the configuration part of a binding and fills in what was left out; `checks` takes every problem. */
export function checkConfiguration(
  written: JsonRecord,
  target: DagTarget,
  checks: Checks,
): BindingConfiguration {
  const checked = properties(
    written,
    {
      addressGroup: object(GROUP),
      rule: object(RULE),
      commit: oneOf(...Object.values(CommitMode)),
    },
    checks,
  );
  const fail = (property: string, reason: string) => {
    const at = checks.called(property);
    if (!checks.problems.some(({ path }) => path === at.path)) at.fail(reason);
  };
  const group = checked["addressGroup"] as AddressGroupInputs | undefined;
  const rule = checked["rule"] as Partial<RuleInputs> | undefined;
  const commit = (checked["commit"] ?? "none") as BindingConfiguration["commit"];
  const [serials, deviceGroup] = [partOf(target, "serials"), partOf(target, "deviceGroup")];
  if (checks.isGiven(group) && !group.name) fail("addressGroup.name", "is missing");
  if (checks.isGiven(group) && group.existing === true && checks.isGiven(group.description))
    fail("addressGroup.description", "is not written to an existing group; leave it out");
  if (checks.isGiven(rule) && !group) fail("rule", "needs addressGroup, which it uses");
  if (checks.isGiven(rule)) checkRule(rule, group, deviceGroup, checks, fail);
  if (checks.isGiven(group) && checks.isGiven(serials) && !deviceGroup)
    fail(
      "target.deviceGroup",
      "is missing: an address group for firewalls behind Panorama stands in a device group",
    );
  if (checks.isGiven(group)) checkScope(target, fail);
  if (checks.isGiven(commit) && commit !== "none" && !group)
    fail("commit", "has nothing to commit without addressGroup");
  if (commit === "commit-and-push" && !deviceGroup)
    fail("commit", "commit-and-push is for a device group of Panorama; a firewall takes commit");
  return {
    ...(group && { addressGroup: group }),
    ...(rule && { rule: (checks.isGiven(rule) ? { ...RULE_DEFAULTS, ...rule } : rule) as RuleInputs }),
    commit,
  };
}

const ANY = ["any"];
const RULE_DEFAULTS = {
  from: ANY,
  to: ANY,
  source: ANY,
  destination: ANY,
  application: ANY,
  service: ["application-default"],
};

function checkRule(
  { name, source = ANY, destination = ANY, action, rulebase, position, relativeTo }: Partial<RuleInputs>,
  group: AddressGroupInputs | undefined,
  deviceGroup: string | undefined,
  checks: Checks,
  fail: (property: string, reason: string) => void,
): void {
  if (!name) fail("rule.name", "is missing");
  if (!action) fail("rule.action", "is missing; a rule says allow, deny, drop or a reset");
  const isKnown = !checks.holdsLater([group?.name, source, destination]);
  if (isKnown && group?.name && ![...source, ...destination].includes(group.name))
    fail("rule", `does not use the address group ${group.name}; name it in source or destination`);
  if (checks.isGiven(deviceGroup) && !rulebase)
    fail("rule.rulebase", "is missing: pre or post, of the device group");
  if (!deviceGroup && checks.isGiven(rulebase))
    fail("rule.rulebase", "is for a device group of Panorama; leave it out");
  const isRelative = position === "before" || position === "after";
  if (isRelative && !relativeTo) fail("rule.relativeTo", `is missing: ${position} which rule`);
  if (!isRelative && !checks.isLater(position) && checks.isGiven(relativeTo))
    fail("rule.relativeTo", "is for the positions before and after");
}

/** Checks the names of the scope, which stand in an XPath between quotes. */
function checkScope(
  { vsys, deviceGroup }: DagTarget,
  fail: (property: string, reason: string) => void,
): void {
  for (const [property, name] of Object.entries({ vsys, deviceGroup }))
    if (name !== undefined && (/'/.test(name) || tagNameProblem(name) !== undefined))
      fail(`target.${property}`, `cannot be a name on the firewall, got '${name}'`);
}

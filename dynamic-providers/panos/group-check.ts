import { type DagTarget, tagNameProblem } from "../../core/dag";
import { checkProperties, flag, oneOf, shown, text, type ValueCheck } from "../engine/input-check";
import { isRecord, type JsonRecord } from "../engine/json";
import type { CheckFailure } from "../engine/resource-provider";
import type { AddressGroupInputs, BindingConfiguration, RuleInputs } from "./config-objects";

/** Longest name of an address group or a rule; letters, digits, space and `_ . -` (UNCONFIRMED for old versions). */
const LONGEST_NAME = 63;
/** Description limits of PAN-OS less the room for the mark of the owner. */
const LONGEST_DESCRIPTION = 600;

const objectName: ValueCheck = (value, path, fail) => {
  const checked = text({ longest: LONGEST_NAME })(value, path, fail);
  if (typeof checked !== "string") return undefined;
  return /^[a-zA-Z0-9_.-]([a-zA-Z0-9_ .-]*[a-zA-Z0-9_.-])?$/.test(checked)
    ? checked
    : fail(`may hold letters, digits, spaces inside and _ . - only, got ${shown(value)}`);
};

const members: ValueCheck = (value, _path, fail) => {
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    value.some((item) => typeof item !== "string" || item === "")
  )
    return fail(`must be a list of at least one name, got ${shown(value)}`);
  return value;
};

const GROUP = { name: objectName, description: text({ longest: LONGEST_DESCRIPTION }), existing: flag() };
const RULE = {
  name: objectName,
  description: text({ longest: LONGEST_DESCRIPTION }),
  from: members,
  to: members,
  source: members,
  destination: members,
  application: members,
  service: members,
  action: oneOf("allow", "deny", "drop", "reset-client", "reset-server", "reset-both"),
  disabled: flag(),
  logEnd: flag(),
  rulebase: oneOf("pre", "post"),
  position: oneOf("top", "bottom", "before", "after"),
  relativeTo: objectName,
};

/** Checks what a binding says of configuration, fills in what was left out; `failures` takes every problem. */
export function checkConfiguration(
  written: JsonRecord,
  target: DagTarget,
  failures: CheckFailure[],
): BindingConfiguration {
  const record =
    (rules: Readonly<Record<string, ValueCheck>>): ValueCheck =>
    (value, path, fail) =>
      isRecord(value) ? checkProperties(value, rules, failures, `${path}.`) : fail("must be an object");
  const checked = checkProperties(
    written,
    {
      addressGroup: record(GROUP),
      rule: record(RULE),
      commit: oneOf("none", "commit", "commit-and-push"),
    },
    failures,
  );
  const fail = (property: string, reason: string) => {
    if (!failures.some((known) => known.property === property)) failures.push({ property, reason });
  };
  const group = checked["addressGroup"] as AddressGroupInputs | undefined;
  const rule = checked["rule"] as Partial<RuleInputs> | undefined;
  const commit = (checked["commit"] ?? "none") as BindingConfiguration["commit"];
  if (group && !group.name) fail("addressGroup.name", "is missing");
  if (group?.existing && group.description)
    fail("addressGroup.description", "is not written to an existing group; leave it out");
  if (rule && !group) fail("rule", "needs addressGroup, which it uses");
  if (rule) checkRule(rule, group, target, fail);
  if (group && target.serials && !target.deviceGroup)
    fail(
      "target.deviceGroup",
      "is missing: an address group for firewalls behind Panorama stands in a device group",
    );
  if (group) checkScope(target, fail);
  if (commit !== "none" && !group) fail("commit", "has nothing to commit without addressGroup");
  if (commit === "commit-and-push" && !target.deviceGroup)
    fail("commit", "commit-and-push is for a device group of Panorama; a firewall takes commit");
  return {
    ...(group && { addressGroup: group }),
    ...(rule && { rule: { ...RULE_DEFAULTS, ...rule } as RuleInputs }),
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
  { deviceGroup }: DagTarget,
  fail: (property: string, reason: string) => void,
): void {
  if (!name) fail("rule.name", "is missing");
  if (!action) fail("rule.action", "is missing; a rule says allow, deny, drop or a reset");
  if (group?.name && ![...source, ...destination].includes(group.name))
    fail("rule", `does not use the address group ${group.name}; name it in source or destination`);
  if (deviceGroup && !rulebase) fail("rule.rulebase", "is missing: pre or post, of the device group");
  if (!deviceGroup && rulebase) fail("rule.rulebase", "is for a device group of Panorama; leave it out");
  const isRelative = position === "before" || position === "after";
  if (isRelative && !relativeTo) fail("rule.relativeTo", `is missing: ${position} which rule`);
  if (!isRelative && relativeTo) fail("rule.relativeTo", "is for the positions before and after");
}

/** They stand in an XPath between quotes. */
function checkScope(
  { vsys, deviceGroup }: DagTarget,
  fail: (property: string, reason: string) => void,
): void {
  for (const [property, name] of Object.entries({ vsys, deviceGroup }))
    if (name !== undefined && (/'/.test(name) || tagNameProblem(name) !== undefined))
      fail(`target.${property}`, `cannot be a name on the firewall, got '${name}'`);
}

import { Checks } from "../../../../core/checks";
import { isUnknown, UNKNOWN } from "../../../../core/checks/unknown";
import { checkConfiguration } from "../../../../dynamic-providers/panos/objects/group-check";

const FIREWALL = { firewall: "edge" };
const PANORAMA = { firewall: "hq", deviceGroup: "branches" };
const GROUP = { name: "web" };
const RULE = { name: "r", destination: ["web"], action: "allow" };

const problems = (written: Record<string, unknown>, target: object = FIREWALL) => {
  const checks = Checks.start({ isLater: isUnknown });
  checkConfiguration(written as never, target as never, checks);
  return checks.problems.map(({ path, reason }) => `${path} ${reason}`);
};

test.each([
  [{}, FIREWALL],
  [{ addressGroup: GROUP, rule: RULE, commit: "commit" }, FIREWALL],
  [{ addressGroup: { name: "a b.c-d_e", existing: true } }, FIREWALL],
  [
    {
      addressGroup: GROUP,
      rule: { ...RULE, rulebase: "pre", position: "before", relativeTo: "x" },
      commit: "commit-and-push",
    },
    PANORAMA,
  ],
])("the check of a group accepts %j", (written, target) => {
  expect(problems(written, target)).toEqual([]);
});

test.each<[Record<string, unknown>, object | string]>([
  [{ addressGroup: UNKNOWN }, FIREWALL],
  [{ addressGroup: UNKNOWN, rule: RULE, commit: "commit" }, FIREWALL],
  [
    { addressGroup: UNKNOWN, commit: "commit" },
    { firewall: "edge", vsys: "v'1", serials: ["1"] },
  ],
  [{ addressGroup: { name: UNKNOWN }, rule: { ...RULE, destination: ["any"] } }, FIREWALL],
  [{ addressGroup: { ...GROUP, description: UNKNOWN, existing: true } }, FIREWALL],
  [{ addressGroup: { ...GROUP, description: "d", existing: UNKNOWN } }, FIREWALL],
  [{ addressGroup: GROUP, rule: UNKNOWN }, FIREWALL],
  [{ rule: UNKNOWN }, FIREWALL],
  [{ commit: UNKNOWN }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, destination: UNKNOWN } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, destination: ["any"], source: ["any", UNKNOWN] } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, name: UNKNOWN, action: UNKNOWN } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, rulebase: UNKNOWN } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, rulebase: UNKNOWN } }, PANORAMA],
  [
    { addressGroup: GROUP, rule: RULE },
    { firewall: "edge", deviceGroup: UNKNOWN },
  ],
  [
    { addressGroup: GROUP, rule: { ...RULE, rulebase: "pre" } },
    { firewall: "edge", deviceGroup: UNKNOWN },
  ],
  [{ addressGroup: GROUP, rule: RULE, commit: "commit-and-push" }, UNKNOWN],
  [{ addressGroup: GROUP, rule: { ...RULE, rulebase: "pre" } }, UNKNOWN],
  [{ addressGroup: GROUP }, { firewall: "hq", serials: UNKNOWN }],
  [{ addressGroup: GROUP, rule: { ...RULE, position: UNKNOWN, relativeTo: "x" } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, position: "before", relativeTo: UNKNOWN } }, FIREWALL],
  [{ addressGroup: GROUP, rule: { ...RULE, relativeTo: UNKNOWN } }, FIREWALL],
])("the check of a group makes no claim about what is unknown in %j for %j", (written, target) => {
  expect(problems(written, target as object)).toEqual([]);
});

test.each<[Record<string, unknown>, object, string]>([
  [{ addressGroup: {} }, FIREWALL, "addressGroup.name is missing"],
  [{ addressGroup: { name: "x'y" } }, FIREWALL, "addressGroup.name may hold letters, digits"],
  [{ addressGroup: { name: "x".repeat(64) } }, FIREWALL, "addressGroup.name has 64 characters, at most 63"],
  [{ addressGroup: { name: "x ", existing: true } }, FIREWALL, "addressGroup.name may hold"],
  [
    { addressGroup: { ...GROUP, existing: true, description: "d" } },
    FIREWALL,
    "addressGroup.description is not written",
  ],
  [{ rule: RULE }, FIREWALL, "rule needs addressGroup"],
  [
    { addressGroup: GROUP, rule: { name: "r", action: "allow" } },
    FIREWALL,
    "rule does not use the address group web",
  ],
  [{ addressGroup: GROUP, rule: { name: "r", destination: ["web"] } }, FIREWALL, "rule.action is missing"],
  [{ addressGroup: GROUP, rule: { ...RULE, action: "permit" } }, FIREWALL, "rule.action must be allow, deny"],
  [
    { addressGroup: GROUP, rule: { ...RULE, source: [] } },
    FIREWALL,
    "rule.source must be a list of at least one name",
  ],
  [
    { addressGroup: GROUP, rule: { ...RULE, rulebase: "pre" } },
    FIREWALL,
    "rule.rulebase is for a device group",
  ],
  [{ addressGroup: GROUP, rule: RULE }, PANORAMA, "rule.rulebase is missing: pre or post"],
  [
    { addressGroup: GROUP, rule: { ...RULE, position: "after" } },
    FIREWALL,
    "rule.relativeTo is missing: after which",
  ],
  [
    { addressGroup: GROUP, rule: { ...RULE, relativeTo: "x" } },
    FIREWALL,
    "rule.relativeTo is for the positions",
  ],
  [
    { addressGroup: GROUP, commit: "commit-and-push" },
    FIREWALL,
    "commit commit-and-push is for a device group",
  ],
  [{ commit: "commit" }, FIREWALL, "commit has nothing to commit without addressGroup"],
  [{ addressGroup: GROUP }, { firewall: "hq", serials: ["1"] }, "target.deviceGroup is missing"],
  [{ addressGroup: GROUP }, { firewall: "edge", vsys: "v'1" }, "target.vsys cannot be a name"],
  [{ addressGroup: { ...GROUP, colour: "red" } }, FIREWALL, "addressGroup.colour unknown property"],
  [{ addressGroup: { description: UNKNOWN } }, FIREWALL, "addressGroup.name is missing"],
  [{ addressGroup: GROUP, rule: { name: UNKNOWN, source: ["web"] } }, FIREWALL, "rule.action is missing"],
  [
    { addressGroup: GROUP, rule: { ...RULE, name: UNKNOWN, position: "before" } },
    FIREWALL,
    "rule.relativeTo is missing: before which",
  ],
  [
    { addressGroup: { ...GROUP, description: UNKNOWN } },
    { ...FIREWALL, vsys: "v'1" },
    "target.vsys cannot be",
  ],
])("the check of a group refuses %j for %j: %s", (written, target, reason) => {
  expect(problems(written, target)).toEqual([expect.stringContaining(reason)]);
});

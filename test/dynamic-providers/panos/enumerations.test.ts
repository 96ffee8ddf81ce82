import { Checks, type Problem } from "../../../core/checks";
import * as panos from "../../../dynamic-providers/panos";
import { checkConfiguration } from "../../../dynamic-providers/panos/objects/group-check";
import { checkBinding } from "../../../reconcilers/dag/bindings/binding-check";

/** What a check says of one argument of a binding. */
function problems(argument: Record<string, unknown>): readonly Problem[] {
  const checks = Checks.start();
  checkBinding("web", { all: true, target: { firewall: "edge" }, ...argument }, checks);
  return checks.problems;
}

/** What a check says of one argument about configuration; other problems are of the others. */
function configurationProblems(path: string, argument: Record<string, unknown>): readonly Problem[] {
  const checks = Checks.start();
  checkConfiguration(argument, { firewall: "edge" }, checks);
  return checks.problems.filter((found) => found.path === path && found.reason.startsWith("must be"));
}

const group = { name: "web" };
const rule = (part: Record<string, unknown>) => ({ addressGroup: group, rule: { name: "r", ...part } });

test.each([
  ["rule.action", panos.RuleAction, (action: string) => rule({ action })],
  ["rule.rulebase", panos.Rulebase, (rulebase: string) => rule({ rulebase })],
  ["rule.position", panos.RulePosition, (position: string) => rule({ position })],
  ["commit", panos.CommitMode, (commit: string) => ({ addressGroup: group, commit })],
] as const)(
  "%s of the configuration accepts every value of its enumeration and no other",
  (path, enumeration, argument) => {
    for (const value of Object.values(enumeration))
      expect(configurationProblems(path, argument(value))).toEqual([]);
    expect(configurationProblems(path, argument("Allow"))[0]?.reason).toMatch(
      new RegExp(Object.values(enumeration).join(".*")),
    );
  },
);

test.each([
  ["addressFamilies", panos.AddressFamily, (value: string) => [value]],
  ["onSharedAddress", panos.OnSharedAddress, (value: string) => value],
] as const)(
  "%s of a binding accepts every value of its enumeration and no other",
  (name, enumeration, argument) => {
    for (const value of Object.values(enumeration)) expect(problems({ [name]: argument(value) })).toEqual([]);
    expect(problems({ [name]: argument("IPv4") })).toHaveLength(1);
  },
);

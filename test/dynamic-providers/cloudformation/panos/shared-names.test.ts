import type { DagTarget } from "../../../../core/dag";
import { sharedNames } from "../../../../dynamic-providers/cloudformation/panos/shared-names";
import type { DagBindingInputs } from "../../../../dynamic-providers/panos/dag-binding/dag-binding-state";
import { binding } from "../../../core/dag/facts";

function inputs(tag: string, group: string, target: DagTarget): DagBindingInputs {
  return {
    definition: binding({ tag, target }),
    addressGroup: { name: group },
    rule: { name: `to ${group}`, destination: [group], action: "allow" } as never,
  };
}

const edge: DagTarget = { firewall: "edge" };
const branches: DagTarget = { firewall: "panorama", deviceGroup: "branches", serials: ["007951000001001"] };
const offices: DagTarget = { ...branches, deviceGroup: "offices" };

test.each<[string, DagBindingInputs, DagBindingInputs, string[]]>([
  [
    "another tag",
    inputs("a", "x", edge),
    inputs("b", "x", edge),
    ["addressGroup.name 'x'", "rule.name 'to x'"],
  ],
  ["another tag and other names", inputs("a", "x", edge), inputs("b", "y", edge), []],
  ["another vsys", inputs("a", "x", edge), inputs("a", "x", { ...edge, vsys: "vsys2" }), []],
  [
    "another device group over the same firewalls",
    inputs("a", "x", branches),
    inputs("a", "x", offices),
    ["tag 'a'"],
  ],
  ["another device group and tag", inputs("a", "x", branches), inputs("b", "x", offices), []],
  [
    "another tag, while the secret of the firewall has another name",
    inputs("a", "x", edge),
    inputs("b", "x", { firewall: "core" }),
    ["addressGroup.name 'x'", "rule.name 'to x'"],
  ],
])("a binding that replaces one shares what both would write: %s", (_, before, after, shared) => {
  expect(sharedNames(before, after)).toEqual(shared);
  expect(sharedNames(after, before)).toHaveLength(shared.length);
});

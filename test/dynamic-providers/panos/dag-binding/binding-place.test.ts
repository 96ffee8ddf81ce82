import { UNKNOWN } from "../../../../core/checks/unknown";
import { isElsewhere } from "../../../../dynamic-providers/panos/dag-binding/binding-place";

const BEFORE = { name: "web", owner: "acme/web", tag: "web", target: { firewall: "edge" } };
const targetOf = (target: unknown) => ({ target: target as typeof BEFORE.target });

test.each<[string, Partial<typeof BEFORE>]>([
  ["a tag", { tag: "www" }],
  ["a firewall", targetOf({ firewall: "core" })],
  ["a virtual system", targetOf({ firewall: "edge", vsys: "vsys2" })],
  ["a device group", targetOf({ firewall: "edge", deviceGroup: "branches" })],
  ["a device group of a firewall that is unknown", targetOf({ firewall: UNKNOWN, deviceGroup: "branches" })],
  [
    "a virtual system beside serials that are unknown",
    targetOf({ firewall: "edge", vsys: "vsys2", serials: UNKNOWN }),
  ],
  ["a tag, for a target that is unknown", { tag: "www", ...targetOf(UNKNOWN) }],
])("a binding is elsewhere when %s that is known is another one", (_what, change) => {
  expect(isElsewhere(BEFORE, { ...BEFORE, ...change })).toBe(true);
});

test.each<[string, Partial<typeof BEFORE>]>([
  ["the tag", { tag: UNKNOWN }],
  ["the target", targetOf(UNKNOWN)],
  ["the firewall", targetOf({ firewall: UNKNOWN })],
  ["the virtual system", targetOf({ firewall: "edge", vsys: UNKNOWN })],
  ["the device group", targetOf({ firewall: "edge", deviceGroup: UNKNOWN })],
  ["the serial numbers", targetOf({ firewall: "edge", serials: UNKNOWN })],
  ["nothing, with the default virtual system written out", targetOf({ firewall: "edge", vsys: "vsys1" })],
])("a binding may be where it was when %s is unknown", (_what, change) => {
  expect(isElsewhere(BEFORE, { ...BEFORE, ...change })).toBe(false);
});

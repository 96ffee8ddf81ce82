import type { DagBindingDefinition } from "../../../core/dag";
import { BindingCollisions } from "../../../dynamic-providers/panos/binding-collisions";
import type { BindingConfiguration } from "../../../dynamic-providers/panos/config-objects";

const binding = (name: string, more: Partial<DagBindingDefinition> = {}) =>
  ({
    name,
    owner: `acme/${name}`,
    tag: `illumio-iac.${name}`,
    target: { firewall: "edge" },
    ...more,
  }) as DagBindingDefinition;
const NONE: BindingConfiguration = { commit: "none" };
const group = (name: string): BindingConfiguration => ({ ...NONE, addressGroup: { name } });

test("bindings with names of their own do not collide, and one binding may be looked at again", () => {
  const collisions = new BindingCollisions();
  for (const name of ["a", "b", "a"]) expect(collisions.claim(binding(name), group(name))).toEqual([]);
});

test.each<[string, DagBindingDefinition, BindingConfiguration, string[]]>([
  ["a tag that differs in case", binding("b", { tag: "ILLUMIO-iac.a" }), NONE, ["tag"]],
  ["a group", binding("b"), group("web"), ["addressGroup.name"]],
  ["a tag on another firewall", binding("b", { tag: "illumio-iac.a", target: { firewall: "dc" } }), NONE, []],
  [
    "a tag of another vsys",
    binding("b", { tag: "illumio-iac.a", target: { firewall: "edge", vsys: "vsys2" } }),
    NONE,
    [],
  ],
  ["a group that is only fed", binding("b"), { ...NONE, addressGroup: { name: "web", existing: true } }, []],
])("%s", (_, second, configuration, properties) => {
  const collisions = new BindingCollisions();
  collisions.claim(binding("a"), group("web"));
  const failures = collisions.claim(second, configuration);
  expect(failures.map(({ property }) => property)).toEqual(properties);
  for (const { reason } of failures) expect(reason).toMatch(/^the binding a of this program has the same /);
});

test("a name that a binding gave up is free", () => {
  const collisions = new BindingCollisions();
  collisions.claim(binding("a"), group("web"));
  collisions.claim(binding("a"), group("www"));
  expect(collisions.claim(binding("b"), group("web"))).toEqual([]);
});

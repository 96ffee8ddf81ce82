import { UNKNOWN } from "../../../../core/checks/unknown";
import type { DagBindingDefinition } from "../../../../core/dag";
import { BindingCollisions } from "../../../../dynamic-providers/panos/dag-binding/binding-collisions";
import type { BindingConfiguration } from "../../../../dynamic-providers/panos/objects/config-objects";
import { bindingsOf, SAME_TAG_CASES } from "../../../core/dag/same-tag-cases";

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

test("bindings with different names do not collide, and one binding may be checked twice", () => {
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
])(
  "a second binding gets a failure for each name that it shares: %s",
  (_, second, configuration, properties) => {
    const collisions = new BindingCollisions();
    collisions.claim(binding("a"), group("web"));
    const failures = collisions.claim(second, configuration);
    expect(failures.map(({ path }) => path)).toEqual(properties);
    for (const { reason } of failures) expect(reason).toMatch(/^the binding a of this program has the same /);
  },
);

const UNKNOWN_PARTS: readonly [
  string,
  Partial<DagBindingDefinition>,
  Partial<BindingConfiguration>,
  string[],
][] = [
  ["its name", { name: UNKNOWN }, {}, []],
  ["its tag", { tag: UNKNOWN }, {}, ["addressGroup.name", "rule.name"]],
  ["its target", { target: UNKNOWN as never }, {}, []],
  ["its firewall", { target: { firewall: UNKNOWN } }, {}, []],
  ["its virtual system", { target: { firewall: "edge", vsys: UNKNOWN } }, {}, []],
  ["its group", {}, { addressGroup: UNKNOWN as never }, ["tag", "rule.name"]],
  ["the name of its group", {}, { addressGroup: { name: UNKNOWN } }, ["tag", "rule.name"]],
  ["its rule", {}, { rule: UNKNOWN as never }, ["tag", "addressGroup.name"]],
];

test.each(UNKNOWN_PARTS)(
  "a binding collides by nothing that a preview does not know: %s",
  (_, unknown, unknownConfiguration, known) => {
    const rule = { name: "r", action: "allow" } as never;
    const configuration = { ...group("web"), rule, ...unknownConfiguration };
    const paths = (first: BindingConfiguration, changes: Partial<DagBindingDefinition>) => {
      const collisions = new BindingCollisions();
      collisions.claim(binding("a", { tag: "t", ...changes }), first);
      return collisions.claim(binding("b", { tag: "t", ...unknown }), configuration).map(({ path }) => path);
    };
    expect(paths({ ...group("web"), rule }, {})).toEqual(known);
    expect(paths(configuration, unknown)).toEqual(known);
  },
);

test("a name is free again when its binding no longer uses it", () => {
  const collisions = new BindingCollisions();
  collisions.claim(binding("a"), group("web"));
  collisions.claim(binding("a"), group("www"));
  expect(collisions.claim(binding("b"), group("web"))).toEqual([]);
});

test.each(SAME_TAG_CASES)("a program of two bindings collides on $title: $collide", (one) => {
  const collisions = new BindingCollisions();
  const [first, second] = bindingsOf(one).map(({ name, ...more }) => binding(name, more)) as [
    DagBindingDefinition,
    DagBindingDefinition,
  ];
  expect(collisions.claim(first, NONE)).toEqual([]);
  const failures = collisions.claim(second, NONE);
  expect(failures.map(({ path }) => path)).toEqual(one.collide ? ["tag"] : []);
});

test("a tag that both make as an object of one device group collides, although their firewalls differ", () => {
  const collisions = new BindingCollisions();
  const [first, second] = ["1", "2"].map((serial) =>
    binding(serial, { tag: "web", target: { firewall: "edge", deviceGroup: "web", serials: [serial] } }),
  ) as [DagBindingDefinition, DagBindingDefinition];
  expect(collisions.claim(first, group("a"))).toEqual([]);
  expect(collisions.claim(second, group("b")).map(({ path }) => path)).toEqual(["tag"]);
  expect(collisions.claim(second, { ...NONE, addressGroup: { name: "a", existing: true } })).toEqual([]);
});

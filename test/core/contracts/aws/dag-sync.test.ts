import { Checks } from "../../../../core/checks";
import { checkDagSync } from "../../../../core/contracts/aws/dag-sync";
import { type DagBindingDeclaration, definitionRevision } from "../../../../core/dag";
import { binding } from "../../dag/facts";
import { bindingsOf, SAME_TAG_CASES } from "../../dag/same-tag-cases";

const firewalls = { edge: "arn", Edge: "arn", dc: "arn" };
const definition = (changes: Partial<DagBindingDeclaration>) => {
  const { owner, revision: _, ...declaration } = binding(changes);
  return { ...declaration, owner, revision: definitionRevision(declaration) };
};

test.each(SAME_TAG_CASES)("a schedule with one tag for $title is refused: $collide", (one) => {
  const bindings = bindingsOf(one).map(definition);
  const checks = Checks.start().at("bindings");
  checkDagSync(new Map(bindings.entries()), firewalls, checks);
  const { tag } = bindings[1]!;
  const reason = `must be another than that of one, got '${tag}'; a tag has one binding`;
  expect(checks.problems).toEqual(one.collide ? [{ path: "bindings[1].tag", reason }] : []);
});

test("a schedule tells everything that is wrong with bindings and firewalls at once", () => {
  const web = definition({});
  const bindings = new Map([
    ["web", web],
    ["changed", { ...web, all: !web.all }],
    ["core", definition({ tag: "core", target: { firewall: "core" }, connection: "west" })],
  ]);
  const checks = Checks.start().at("bindings");
  checkDagSync(bindings, firewalls, checks);
  expect(checks.problems).toEqual([
    { path: "bindings", reason: expect.stringContaining("(the default one, west)") },
    { path: "bindings.changed", reason: expect.stringContaining("must be as its binding made it") },
    { path: "bindings.core.target.firewall", reason: "must be a firewall with a secret, got 'core'" },
  ]);
});

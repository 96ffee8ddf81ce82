import { dagSyncBindings } from "../../../../../components/shared/aws/dag-sync/arguments";
import { Checks, isToken } from "../../../../../core/checks";
import { type DagBindingDefinition, definitionRevision } from "../../../../../core/dag";
import { checkBinding } from "../../../../../reconcilers/dag/bindings/binding-check";
import { token } from "../tokens";

function definition(name: string, firewall = "edge"): DagBindingDefinition {
  const labels = { role: { anyOf: [name] } };
  const declaration = checkBinding(name, { labels, target: { firewall } }, Checks.start());
  return { ...declaration, owner: "network-team", revision: definitionRevision(declaration) };
}

function problems(bindings: unknown, checks = Checks.start()): string[] {
  checks.at("bindings").read(bindings, dagSyncBindings({ edge: "arn" }));
  return checks.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

test("bindings are checked one by one and then together", () => {
  expect(problems({ web: definition("web"), db: definition("db") })).toEqual([]);
  expect(problems({ web: { tag: "x" }, core: definition("core", "core") })).toEqual([
    'bindings.web: must be the output "definition" of a DagBinding: binding.definition',
  ]);
  expect(problems({ core: definition("core", "core") })[0]).toContain(
    "bindings.core.target.firewall: must be a firewall with a secret, got 'core'",
  );
  for (const none of [undefined, {}]) expect(problems(none)[0]).toContain("bindings: names nothing");
});

test("bindings are not checked together with others when they are tokens", () => {
  const checks = Checks.start({ isLater: isToken });
  expect(problems({ web: token("Binding"), core: definition("core", "core") }, checks)).toEqual([]);
});

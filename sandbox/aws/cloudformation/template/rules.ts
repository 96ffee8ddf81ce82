import { holds } from "./conditions";
import type { Scope } from "./scope";
import type { Template } from "./template";
import { invalid } from "./template-error";

/** @throws CloudError `ValidationError` that names each rule whose assertion does not hold */
export function checkRules(rules: Template["Rules"], scope: Scope): void {
  const broken = Object.entries(rules).flatMap(([name, { RuleCondition, Assertions }]) => {
    if (RuleCondition !== undefined && !holds(RuleCondition, scope)) return [];
    return Assertions.filter(({ Assert }) => !holds(Assert, scope)).map(
      ({ AssertDescription }) =>
        `Template Constraint Rule Assertion Failed. ${AssertDescription ?? `Rule ${name}`}`,
    );
  });
  if (broken.length > 0) throw invalid(broken.join("\n"));
}

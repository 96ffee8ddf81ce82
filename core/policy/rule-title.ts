import type { RuleReference } from "./answer";

/** How a rule is called in texts: `rule "web to database" of orders`, or `rule 3 of orders` where it has no description. */
export function ruleTitle({ href, description, ruleSet }: RuleReference): string {
  const name = description ? `"${description}"` : href.slice(href.lastIndexOf("/") + 1);
  return `rule ${name} of ${ruleSet.name}`;
}

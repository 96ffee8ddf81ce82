import fc from "fast-check";
import { type LabelExpression, matches } from "../../../core/labels/label-expression";
import { isWithin, keyedExpression } from "../../../core/labels/narrower";

const VALUES = { env: ["prod", "dev"], role: ["web", "db"] } as const;
const LABELS = Object.entries(VALUES).flatMap(([key, values]) =>
  values.map((value) => ({ href: `${key}=${value}`, key, value })),
);
const FACTS = { labels: LABELS, labelGroups: [] };
/** Every combination of labels that a workload can have, with a value beside those that expressions name. */
const ALL = [undefined, "env=prod", "env=dev", "env=other"].flatMap((env) =>
  [undefined, "role=web", "role=db", "role=other"].map((role) =>
    [env, role].flatMap((href) => (href === undefined ? [] : [{ href }])),
  ),
);

const term = (values: readonly string[]) =>
  fc
    .record(
      {
        anyOf: fc.subarray([...values], { minLength: 1 }),
        noneOf: fc.subarray([...values], { minLength: 1 }),
      },
      { requiredKeys: [] },
    )
    .filter((found) => Object.keys(found).length > 0);
const expression: fc.Arbitrary<LabelExpression> = fc.record(
  { env: term(VALUES.env), role: term(VALUES.role) },
  { requiredKeys: [] },
) as fc.Arbitrary<LabelExpression>;

test("an expression that is within another matches nothing that the other does not, and one that is not within it does", () => {
  const one = (a: LabelExpression, b: LabelExpression) => {
    const [inner, outer] = [keyedExpression(a, FACTS), keyedExpression(b, FACTS)];
    const matchesOf = (of: typeof inner) => ALL.filter((labels) => matches(of.terms, labels));
    const found = matchesOf(outer);
    const isSubset = matchesOf(inner).every((labels) => found.includes(labels));
    if (isWithin(inner, outer)) expect(isSubset).toBe(true);
    else if (matchesOf(inner).length > 0) expect(isSubset).toBe(false);
  };
  fc.assert(fc.property(expression, expression, one), { numRuns: 5_000 });
});

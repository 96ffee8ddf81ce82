import fc from "fast-check";
import { compileExpression, type LabelExpression, matches } from "../../../core/labels/label-expression";

const label = (key: string, value: string) => ({ href: `/orgs/1/labels/${key}-${value}`, key, value });
const LABELS = ["web", "db", "app", 'it\'s "odd"'].flatMap((value) => [
  label("role", value),
  label("app", value),
]);
const group = (name: string, labels: string[], subGroups: string[] = [], version = "active") => ({
  href: `/orgs/1/sec_policy/${version}/label_groups/${name}`,
  key: "role",
  name,
  labels: labels.map((value) => ({ href: label("role", value).href })),
  sub_groups: subGroups.map((sub) => ({ href: `/orgs/1/sec_policy/draft/label_groups/${sub}` })),
});
const GROUPS = [
  group("front", ["web"]),
  group("all", ["db"], ["front", "loop"]),
  group("loop", ["app"], ["all"]),
];
const FACTS = { labels: LABELS, labelGroups: GROUPS };

const carries = (...labels: [string, string][]) => labels.map(([key, value]) => label(key, value));
const match = (expression: LabelExpression, ...labels: [string, string][]) =>
  matches(compileExpression(expression, FACTS), carries(...labels));

test("a label expression matches when every key matches one of its values", () => {
  const expression = { role: { anyOf: ["web", "db"] }, app: { anyOf: ["app"] } };
  expect(match(expression, ["role", "db"], ["app", "app"])).toBe(true);
  expect(match(expression, ["role", "db"])).toBe(false);
  expect(match(expression, ["role", "app"], ["app", "app"])).toBe(false);
});

test("equal values of different keys are different labels", () => {
  expect(match({ role: { anyOf: ["db"] } }, ["app", "db"])).toBe(false);
});

test("label values may hold any character", () => {
  expect(match({ role: { anyOf: ['it\'s "odd"'] } }, ["role", 'it\'s "odd"'])).toBe(true);
});

test("an exclusion alone matches workloads without a label of the key", () => {
  expect(match({ role: { noneOf: ["db"] } })).toBe(true);
  expect(match({ role: { noneOf: ["db"] } }, ["role", "web"])).toBe(true);
  expect(match({ role: { noneOf: ["db"] } }, ["role", "db"])).toBe(false);
});

test("label groups include the labels of groups inside them, also when they contain each other", () => {
  for (const value of ["web", "db", "app"])
    expect(match({ role: { groups: ["all"] } }, ["role", value])).toBe(true);
  expect(match({ role: { groups: ["front"] } }, ["role", "db"])).toBe(false);
});

test("values and groups of a key add up, and an exclusion takes labels away", () => {
  const expression = { role: { anyOf: ["db"], groups: ["front"], noneOf: ["web"] } };
  expect(match(expression, ["role", "db"])).toBe(true);
  expect(match(expression, ["role", "web"])).toBe(false);
});

test("an empty list of alternatives matches nothing", () => {
  expect(match({ role: { anyOf: [] } }, ["role", "db"])).toBe(false);
});

test("unknown labels and groups are all named in one error", () => {
  const expression = { role: { anyOf: ["www", "web"], groups: ["back"] }, app: { noneOf: ["none"] } };
  expect(() => compileExpression(expression, FACTS)).toThrow(
    "labels: the PCE has no label role=www, no label group 'back' of the key role in the active policy, no label app=none. " +
      "Create it first, or take it out of the expression",
  );
});

test("a compiled expression matches what a plain reading of it matches", () => {
  const values = ["web", "db", "app"];
  const term = fc.record(
    {
      anyOf: fc.uniqueArray(fc.constantFrom(...values)),
      noneOf: fc.uniqueArray(fc.constantFrom(...values)),
    },
    { requiredKeys: [] },
  );
  const expressions = fc.record({ role: term, app: term }, { requiredKeys: [] });
  const workload = fc.record(
    { role: fc.constantFrom(...values), app: fc.constantFrom(...values) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(expressions, workload, (expression, has: Record<string, string>) => {
      const plain = Object.entries(expression).every(([key, { anyOf, noneOf }]) => {
        const value = has[key];
        if (value !== undefined && noneOf?.includes(value)) return false;
        return anyOf === undefined || (value !== undefined && anyOf.includes(value));
      });
      expect(match(expression, ...(Object.entries(has) as [string, string][]))).toBe(plain);
    }),
  );
});

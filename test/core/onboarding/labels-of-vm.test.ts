import fc from "fast-check";
import { labelsOfVm, mappedKeys, type OnboardingDefinition, valuesByKey } from "../../../core/onboarding";

type Labelling = Pick<OnboardingDefinition, "labels" | "rules" | "criticalLabels">;

function labels(tags: Record<string, string>, definition: Labelling, approved?: Record<string, string>) {
  const by = approved && { by: "ann", at: "2026-03-01T00:00:00.000Z", labels: approved };
  const { wanted, problems, unapproved } = labelsOfVm({ tags }, definition, by);
  return {
    wanted: Object.fromEntries(wanted),
    problems,
    unapproved: Object.fromEntries(unapproved),
  };
}

const APP = { labels: { app: { tags: ["application", "app"] } } };

test.each<[string, Record<string, string>, Labelling, Record<string, string>]>([
  ["the first tag that is there", { app: "b", application: "a" }, APP, { app: "a" }],
  ["a later tag where the first one is blank", { Application: " ", APP: "b" }, APP, { app: "b" }],
  ["nothing where no tag is there", { other: "x" }, APP, {}],
  [
    "the value that the tag stands for",
    { env: "p" },
    { labels: { env: { tags: ["env"], values: { p: "prod" } } } },
    { env: "prod" },
  ],
  ["the default", {}, { labels: { loc: { tags: ["site"], default: "azure" } } }, { loc: "azure" }],
  [
    "a rule before a tag",
    { app: "shop", tier: "db" },
    {
      labels: { role: { tags: ["tier"] }, app: { tags: ["app"] } },
      rules: { shopDb: { when: { APP: "shop", Tier: "db" }, labels: { role: "shop-db" } } },
    },
    { role: "shop-db", app: "shop" },
  ],
  [
    "no rule whose value differs in case, or of which one tag is missing",
    { app: "Shop" },
    {
      rules: {
        one: { when: { app: "shop" }, labels: { role: "a" } },
        two: { when: { app: "Shop", tier: "db" }, labels: { role: "b" } },
      },
    },
    {},
  ],
  [
    "what two rules agree on",
    { a: "1", b: "2" },
    {
      rules: {
        one: { when: { a: "1" }, labels: { role: "x" } },
        two: { when: { b: "2" }, labels: { role: "x", app: "y" } },
      },
    },
    { role: "x", app: "y" },
  ],
])("a machine gets %s", (_what, tags, definition, wanted) => {
  expect(labels(tags, definition)).toEqual({ wanted, problems: [], unapproved: {} });
});

test.each<[string, Record<string, string>, Labelling, RegExp]>([
  [
    "a value that is not mapped, also with a default",
    { env: "prood" },
    { labels: { env: { tags: ["ENV"], values: { p: "prod" }, default: "dev" } } },
    /^label 'env': its values do not know 'prood' of tag 'ENV'; add it to labels\.env\.values/,
  ],
  [
    "a value that is the name of something every object has",
    { env: "constructor" },
    { labels: { env: { tags: ["env"], values: { p: "prod" } } } },
    /do not know 'constructor'/,
  ],
  [
    "two rules that contradict each other, although a tag would decide",
    { a: "1", env: "dev" },
    {
      labels: { env: { tags: ["env"] } },
      rules: {
        one: { when: { a: "1" }, labels: { env: "x" } },
        two: { when: { env: "dev" }, labels: { env: "y" } },
      },
    },
    /^label 'env': rules\.one gives it 'x' and rules\.two 'y'; narrow one of them$/,
  ],
  [
    "a value that the PCE keeps for itself",
    { app: "All Applications" },
    APP,
    /^label 'app' by tag 'app': 'All Applications' is reserved by the PCE; correct the tag/,
  ],
  ["a value that is too long", { app: "x".repeat(256) }, APP, /has 256 characters, at most 255/],
])("%s is named, and the label stays as it is", (_what, tags, definition, problem) => {
  expect(labels(tags, definition)).toEqual({
    wanted: {},
    problems: [expect.stringMatching(problem) as string],
    unapproved: {},
  });
});

const CRITICAL: Labelling = {
  labels: { role: { tags: ["role"] }, env: { tags: ["env"] }, app: { tags: ["app"] } },
  criticalLabels: { role: ["dc"], env: ["prod", "dr"] },
};
const TAGS = { role: "DC", env: "prod", app: "ad" };

test("critical labels need an approval, whatever their case", () => {
  expect(labels(TAGS, CRITICAL).unapproved).toEqual({ role: "DC", env: "prod" });
  expect(labels({ role: "web", env: "dev" }, CRITICAL).unapproved).toEqual({});
});

test.each<[string, Record<string, string>, boolean]>([
  ["exactly these", { env: "prod", role: "DC" }, true],
  ["others", { env: "dr", role: "DC" }, false],
  ["less", { role: "DC" }, false],
  ["more", { env: "prod", role: "DC", app: "ad" }, false],
])("an approval of %s counts: %p → %p", (_what, approved, isEnough) => {
  expect(labels(TAGS, CRITICAL, approved).unapproved).toEqual(isEnough ? {} : { role: "DC", env: "prod" });
});

test("keys that are mapped are those of labels and of rules", () => {
  const rules = { r: { when: { a: "1" }, labels: { loc: "x", app: "y" } } };
  expect(mappedKeys({ ...APP, rules })).toEqual(new Set(["app", "loc"]));
});

test("each value of a key is asked for once", () => {
  const all = valuesByKey([new Map([["app", "a"]]), new Map([["app", "b"]]), new Map([["app", "a"]])]);
  expect(all).toEqual(new Map([["app", new Set(["a", "b"])]]));
});

test("any tags, sources and rules give the labels that the words say", () => {
  const word = fc.constantFrom("a", "b", "A");
  const tags = fc.dictionary(fc.constantFrom("t", "u"), fc.constantFrom("a", "b", "A", ""));
  const source = fc.record(
    {
      tags: fc.array(fc.constantFrom("t", "U", "v"), { maxLength: 3 }),
      values: fc.dictionary(word, word),
      default: word,
    },
    { requiredKeys: ["tags"] },
  );
  const rule = fc.record({
    when: fc.dictionary(fc.constantFrom("t", "u"), word, { minKeys: 1 }),
    labels: fc.dictionary(fc.constantFrom("x", "y"), word, { minKeys: 1 }),
  });
  const definition = fc.record({
    labels: fc.dictionary(fc.constantFrom("x", "y", "z"), source),
    rules: fc.dictionary(fc.constantFrom("r", "s", "q"), rule),
  });
  fc.assert(
    fc.property(tags, definition, (seen, given) => {
      const result = labelsOfVm({ tags: seen }, given);
      for (const key of ["x", "y", "z"]) expect(result.wanted.get(key)).toBe(naive(key, seen, given));
      expect(
        result.wanted.size + new Set(result.problems.map((text) => text.slice(0, 9))).size,
      ).toBeLessThanOrEqual(3);
    }),
    { numRuns: 2_000 },
  );
});

/** The value of one key, by the words of the definition. */
function naive(key: string, tags: Record<string, string>, definition: Labelling): string | undefined {
  const { labels: sources = {}, rules = {} } = definition;
  const matching = Object.values(rules).filter(({ when }) =>
    Object.keys(when).every((tag) => tags[tag] === when[tag]),
  );
  const byRule = [...new Set(matching.flatMap((rule) => (key in rule.labels ? [rule.labels[key]] : [])))];
  if (byRule.length > 0) return byRule.length === 1 ? byRule[0] : undefined;
  const source = sources[key];
  const value = source?.tags.map((tag) => tags[tag.toLowerCase()]).find(Boolean);
  if (value === undefined) return source?.default;
  return source?.values ? source.values[value] : value;
}

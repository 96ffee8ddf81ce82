import fc from "fast-check";
import {
  Checks,
  digits,
  flag,
  list,
  object,
  oneOf,
  port,
  record,
  required,
  share,
  text,
  textSet,
} from "../../../core/checks";
import { pceHost } from "../../../core/checks/pce-host";

const RULES = object({
  name: required(text({ longest: 20 })),
  host: pceHost(),
  port: digits(port()),
  share: share(),
  state: oneOf("up", "down"),
  flags: record(flag()),
  ports: list(port(), { least: 1, most: 3 }),
  tags: textSet(),
  inside: record(object({ name: required(text()), share: share() })),
});

const NAMES = [
  "name",
  "host",
  "port",
  "share",
  "state",
  "flags",
  "ports",
  "tags",
  "inside",
  "__proto__",
  "x",
];

/** Any JSON, and objects that have some of the known names. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.jsonValue())).map((entries) => Object.fromEntries(entries)),
);

test("checks never throw while they read, and a result that passed passes again unchanged", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const checks = Checks.start();
      const result = checks.called("it").read(value, required(RULES));
      if (checks.problems.length > 0) return;
      const again = Checks.start();
      expect(again.read(result, required(RULES))).toEqual(result);
      expect(again.problems).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

/** For each property, values that pass and values that do not. */
const CASES: Record<string, readonly [good: fc.Arbitrary<unknown>, bad: fc.Arbitrary<unknown>]> = {
  host: [fc.domain(), fc.constantFrom("https://a", "", 5)],
  port: [fc.integer({ min: 1, max: 65_535 }), fc.constantFrom(0, 65_536, "x", [], {})],
  share: [fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(-0.1, 1.1, "0.5")],
  state: [fc.constantFrom("up", "down"), fc.constantFrom("", "UP", 1)],
  tags: [fc.array(fc.string({ minLength: 1 })), fc.constantFrom("a", {}, 1)],
  ports: [fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }), fc.constantFrom([], 1)],
};

test("checks name every wrong property and no other one", () => {
  const given = fc
    .subarray(Object.keys(CASES))
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.boolean().chain((fits) => CASES[name]![fits ? 0 : 1].map((value) => ({ name, value, fits }))),
        ),
      ),
    );
  fc.assert(
    fc.property(given, (properties) => {
      const checks = Checks.start();
      const value = Object.fromEntries(properties.map(({ name, value: item }) => [name, item]));
      checks.read({ name: "n", ...value }, RULES);
      const wrong = properties.filter(({ fits }) => !fits).map(({ name }) => name);
      expect(checks.problems.map(({ path }) => path)).toEqual(wrong);
    }),
    { numRuns: 500 },
  );
});

import {
  byDefault,
  Checks,
  type ChecksOptions,
  commaSeparated,
  credential,
  digits,
  flag,
  having,
  list,
  looksLike,
  meaning,
  object,
  oneOf,
  port,
  type Rule,
  record,
  required,
  share,
  text,
  textSet,
  where,
  wholeNumber,
} from "../../../core/checks";
import { ConfigurationError } from "../../../core/errors";

function look<T>(value: unknown, rule: Rule<T>, options: ChecksOptions = {}) {
  const checks = Checks.start(options);
  const result = checks.called("it").read(value, rule);
  return { result, said: checks.problems.map(({ path, reason }) => `${path} ${reason}`) };
}

test.each<[string, Rule<unknown>, unknown, string]>([
  ["a number", text(), 7, "it must be text, got 7"],
  ["a list", text(), [1, 2], "it must be text, got a list of 2"],
  ["an object", text(), {}, "it must be text, got an object"],
  ["an empty text", text(), "", "it must not be empty; leave it out instead"],
  ["a long text", text({ longest: 3 }), "abcd", "it has 4 characters, at most 3 are allowed"],
  ["text", flag(), "yes", "it must be true or false, got 'yes'"],
  ["another word", oneOf("up", "down", "gone"), "off", "it must be up, down or gone, got 'off'"],
  ["another only word", oneOf("up"), "off", "it must be up, got 'off'"],
  ["what is no whole number", wholeNumber(1), 1.5, "it must be a whole number from 1, got 1.5"],
  ["what is too much", wholeNumber(1, 9), 10, "it must be a whole number from 1 to 9, got 10"],
  ["what is not exact", wholeNumber(0), 2 ** 53, "it must be a whole number from 0, got 9007199254740992"],
  ["no number", wholeNumber(0), Number.NaN, "it must be a whole number from 0, got NaN"],
  ["text for a number", port(), "443", "it must be a whole number from 1 to 65535, got '443'"],
  ["a part above 1", share(), 1.1, "it must be a number from 0 to 1, got 1.1"],
  ["zeros before digits", digits(port()), "0443", "it must be a whole number from 1 to 65535, got '0443'"],
  ["an exponent", digits(port()), "1e3", "it must be a whole number from 1 to 65535, got '1e3'"],
  ["digits out of range", digits(port()), "70000", "it must be a whole number from 1 to 65535, got 70000"],
  ["what has no pattern", looksLike(/^v\d$/, "v1"), "x", "it must look like v1, got 'x'"],
  ["what breaks a condition", where(text(), () => "is taken"), "x", "it is taken"],
  ["nothing", required(text()), null, "it is missing"],
  ["nothing, with advice", required(text(), "name it"), undefined, "it is missing; name it"],
  ["nothing, with a meaning", meaning(port(), "the port"), undefined, "it is missing; set it to the port"],
  [
    "the wrong thing, with a meaning",
    meaning(port(), "the port"),
    0,
    "it must be a whole number from 1 to 65535, got 0; it is the port",
  ],
  ["text for a list", list(text()), "a", "it must be a list, got 'a'"],
  ["a short list", list(text(), { least: 1 }), [], "it must be a list of at least 1, got a list of 0"],
  ["a long list", list(text(), { most: 1 }), ["a", "b"], "it must be a list of 0 to 1, got a list of 2"],
  ["a wrong item", list(text()), ["a", 7], "it[1] must be text, got 7"],
  ["an item that is nothing", list(text()), [null], "it[0] is missing"],
  ["a wrong text of a set", textSet(), ["a", ""], "it[1] must be text, got ''"],
  ["a list for an object", object({}), [], "it must be an object, got a list of 0"],
  ["an unknown property", object({ a: text() }), { b: 1 }, "it.b unknown property; known are a"],
  [
    "what objects inherit",
    object({ a: text() }),
    { toString: 1 },
    "it.toString unknown property; known are a",
  ],
  ["a property that is missing", object({ a: required(text()) }), {}, "it.a is missing"],
  ["a wrong value of a record", record(text()), { "a b": 1 }, 'it["a b"] must be text, got 1'],
  ["a property that must be there", having({ a: required(text()) }), { b: 1 }, "it.a is missing"],
  [
    "a wrong part between commas",
    commaSeparated(digits(port())),
    "80,x",
    "it must be a whole number from 1 to 65535, got 'x'; write commas between",
  ],
  [
    "nothing between commas",
    commaSeparated(text()),
    "a,",
    "it must not be empty; leave it out instead; write commas between",
  ],
  [
    "a key that would be lost",
    record(text()),
    JSON.parse('{"__proto__": "x"}'),
    "it.__proto__ '__proto__' cannot be a key",
  ],
])("a rule refuses %s", (_, rule, value, expected) => {
  expect(look(value, rule).said).toEqual([expected]);
});

test("an object is read as its rules say, and a property that was left out stays out", () => {
  const rules = object({
    name: required(text()),
    size: byDefault(wholeNumber(1), 5),
    port: digits(port()),
    tags: textSet(),
    notes: record(text()),
    state: oneOf("up", "down"),
  });
  const { result, said } = look({ name: "n", port: "443", tags: ["b", "a", "b"], notes: { x: "y" } }, rules);
  expect(said).toEqual([]);
  expect(result).toEqual({ name: "n", size: 5, port: 443, tags: ["a", "b"], notes: { x: "y" } });
});

test("an object that must have some properties keeps its other properties", () => {
  const { result, said } = look({ a: "x", b: 1 }, having({ a: required(text()) }));
  expect([result, said]).toEqual([{ a: "x", b: 1 }, []]);
});

test("parts of a comma-separated text are read one by one", () => {
  expect(look("80, 443,", commaSeparated(digits(port()), { empty: true })).result).toEqual([80, 443]);
});

test("a problem of a whole document has no path", () => {
  const checks = Checks.start();
  checks.read([], object({}));
  expect(() => checks.throwIfAny("a.json")).toThrow("a.json: must be an object, got a list of 0");
});

test("all problems are named at once, in the order of the values, with their paths", () => {
  const checks = Checks.start();
  checks.read(
    { a: { "b.c": [1, "x", 2] }, d: 1, e: "" },
    object({ e: text(), a: record(list(text())), f: required(text()) }),
  );
  checks.at("g").at("h").at(0).fail("is odd");
  expect(checks.problems.map(({ path }) => path)).toEqual([
    'a["b.c"][0]',
    'a["b.c"][2]',
    "d",
    "e",
    "f",
    "g.h[0]",
  ]);
  expect(() => checks.throwIfAny("file.yaml", "Deploy again")).toThrow(
    new ConfigurationError("file.yaml", "6 problems", {
      lines: [...checks.problems.map(({ path, reason }) => `  ${path}: ${reason}`), "Deploy again"],
    }),
  );
});

test("checks throw nothing when there is no problem", () => {
  expect(() => Checks.start().throwIfAny("file.yaml")).not.toThrow();
});

test("a value that is known only later passes every rule at any depth, and no other wrong value does", () => {
  const isLater = (value: unknown) => value === "LATER";
  const rules = object({ a: port(), b: list(port()), c: textSet(), d: required(flag()), e: port() });
  const value = { a: "LATER", b: [1, "LATER"], c: ["z", "LATER", "a"], d: "LATER", e: "later" };
  const { result, said } = look(value, rules, { isLater });
  expect(said).toEqual(["it.e must be a whole number from 1 to 65535, got 'later'"]);
  expect(result).toEqual({ a: "LATER", b: [1, "LATER"], c: ["z", "LATER", "a"], d: "LATER" });
  expect(look("LATER", port()).said).toEqual(["it must be a whole number from 1 to 65535, got 'LATER'"]);
});

test.each([["x y"], ["x\u0000y"], [12_345], [["s3cret"]], [{ key: "s3cret" }], [true]])(
  "a credential is never repeated: %j",
  (value) => {
    const { said } = look(value, credential());
    expect(said).toHaveLength(1);
    expect(said[0]).not.toMatch(/x.*y|12345|s3cret/);
  },
);

test("a secret value is never repeated, whatever the rule", () => {
  const checks = Checks.start();
  const secret = checks.called("it").secret();
  for (const value of ["s3cret", 123, ["s3cret"]]) {
    secret.read(value, oneOf("a", "b"));
    secret.read(value, record(flag()));
    secret.read({ x: value }, record(flag()));
  }
  expect(checks.problems).toHaveLength(9);
  expect(JSON.stringify(checks.problems)).not.toMatch(/s3cret|123/);
});

test("a message repeats a wrong value shortened and on one line", () => {
  const [line] = look(`a\u001b[2J\n${"x".repeat(5_000)}`, port()).said;
  expect(line).toContain("got 'a\\u001b[2J\\u000ax");
  expect(line!.length).toBeLessThan(300);
});

test("a value of later is found at any depth, in keys too", () => {
  const checks = Checks.start({ isLater: (value) => value === "LATER" });
  for (const value of ["LATER", [1, ["LATER"]], { a: { b: "LATER" } }, { LATER: 1 }])
    expect(checks.holdsLater(value)).toBe(true);
  for (const value of ["now", 7, null, undefined, { a: ["now"] }])
    expect(checks.holdsLater(value)).toBe(false);
  expect(Checks.start().holdsLater({ a: "LATER" })).toBe(false);
});

test("a value of later is not certain to be given", () => {
  const checks = Checks.start({ isLater: (value) => value === "LATER" });
  for (const value of ["now", "", 0, false, []]) expect(checks.isGiven(value)).toBe(true);
  for (const value of ["LATER", null, undefined]) expect(checks.isGiven(value)).toBe(false);
});

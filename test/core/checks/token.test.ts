import { Checks, isToken, list, port, text } from "../../../core/checks";

/** A text as CDK makes it for a reference. */
const token = (name: string) => `$\{Token[${name}]}`;

/** A number as CDK makes it for a reference: a mark in the first 16 bits, the count of the reference in the others. */
function tokenNumber(count: number): number {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint16(0, 0xfbff);
  bytes.setUint32(4, count);
  return bytes.getFloat64(0);
}

test.each([
  ["a text", token("AWS.Region.4")],
  ["a text with one inside", `arn:aws:s3:::${token("TOKEN.12")}/x`],
  ["a list", ["#{Token[TOKEN.7]}"]],
  ["a number", tokenNumber(0)],
  ["another number", tokenNumber(4_000_000_000)],
  ["an object that resolves itself", { creationStack: [], resolve: () => "x" }],
])("%s is taken for a reference of CDK", (_, value) => {
  expect(isToken(value)).toBe(true);
});

test.each([
  ["a text", token("x").replace("[x]", "")],
  ["a list of two", ["#{Token[TOKEN.7]}", "x"]],
  ["a number", -1.9],
  ["a huge number", -Number.MAX_VALUE],
  ["no number", Number.NaN],
  ["an object", { resolve: "x" }],
  ["nothing", null],
])("%s is not taken for a reference of CDK", (_, value) => {
  expect(isToken(value)).toBe(false);
});

test("CDK references pass every rule when the checks expect them", () => {
  const checks = Checks.start({ isLater: isToken });
  expect(checks.read(tokenNumber(3), port())).toBe(tokenNumber(3));
  expect(checks.read(["#{Token[TOKEN.7]}"], list(port()))).toEqual(["#{Token[TOKEN.7]}"]);
  expect(checks.read(["a", token("a.1")], list(text({ longest: 3 })))).toEqual(["a", token("a.1")]);
  expect(checks.problems).toEqual([]);
});

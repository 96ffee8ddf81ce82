import fc from "fast-check";
import { parseRange, rangeContains } from "../../../core/addresses/address-range";
import {
  canaryTag,
  type DagBindingDeclaration,
  defaultRevisionAddress,
  definitionRevision,
  deviceLimit,
  tagNameProblem,
} from "../../../core/dag";
import { readClaim } from "../../../core/reconcile/claim";
import { binding } from "./facts";

test.each(["illumio-iac.web", "role web", "a".repeat(97), "notes", "x.rev.y"])(
  "the text %s is accepted as a tag",
  (tag) => {
    expect(tagNameProblem(tag)).toBeUndefined();
  },
);

test.each([
  "",
  "it's",
  'a "b"',
  "a  b",
  " a",
  "a ",
  "and",
  "OR",
  "Not",
  "a\tb",
  "a".repeat(98),
  "a.rev.0123456789abcdef",
  "a.rev.canary",
  "a.new.0123456789abcdef.00c0ffee",
])("the text '%s' is refused as a tag", (tag) => {
  expect(tagNameProblem(tag)).toBeDefined();
});

test("the canary tag fits the length limit and is not read as a revision tag", () => {
  const longest = "a".repeat(97);
  expect(canaryTag(longest)).toBe(`${longest}.rev.canary`);
  expect(canaryTag(longest).length).toBeLessThanOrEqual(127);
  expect(readClaim(longest, canaryTag(longest), "100::1")).toBeUndefined();
});

test("each tag has an address of its own in the discard prefix", () => {
  const prefix = parseRange("100::/64")!;
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 2 }), ([one, other]) => {
      const address = defaultRevisionAddress(one!);
      expect(rangeContains(prefix, address)).toBe(true);
      expect(defaultRevisionAddress(other!)).not.toBe(address);
    }),
  );
});

test("a revision depends on the declaration and not on the order of its properties", () => {
  const { owner: _owner, revision: _revision, ...declaration } = binding();
  const backwards = Object.fromEntries(
    Object.entries(declaration).reverse(),
  ) as unknown as DagBindingDeclaration;
  expect(definitionRevision(backwards)).toBe(definitionRevision(declaration));
  expect(definitionRevision({ ...declaration, onlyOnline: true })).not.toBe(definitionRevision(declaration));
  expect(definitionRevision({ ...declaration, maxAddresses: undefined as never })).toBe(
    definitionRevision(declaration),
  );
});

test.each([
  ["PA-VM", undefined],
  ["VM-50", 1_000],
  ["VM-500", 300_000],
  ["VM-100", 2_500],
  ["PA-5450", 100_000],
  ["PA-5420", 500_000],
  ["PA-440", 50_000],
  ["PA-450", 100_000],
  ["PA-3430", 200_000],
  ["PA-3410", 150_000],
  ["M-600", 500_000],
  ["Panorama", 500_000],
])("the firewall model %s is known to hold %s addresses", (model, limit) => {
  expect(deviceLimit(model)).toBe(limit);
});

import fc from "fast-check";
import { externalPair, ownerOf } from "../../../core/ownership/external-pair";
import { LONGEST_REFERENCE, ownerReference } from "../../../core/ownership/owner-reference";

const parts = { owner: "acme", project: "shop", stack: "dev", parentTypes: "", name: "web" };
const anyParts = fc.record({
  owner: fc.string(),
  project: fc.string(),
  stack: fc.string(),
  parentTypes: fc.string({ maxLength: 300 }),
  name: fc.string({ maxLength: 300 }),
});

it("an owner reference names owner, project, stack, parent types and name", () => {
  expect(ownerReference(parts)).toBe("acme/shop/dev//web");
  expect(ownerReference({ ...parts, parentTypes: "acme:net:Tier" })).toBe("acme/shop/dev/acme:net:Tier/web");
});

it("an owner reference with its incarnation always fits the length limit", () => {
  fc.assert(
    fc.property(anyParts, (some) => {
      const pair = externalPair(ownerReference(some), "0a1b2c3d");
      expect(pair.external_data_reference.length).toBeLessThanOrEqual(LONGEST_REFERENCE);
    }),
  );
});

it("an owner reference differs for two resources whose long names differ only at the end", () => {
  const long = "x".repeat(400);
  const [a, b] = [`${long}a`, `${long}b`].map((name) => ownerReference({ ...parts, name }));
  expect(a).not.toBe(b);
  expect(a).toMatch(/^acme\/shop\/dev\/\/x+~[0-9a-f]{64}$/);
});

it("an owner reference is recognised with any incarnation, and only in this package's data set", () => {
  fc.assert(
    fc.property(anyParts, fc.stringMatching(/^[0-9a-f]{8}$/), (some, incarnation) => {
      const reference = ownerReference(some);
      const pair = externalPair(reference, incarnation);
      expect(ownerOf(pair)).toBe(reference);
      expect(ownerOf({ ...pair, external_data_set: "cmdb" })).toBeUndefined();
    }),
  );
});

it("an object of this package's data set is recognised even without a reference", () => {
  expect(ownerOf({ external_data_set: "illumio-iac", external_data_reference: null })).toBe("");
  expect(ownerOf({})).toBeUndefined();
});

import fc from "fast-check";
import { hostName } from "../../../core/check-point/host-name";

const VM = "5c1f6c0e-8f5e-4f4e-9d0b-3c3a8d3d1a01";
const OTHER = "5c1f6c0e-8f5e-4f4e-9d0b-3c3a8d3d1a02";

/** A part of the list of sk40179. */
const RESERVED = [
  "and",
  "or",
  "not",
  "all",
  "any",
  "red",
  "black",
  "monday",
  "january",
  "accept",
  "drop",
  "in",
  "to",
];

test("a name is legal and says which machine it is", () => {
  expect(hostName({ vmId: VM, name: "web-01" })).toMatch(/^web-01-[0-9a-f]{12}$/);
  expect(hostName({ vmId: VM, name: "Web_01.prod" })).toMatch(/^Web_01\.prod-[0-9a-f]{12}$/);
  expect(hostName({ vmId: VM, name: "SRn1" })).toMatch(/^vm-SRn1-/);
  expect(hostName({ vmId: VM, name: "sr4" })).toMatch(/^vm-sr4-/);
  expect(hostName({ vmId: VM, name: "srv4" })).toMatch(/^srv4-/);
  expect(hostName({ vmId: VM, name: "4web" })).toMatch(/^vm-4web-/);
  expect(hostName({ vmId: VM, name: "web 01/ü" })).toMatch(/^web-01-[0-9a-f]{12}$/);
  expect(hostName({ vmId: VM, name: "" })).toMatch(/^vm-[0-9a-f]{12}$/);
});

test("machines of one name are two hosts, and the casing of a vmId makes no other one", () => {
  expect(hostName({ vmId: VM, name: "web" })).not.toBe(hostName({ vmId: OTHER, name: "web" }));
  expect(hostName({ vmId: VM.toUpperCase(), name: "web" })).toBe(hostName({ vmId: VM, name: "web" }));
});

test("any name of a machine becomes a legal one that is no reserved word", () => {
  const name = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(...RESERVED),
    fc.stringMatching(/^[\w.-]{0,90}$/),
  );
  fc.assert(
    fc.property(fc.uuid(), name, (vmId, text) => {
      const made = hostName({ vmId, name: text });
      expect(made).toMatch(/^[A-Za-z][A-Za-z0-9_.-]{0,62}$/);
      expect(made).not.toMatch(/^SRn/i);
      expect(RESERVED).not.toContain(made.toLowerCase());
      expect(hostName({ vmId, name: text })).toBe(made);
    }),
  );
});

test("different machines have different names, whatever they are called", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 50 }), fc.string(), (vmIds, name) => {
      expect(new Set(vmIds.map((vmId) => hostName({ vmId, name }))).size).toBe(vmIds.length);
    }),
  );
});

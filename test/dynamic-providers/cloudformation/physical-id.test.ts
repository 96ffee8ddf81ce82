import fc from "fast-check";
import { physicalId, readPhysicalId } from "../../../dynamic-providers/cloudformation/physical-id";

test("a physical id names host, port, path and incarnation, and is read as it was written", () => {
  const hosts = fc.constantFrom("pce.example.com", "10.0.0.1", "fd00::1");
  const incarnations = fc.option(fc.stringMatching(/^[0-9a-f]{8}$/), { nil: undefined });
  fc.assert(
    fc.property(
      hosts,
      fc.integer({ min: 1, max: 65535 }),
      fc.nat(),
      incarnations,
      (host, port, id, incarnation) => {
        const parts = { host, port, path: `/orgs/1/labels/${id}`, incarnation };
        expect(readPhysicalId(physicalId(parts))).toEqual(parts);
      },
    ),
  );
  expect(
    physicalId({ host: "pce.example.com", port: 8443, path: "/orgs/1/labels/7", incarnation: "0a1b2c3d" }),
  ).toBe("https://pce.example.com:8443/orgs/1/labels/7#0a1b2c3d");
});

test.each([
  "shop-A-1A2B3C4D5E6F",
  "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED",
  "https://pce.example.com:8443/orgs/1/labels/7",
  "https://pce.example.com:8443#0a1b2c3d",
  "",
])("'%s' is no physical id of this package", (text) => {
  expect(readPhysicalId(text)).toBeUndefined();
});

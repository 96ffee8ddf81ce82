import { isCertainlyOther, partOf, UNKNOWN, unknownPaths } from "../../../core/checks/unknown";

test("the paths of unknown values are named as a user writes them", () => {
  const value = {
    provider: { workload: UNKNOWN },
    egress: { office: { publicRanges: ["52.30.0.1", UNKNOWN] } },
    ports: [{ port: UNKNOWN }],
    name: "known",
    none: null,
  };
  expect(unknownPaths(value)).toEqual([
    "provider.workload",
    "egress.office.publicRanges[1]",
    "ports[0].port",
  ]);
  expect(unknownPaths("known")).toEqual([]);
});

test("a value is certain to be another one only when it is known", () => {
  expect(isCertainlyOther("a", "b")).toBe(true);
  expect(isCertainlyOther("a", undefined)).toBe(true);
  expect(isCertainlyOther("a", "a")).toBe(false);
  expect(isCertainlyOther("a", UNKNOWN)).toBe(false);
});

test("a property of an object that is unknown as a whole is unknown", () => {
  const whole: { firewall: string; vsys?: string } = { firewall: "edge" };
  expect([partOf(whole, "firewall"), partOf(whole, "vsys")]).toEqual(["edge", undefined]);
  expect(partOf(UNKNOWN as unknown as typeof whole, "vsys")).toBe(UNKNOWN);
});

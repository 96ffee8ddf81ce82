import { UNKNOWN, unknownPaths } from "../../../core/checks/unknown";

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

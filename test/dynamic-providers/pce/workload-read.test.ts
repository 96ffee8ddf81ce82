import type { PceSystem } from "../../../dynamic-providers/pce/pce-system";
import { liveInputs } from "../../../dynamic-providers/pce/workload-read";

const workload = { href: "/orgs/1/workloads/1", name: "web" };
const live = (pce: object, declared: object) =>
  liveInputs({} as PceSystem, { ...workload, ...pce }, { name: "web", ...declared });

test.each([{}, { ignored_interface_names: null }, { ignored_interface_names: [] }])(
  "an empty list is no difference to a PCE that says %j",
  async (pce) => {
    const declared = { name: "web", ignoredInterfaceNames: [] };
    expect(await live(pce as object, declared)).toEqual(declared);
  },
);

test("a list that the PCE does not have is a difference", async () => {
  expect(await live({}, { ignoredInterfaceNames: ["lo"] })).toEqual({ name: "web" });
});

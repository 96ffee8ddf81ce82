import type { PceSystem } from "../../../../dynamic-providers/pce/system/pce-system";
import { liveInputs } from "../../../../dynamic-providers/pce/unmanaged-workload/workload-read";

const workload = { href: "/orgs/1/workloads/1", name: "web" };
const live = (pce: object, declared: object) =>
  liveInputs({} as PceSystem, { ...workload, ...pce }, { name: "web", ...declared });

test.each([{}, { ignored_interface_names: null }, { ignored_interface_names: [] }])(
  "an empty list shows no difference when the PCE answers %j",
  async (pce) => {
    const declared = { name: "web", ignoredInterfaceNames: [] };
    expect(await live(pce as object, declared)).toEqual(declared);
  },
);

test("a declared list shows a difference when the PCE does not have it", async () => {
  expect(await live({}, { ignoredInterfaceNames: ["lo"] })).toEqual({ name: "web" });
});

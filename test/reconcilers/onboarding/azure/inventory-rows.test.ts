import { machinesOf } from "../../../../reconcilers/onboarding/azure/inventory-rows";

const VM_ID = "11111111-0000-4000-8000-000000000001";
const row = (group: string, more: object = {}) => ({
  id: `/subscriptions/s/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/web-1`,
  type: "microsoft.compute/virtualmachines",
  name: "web-1",
  vmId: VM_ID,
  provisioningState: "Succeeded",
  os: "Linux",
  ...more,
});
const groupsOf = (...rows: object[]) =>
  machinesOf(rows as Record<string, unknown>[]).map(({ resourceGroup }) => resourceGroup);

test("a machine without vmId comes once it has one, and one that is made without one is an error", () => {
  expect(groupsOf(row("a"), row("b", { vmId: "", provisioningState: "Creating" }))).toEqual(["a"]);
  expect(() => groupsOf(row("a", { vmId: "" }))).toThrow("gave a row that has no vmId");
});

test("a machine that is seen in two places while it moves comes once, from where it is ready", () => {
  const moving = row("b", { provisioningState: "Updating" });
  expect(groupsOf(row("a"), moving)).toEqual(["a"]);
  expect(groupsOf(moving, row("a"))).toEqual(["a"]);
});

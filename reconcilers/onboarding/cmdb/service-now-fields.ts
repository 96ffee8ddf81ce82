import { queryValueProblem } from "../../../clients/service-now";
import type { InventoryVm, ServiceNowSettings } from "../../../core/onboarding";

/** What a property of a machine is called in settings. */
type Property = "name" | "computerName" | "address" | "os" | "vmId" | "resourceId";

const SYSTEMS: Readonly<Record<InventoryVm["os"], string>> = {
  linux: "Linux",
  windows: "Windows",
  other: "",
};

/** The value that a machine is found by. */
export function keyOf(vm: InventoryVm, { keyFrom }: Pick<ServiceNowSettings, "keyFrom">): string {
  return propertiesOf(vm)[keyFrom as Property] ?? "";
}

/** Why a machine cannot be looked for by its key; undefined when it can. */
export function keyProblem(vm: InventoryVm, settings: ServiceNowSettings): string | undefined {
  const key = keyOf(vm, settings);
  const problem = queryValueProblem(key, true);
  return problem && `the CMDB cannot be asked for ${settings.keyField} '${key}': it ${problem}`;
}

/** Columns of a new record. What Azure does not say is left out, because a blank would delete what is there. */
export function fieldsOf(vm: InventoryVm, settings: ServiceNowSettings): Record<string, string> {
  const values: Record<string, string> = {};
  const properties = propertiesOf(vm);
  for (const [property, column] of Object.entries(settings.fields)) {
    const value = properties[property as Property];
    if (value !== "") values[column] = value;
  }
  values[settings.keyField] = keyOf(vm, settings);
  return values;
}

/** Class of a new record: that of its system, if the settings name one. */
export function classOf({ os }: InventoryVm, { table, classes }: ServiceNowSettings): string {
  return classes?.[os] ?? table;
}

function propertiesOf(vm: InventoryVm): Readonly<Record<Property, string>> {
  return {
    name: vm.name,
    computerName: vm.computerName ?? vm.name,
    address: vm.privateAddresses[0] ?? vm.publicAddresses[0] ?? "",
    os: SYSTEMS[vm.os],
    vmId: vm.vmId,
    resourceId: vm.resourceId,
  };
}

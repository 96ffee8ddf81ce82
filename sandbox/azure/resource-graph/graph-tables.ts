import { type ArmResource, nameOf, parentOf, resourceGroupOf, subscriptionOf } from "../arm/arm-resource";
import { inOtherCasing } from "../arm/id-casing";
import type { ColumnType, Row, Table } from "./kql/table";

const COLUMNS: ReadonlyMap<string, ColumnType> = new Map([
  ["id", "string"],
  ["name", "string"],
  ["type", "string"],
  ["tenantId", "string"],
  ["kind", "string"],
  ["location", "string"],
  ["resourceGroup", "string"],
  ["subscriptionId", "string"],
  ["managedBy", "string"],
  ["sku", "dynamic"],
  ["plan", "dynamic"],
  ["properties", "dynamic"],
  ["tags", "dynamic"],
  ["identity", "dynamic"],
  ["zones", "dynamic"],
  ["extendedLocation", "dynamic"],
]);

const GROUPS = "microsoft.resources/resourcegroups";
const SUBSCRIPTIONS = "microsoft.resources/subscriptions";
const SCALE_SET_MACHINES = "microsoft.compute/virtualmachinescalesets/virtualmachines";

/** Which table a type stands in, if in any: instances of uniform scale sets and what is theirs have a table of their own. */
export function tableOf(type: string): string | undefined {
  const name = type.toLowerCase();
  if (name === GROUPS || name === SUBSCRIPTIONS) return "resourcecontainers";
  if (name.startsWith(SCALE_SET_MACHINES)) return "computeresources";
  return name.startsWith("microsoft.authorization/") ? undefined : "resources";
}

export const TABLES = ["resources", "resourcecontainers", "computeresources"];

/** Resources without a Region are parts of others, and in no table of their own. */
export function isShown(resource: ArmResource): boolean {
  const isSubnetLike = resource.location === undefined && parentOf(resource.id) !== undefined;
  return !isSubnetLike && tableOf(resource.type) !== undefined;
}

export function tableFrom(rows: readonly Row[]): Table {
  return { columns: COLUMNS, rows };
}

/**
 * A resource as Resource Graph writes it: its type in lower case, its group in lower case too, also in some of the ids.
 *
 * @param isMixed whether ids come in another casing than Resource Manager has them
 */
export function rowOf(shown: ArmResource, tenantId: string, isMixed: boolean): Row {
  const group = resourceGroupOf(shown.id);
  const { properties } = isMixed ? inOtherCasing(shown) : shown;
  const isContainer = tableOf(shown.type) === "resourcecontainers";
  return {
    id:
      isMixed && group !== undefined && !isContainer ? shown.id.replace(group, lowerGroup(group)) : shown.id,
    name: shown.name,
    type:
      isContainer && group !== undefined
        ? "microsoft.resources/subscriptions/resourcegroups"
        : shown.type.toLowerCase(),
    tenantId,
    kind: shown.kind ?? "",
    location: shown.location ?? "",
    resourceGroup: group === undefined ? "" : nameOf(group).toLowerCase(),
    subscriptionId: subscriptionOf(shown.id) ?? "",
    managedBy: "",
    sku: shown.sku ?? null,
    plan: null,
    properties,
    tags: shown.tags ?? null,
    identity: shown.identity ?? null,
    zones: shown.zones ?? null,
    extendedLocation: null,
  };
}

const lowerGroup = (group: string): string => group.replace(/[^/]+$/, (name) => name.toLowerCase());

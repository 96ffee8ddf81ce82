import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { IllumioIacError } from "../../../core/errors";
import type { InventoryVm } from "../../../core/onboarding/inventory-vm";
import { TYPES } from "./inventory-query";
import { architectureOf } from "./vm-size";

interface Configuration {
  readonly isPrimary: boolean;
  readonly privateAddress: string;
  /** Id of a public address in lower case, empty where there is none. */
  readonly publicAddress: string;
}

/** Rows of the inventory's query by their type and id. Resource Graph's casing of ids differs from place to place. */
interface Rows {
  readonly machines: readonly JsonRecord[];
  readonly interfaces: ReadonlyMap<string, readonly Configuration[]>;
  readonly publicAddresses: ReadonlyMap<string, string>;
  readonly groupTags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * Makes an inventory of the rows of its query.
 *
 * A machine that is made just now may have no `vmId` yet; it comes in a later inventory. While a machine moves, Resource Graph
 * can show it in both places; it comes once.
 *
 * @param isWanted by the id of a machine, because an answer may hold others than were asked for
 * @throws IllumioIacError for a row that cannot be read
 */
export function machinesOf(
  all: readonly JsonRecord[],
  isWanted: (id: string) => boolean = () => true,
): InventoryVm[] {
  const rows = sorted(all);
  const found = new Map<string, InventoryVm>();
  for (const row of rows.machines) {
    if (!isWanted(text(row["id"]))) continue;
    const vm = machineOf(row, rows);
    if (vm === undefined) continue;
    if (found.get(vm.vmId)?.provisioningState !== "Succeeded") found.set(vm.vmId, vm);
  }
  return [...found.values()];
}

function sorted(all: readonly JsonRecord[]): Rows {
  const machines = new Map<string, JsonRecord>();
  const interfaces = new Map<string, readonly Configuration[]>();
  const publicAddresses = new Map<string, string>();
  const groupTags = new Map<string, Readonly<Record<string, string>>>();
  for (const row of all) {
    const id = text(row["id"]).toLowerCase();
    const type = text(row["type"]).toLowerCase();
    if (id === "" || type === "") throw unreadable(row, "id and type");
    if (type === TYPES.machine || type === TYPES.uniformMachine) machines.set(id, row);
    else if (type === TYPES.networkInterface) interfaces.set(id, configurationsOf(row["configurations"]));
    else if (type === TYPES.publicAddress) publicAddresses.set(id, text(row["address"]));
    else if (type === TYPES.resourceGroup) groupTags.set(id, tagsOf(row["tags"]));
  }
  return { machines: [...machines.values()], interfaces, publicAddresses, groupTags };
}

function machineOf(row: JsonRecord, rows: Rows): InventoryVm | undefined {
  const resourceId = text(row["id"]);
  const [, subscriptionId, group] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(resourceId) ?? [];
  if (subscriptionId === undefined || group === undefined) throw unreadable(row, "an id of a machine");
  const vmId = text(row["vmId"]).toLowerCase();
  const provisioningState = text(row["provisioningState"]);
  if (vmId === "" && provisioningState === "Succeeded") throw unreadable(row, "vmId");
  if (vmId === "") return undefined;
  const isUniform = text(row["type"]).toLowerCase() === TYPES.uniformMachine;
  const configurations = attached(row["interfaces"]).flatMap((id) => rows.interfaces.get(id) ?? []);
  const publicAddresses = configurations.map(({ publicAddress: id }) => rows.publicAddresses.get(id) ?? "");
  const size = text(row["size"]);
  const groupId = `/subscriptions/${subscriptionId}/resourcegroups/${group}`.toLowerCase();
  return {
    vmId,
    resourceId,
    subscriptionId: subscriptionId.toLowerCase(),
    resourceGroup: group,
    name: text(row["name"]),
    computerName: text(row["computerName"]) || undefined,
    location: text(row["location"]),
    os: systemOf(text(row["os"])),
    architecture: architectureOf(size),
    tags: merged(tagsOf(row["tags"]), rows.groupTags.get(groupId) ?? {}),
    privateAddresses: distinct(configurations.map(({ privateAddress }) => privateAddress)),
    publicAddresses: distinct(publicAddresses),
    provisioningState,
    powerState:
      text(row["powerState"])
        .replace(/^PowerState\//i, "")
        .toLowerCase() || undefined,
    // Resource Graph does not say; Resource Manager is asked for machines that are about to get a command.
    agentReady: undefined,
    agentVersion: undefined,
    uniformScaleSet: isUniform ? resourceId.replace(/\/virtualMachines\/[^/]+$/i, "") : undefined,
  };
}

/** Ids of the machine's interfaces in lower case, the primary one first. */
function attached(interfaces: unknown): string[] {
  return (Array.isArray(interfaces) ? interfaces : [])
    .filter(isRecord)
    .map(({ id, properties }) => ({
      id: text(id).toLowerCase(),
      isPrimary: isRecord(properties) && properties["primary"] === true,
    }))
    .sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
    .map(({ id }) => id);
}

function configurationsOf(configurations: unknown): Configuration[] {
  return (Array.isArray(configurations) ? configurations : [])
    .filter(isRecord)
    .map(({ properties }) => {
      const { primary, privateIPAddress, publicIPAddress } = isRecord(properties) ? properties : {};
      return {
        isPrimary: primary === true,
        privateAddress: text(privateIPAddress),
        publicAddress: isRecord(publicIPAddress) ? text(publicIPAddress["id"]).toLowerCase() : "",
      };
    })
    .sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary));
}

function tagsOf(tags: unknown): Record<string, string> {
  if (!isRecord(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value ?? "")]));
}

/** A tag of the machine hides one of its group whose name differs in casing only. */
function merged(
  own: Readonly<Record<string, string>>,
  ofGroup: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const more = Object.entries(ofGroup).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...Object.entries(own), ...more]);
}

function systemOf(os: string): InventoryVm["os"] {
  const name = os.toLowerCase();
  return name === "linux" || name === "windows" ? name : "other";
}

const distinct = (values: readonly string[]): string[] =>
  [...new Set(values)].filter((value) => value !== "");

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function unreadable(row: JsonRecord, what: string): IllumioIacError {
  return new IllumioIacError(
    `Azure Resource Graph gave a row that has no ${what}: ${JSON.stringify(row).slice(0, 300)}`,
  );
}

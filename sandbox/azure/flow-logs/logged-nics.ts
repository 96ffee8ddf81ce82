import { createHash } from "node:crypto";
import { type ArmResource, isSameId, isWithin, nameOf } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";

const FLOW_LOGS = "Microsoft.Network/networkWatchers/flowLogs";
/** How long a connection lives without a packet where the network does not say, in minutes. */
const FLOW_TIMEOUT_IN_MINUTES = 4;

/** An enabled flow log, or NSG logs that exist since before they were retired. */
export interface LogTarget {
  readonly id: string;
  readonly accountName: string;
  readonly targetId: string;
  /** `B,D` and the like; all four where it says nothing. */
  readonly recordTypes: string;
}

/** The enabled flow logs of the table. */
export function flowLogsOf(resources: ArmTable): LogTarget[] {
  return resources
    .list(FLOW_LOGS)
    .filter(({ properties }) => properties["enabled"] !== false)
    .map(({ id, properties }) => ({
      id,
      accountName: nameOf(String(properties["storageId"])),
      targetId: String(properties["targetResourceId"]),
      recordTypes: String(properties["recordTypes"] ?? "B,C,E,D"),
    }));
}

/** Whether traffic of an interface is that of a virtual network, a subnet, an interface or a security group. */
export function covers(resources: ArmTable, targetId: string, nic: ArmResource): boolean {
  if (isSameId(nic.id, targetId)) return true;
  const subnets = subnetsOf(nic);
  if (subnets.some((subnet) => isWithin(subnet, targetId))) return true;
  return isSameId(securityGroupOf(resources, nic)?.id, targetId);
}

/** Twelve hexadecimal digits, as flow logs write it. */
export function macOf(nic: ArmResource): string {
  return String(nic.properties["macAddress"]).replaceAll("-", "").toUpperCase();
}

/** GUID of the security group of the interface or of its subnet; zeros where there is none. */
export function aclGuidOf(resources: ArmTable, nic: ArmResource): string {
  const group = securityGroupOf(resources, nic);
  if (group === undefined) return "00000000-0000-0000-0000-000000000000";
  return String(group.properties["resourceGuid"] ?? guidOf(group.id));
}

export function idleTimeoutInMs(resources: ArmTable, nic: ArmResource): number {
  const network = resources.get((subnetsOf(nic)[0] ?? "").replace(/\/subnets\/[^/]+$/i, ""));
  return Number(network?.properties["flowTimeoutInMinutes"] ?? FLOW_TIMEOUT_IN_MINUTES) * 60_000;
}

/** The same GUID for the same text. */
export function guidOf(text: string): string {
  const hex = createHash("md5").update(text.toLowerCase()).digest("hex");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

type Reference = { readonly id?: string } | undefined;

function subnetsOf({ properties }: ArmResource): string[] {
  const configurations = (properties["ipConfigurations"] ?? []) as {
    readonly properties?: { readonly subnet?: Reference };
  }[];
  return configurations.flatMap((one) => one.properties?.subnet?.id ?? []);
}

function securityGroupOf(resources: ArmTable, nic: ArmResource): ArmResource | undefined {
  const subnet = resources.get(subnetsOf(nic)[0] ?? "");
  for (const holder of [nic, subnet]) {
    const id = (holder?.properties["networkSecurityGroup"] as Reference)?.id;
    if (id !== undefined) return resources.get(id);
  }
  return undefined;
}

import type { Workload } from "../../../clients/pce";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import type { WORKLOAD_FIELD_RULES } from "../../../core/workloads/field-rules";

/** Plain fields of a workload: property of the resource → field of the PCE. */
export const WORKLOAD_FIELDS = {
  name: "name",
  hostname: "hostname",
  description: "description",
  publicIp: "public_ip",
  enforcementMode: "enforcement_mode",
  visibilityLevel: "visibility_level",
  servicePrincipalName: "service_principal_name",
  distinguishedName: "distinguished_name",
  agentToPceCertificateAuthenticationId: "agent_to_pce_certificate_authentication_id",
  serviceProvider: "service_provider",
  dataCenter: "data_center",
  dataCenterZone: "data_center_zone",
  osId: "os_id",
  osDetail: "os_detail",
  online: "online",
  ignoredInterfaceNames: "ignored_interface_names",
} as const satisfies Record<keyof typeof WORKLOAD_FIELD_RULES, keyof Workload>;

export type WorkloadField = keyof typeof WORKLOAD_FIELDS;
export const FIELD_NAMES = Object.keys(WORKLOAD_FIELDS) as WorkloadField[];

/** What a VEN reports by itself. The PCE refuses these on a managed workload. */
export const VEN_FIELDS: readonly string[] = [
  "hostname",
  "interfaces",
  "publicIp",
  "osId",
  "osDetail",
  "online",
  "distinguishedName",
];

/** Values that empty a field which was removed from the program. Fields that are not listed have no empty value. */
export const EMPTY: Readonly<Partial<Record<WorkloadField, "" | null | readonly string[]>>> = {
  name: "",
  hostname: "",
  description: "",
  publicIp: null,
  servicePrincipalName: null,
  distinguishedName: "",
  agentToPceCertificateAuthenticationId: null,
  serviceProvider: "",
  dataCenter: "",
  dataCenterZone: "",
  osId: "",
  osDetail: "",
  ignoredInterfaceNames: [],
};

/** An IP address in the one form that is compared and stored; a text that is no address stays as it is. */
export function comparableAddress(address: string): string {
  return canonicalAddress(address) ?? address;
}

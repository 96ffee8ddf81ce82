import type { Workload } from "../../../clients/pce";
import { EnforcementMode } from "../../../clients/pce/enumerations";
import { canonicalAddress } from "../../../core/addresses/ip-address";
import { flag, oneOf, type Rule, text, textSet } from "../../../core/checks";

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
} as const satisfies Record<string, keyof Workload>;

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

export const ipAddress: Rule<string> = (value, checks) => {
  const address = typeof value === "string" ? canonicalAddress(value) : undefined;
  return address ?? checks.must("be an IPv4 or IPv6 address", value);
};

const words = text({ empty: true, longest: 65_535 });

export const FIELD_RULES: Readonly<Record<WorkloadField, Rule<unknown>>> = {
  name: text(),
  hostname: text(),
  description: words,
  publicIp: ipAddress,
  enforcementMode: oneOf(...Object.values(EnforcementMode)),
  visibilityLevel: text(),
  servicePrincipalName: text(),
  distinguishedName: words,
  agentToPceCertificateAuthenticationId: text(),
  serviceProvider: words,
  dataCenter: words,
  dataCenterZone: words,
  osId: words,
  osDetail: words,
  online: flag(),
  ignoredInterfaceNames: textSet(),
};

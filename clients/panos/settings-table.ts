import type { NamedBlock, SettingsTable } from "../settings/settings-table";

/**
 * Settings of a firewall or a Panorama, in the blocks of `illumio:firewalls`, or in the environment under
 * `ILLUMIO_FIREWALL_<NAME>_…`.
 */
export const FIREWALL_SETTINGS = {
  hosts: { variable: "HOSTS", meaning: "management host, or the two of an HA pair: `fw1,fw2`" },
  apiKey: {
    variable: "API_KEY",
    secret: "value",
    meaning: "`pulumi config set --path --secret illumio:firewalls.edge.apiKey`",
  },
  caFile: {
    variable: "CA_FILE",
    meaning: "PEM file of the authority that signed the management certificate",
  },
  certificateSha256: {
    variable: "CERTIFICATE_SHA256",
    meaning: "instead of an authority: the SHA-256 digest of the certificate itself",
  },
  certificateName: {
    variable: "CERTIFICATE_NAME",
    meaning: "together with the digest: the name that the certificate is issued for",
  },
  deviceLimit: {
    variable: "DEVICE_LIMIT",
    meaning:
      "number of registered IP addresses that the firewall holds, for a model without a limit documented by Palo Alto",
  },
  admin: { variable: "ADMIN", meaning: "administrator of the API key, for commits" },
} as const satisfies SettingsTable;

export type FirewallSettingKey = keyof typeof FIREWALL_SETTINGS;

export const FIREWALLS: NamedBlock = { key: "illumio:firewalls", example: "hosts <host>" };

/**
 * Environment variable of a setting of a firewall. In the name, capitals and digits stay; every other character becomes
 * `_`.
 */
export function variableOf(name: string, key: FirewallSettingKey): string {
  const part = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return `ILLUMIO_FIREWALL_${part}_${FIREWALL_SETTINGS[key].variable}`;
}

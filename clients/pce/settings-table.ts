import type { NamedBlock, SettingsTable } from "../settings/settings-table";

/**
 * Settings of a PCE, under `illumio:` for the default connection and in the blocks of `illumio:connections`. The
 * environment variables are those that other Illumio tools use too.
 */
export const PCE_SETTINGS = {
  pceHost: {
    variable: "ILLUMIO_PCE_HOST",
    meaning: "host name only, without `https://`, port and path",
  },
  pcePort: { variable: "ILLUMIO_PCE_PORT", meaning: "443 on SaaS, usually 8443 on premises" },
  orgId: { variable: "ILLUMIO_PCE_ORG_ID", meaning: "the number in every href: `/orgs/7/…`" },
  apiKeyUsername: { variable: "ILLUMIO_API_KEY_USERNAME", meaning: "`api_…`" },
  apiKeySecret: {
    variable: "ILLUMIO_API_KEY_SECRET",
    secret: "value",
    meaning: "set it with `pulumi config set --secret`",
  },
  caFile: {
    variable: "ILLUMIO_CA_FILE",
    meaning: "PEM file of a private CA; TLS is always verified",
  },
  proxyUrl: {
    variable: "ILLUMIO_PROXY_URL",
    secret: "user info",
    meaning: "`http://proxy.example.com:3128`",
  },
} as const satisfies SettingsTable;

export type PceSettingKey = keyof typeof PCE_SETTINGS;

export const PCE_CONNECTIONS: NamedBlock = { key: "illumio:connections", example: "pceHost <host>" };

/** Environment variable of each setting, by its name in a `PceConnection`. */
export const PCE_ENVIRONMENT = {
  host: PCE_SETTINGS.pceHost.variable,
  port: PCE_SETTINGS.pcePort.variable,
  orgId: PCE_SETTINGS.orgId.variable,
  apiKeyUsername: PCE_SETTINGS.apiKeyUsername.variable,
  apiKeySecret: PCE_SETTINGS.apiKeySecret.variable,
  caFile: PCE_SETTINGS.caFile.variable,
  proxyUrl: PCE_SETTINGS.proxyUrl.variable,
} as const;

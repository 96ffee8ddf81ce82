import type { SettingsTable } from "../settings/settings-table";

/** Settings of a Check Point management server, from the environment. */
export const CHECK_POINT_SETTINGS = {
  server: {
    variable: "CHECK_POINT_SERVER",
    meaning: "host name of the management server, or of the service in Smart-1 Cloud",
  },
  port: { variable: "CHECK_POINT_PORT", meaning: "port of its API; 443 without" },
  apiKey: {
    variable: "CHECK_POINT_API_KEY",
    secret: "value",
    meaning: "API key of an administrator of its own",
  },
  user: { variable: "CHECK_POINT_USER", meaning: "instead of an API key: name of the administrator" },
  password: {
    variable: "CHECK_POINT_PASSWORD",
    secret: "value",
    meaning: "together with the name: its password",
  },
  domain: { variable: "CHECK_POINT_DOMAIN", meaning: "name or uid of the domain, on a multi-domain server" },
  cloudManagementId: {
    variable: "CHECK_POINT_CLOUD_MANAGEMENT_ID",
    meaning: "Smart-1 Cloud: the id of the service, which stands before `/web_api` in its address",
  },
  certificateSha256: {
    variable: "CHECK_POINT_CERTIFICATE_SHA256",
    meaning: "SHA-256 digest of the server's certificate, 64 hex digits; the only one that is then trusted",
  },
  caFile: {
    variable: "CHECK_POINT_CA_FILE",
    meaning: "instead of the digest: PEM file of the authority that signed the certificate",
  },
  proxyUrl: {
    variable: "CHECK_POINT_PROXY_URL",
    secret: "user info",
    meaning: "`http://proxy.example.com:3128`; not together with the digest",
  },
} as const satisfies SettingsTable;

export type CheckPointSettingKey = keyof typeof CHECK_POINT_SETTINGS;

import type { SettingsTable } from "../settings/settings-table";

/** Settings of an instance of ServiceNow, from the environment. */
export const SERVICE_NOW_SETTINGS = {
  instance: {
    variable: "SERVICE_NOW_INSTANCE",
    meaning: "host name of the instance, such as `example.service-now.com`",
  },
  port: { variable: "SERVICE_NOW_PORT", meaning: "port of its API; 443 without" },
  user: {
    variable: "SERVICE_NOW_USER",
    meaning: "name of a user of its own, with the role `itil` or `asset`",
  },
  password: { variable: "SERVICE_NOW_PASSWORD", secret: "value", meaning: "password of the user" },
  clientId: {
    variable: "SERVICE_NOW_CLIENT_ID",
    meaning: "for OAuth: client id of the endpoint in the instance's application registry",
  },
  clientSecret: {
    variable: "SERVICE_NOW_CLIENT_SECRET",
    secret: "value",
    meaning: "together with the client id: its secret",
  },
  caFile: {
    variable: "SERVICE_NOW_CA_FILE",
    meaning: "PEM file of the authority that signed the certificate, if it is a private one",
  },
  proxyUrl: {
    variable: "SERVICE_NOW_PROXY_URL",
    secret: "user info",
    meaning: "`http://proxy.example.com:3128`",
  },
} as const satisfies SettingsTable;

export type ServiceNowSettingKey = keyof typeof SERVICE_NOW_SETTINGS;

import { firewallSettings } from "../../../../clients/panos/firewall-settings";
import { ConnectionSettings } from "../../../../clients/pce/connection-settings";
import { listSetting } from "../../../../clients/settings/settings";
import { plainSecrets } from "../../../../dynamic-providers/pulumi/plain-secrets";
import { firewallFromSecret } from "../../../../functions/shared/firewall-secret";
import { connectionFromSecret } from "../../../../functions/shared/pce-secret";
import type { FuzzTarget } from "../fuzz-target";

const PCE = {
  pceHost: "pce.example.com",
  pcePort: 8443,
  orgId: 1,
  apiKeyUsername: "api_1",
  apiKeySecret: "a".repeat(64),
};
const FIREWALL = { hosts: "fw1.example.com,fw2.example.com", apiKey: "k".repeat(40), deviceLimit: 1000 };

/** Settings of a stack and secrets of functions, both JSON. */
export const settings: FuzzTarget = {
  name: "settings",
  seeds: [
    JSON.stringify({ east: PCE, west: { ...PCE, proxyUrl: "http://proxy.example.com:3128" } }),
    JSON.stringify({
      edge: FIREWALL,
      dc: { ...FIREWALL, certificateSha256: "ab:".repeat(32), certificateName: "fw1" },
    }),
    JSON.stringify({
      apiKeyUsername: "1a2b3c",
      apiKeySecret: "a".repeat(64),
      caCertificate: "-----BEGIN CERTIFICATE-----",
    }),
    JSON.stringify({ hosts: ["fw1.example.com"], apiKey: "k".repeat(40), deviceLimit: 5000 }),
    '["old.example.com","older.example.com"]',
  ],
  words: [
    "east",
    "edge",
    "pceHost",
    "hosts",
    "apiKey",
    "caFile",
    "proxyUrl",
    "http://a:b@c",
    "certificateSha256",
    "deviceLimit",
    "[::1]",
  ],
  open: () => ({
    read: (input, random) => {
      const text = input.toString();
      const config = { get: () => text };
      const readers: (() => unknown)[] = [
        () => new ConnectionSettings(config, {}, "east").connection(),
        () => new ConnectionSettings(config, {}),
        () => firewallSettings("edge", config, {}),
        () => listSetting(config, "illumio:formerHosts"),
        () => plainSecrets({ "illumio:connections": text, "illumio:firewalls": text }, () => false),
        () => connectionFromSecret({ host: "pce.example.com", port: 8443, orgId: 1 }, text, "arn"),
        () => firewallFromSecret(text, "arn"),
      ];
      readers[Math.floor(random() * readers.length)]!();
    },
  }),
};

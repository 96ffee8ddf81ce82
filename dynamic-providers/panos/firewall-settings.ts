import { type PanosConnection, type PanosSettings, panosConnection } from "../../clients/panos";
import { ConfigurationError } from "../../core/errors";
import type { Environment } from "../engine/settings";

const KEYS = {
  hosts: "HOSTS",
  apiKey: "API_KEY",
  caFile: "CA_FILE",
  certificateSha256: "CERTIFICATE_SHA256",
  certificateName: "CERTIFICATE_NAME",
  deviceLimit: "DEVICE_LIMIT",
} as const;

export interface FirewallSettings {
  readonly connection: PanosConnection;
  /** Registered addresses that it holds, where its model is not known to. */
  readonly deviceLimit?: number;
}

/**
 * Settings of a firewall by its name: `ILLUMIO_FIREWALL_<NAME>_HOSTS`, `…_API_KEY`, `…_CA_FILE` or
 * `…_CERTIFICATE_SHA256` with `…_CERTIFICATE_NAME`, and `…_DEVICE_LIMIT`. The name in capitals, `_` for what is no
 * letter or digit.
 *
 * @throws ConfigurationError that names every problem at once
 */
export function firewallSettings(name: string, environment: Environment): FirewallSettings {
  const prefix = `ILLUMIO_FIREWALL_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`;
  const names = Object.fromEntries(Object.entries(KEYS).map(([key, suffix]) => [key, prefix + suffix]));
  const settings: PanosSettings = Object.fromEntries(
    Object.entries(names).map(([key, variable]) => [key, environment[variable]]),
  );
  const connection = panosConnection(settings, names);
  const limit = environment[names["deviceLimit"]!];
  if (!limit) return { connection };
  if (!/^[1-9]\d{0,8}$/.test(limit))
    throw new ConfigurationError(names["deviceLimit"]!, `must be a whole number from 1, got '${limit}'`);
  return { connection, deviceLimit: Number(limit) };
}

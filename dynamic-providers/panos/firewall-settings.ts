import { type PanosConnection, type PanosSettings, panosConnection } from "../../clients/panos";
import { ConfigurationError } from "../../core/errors";
import {
  type ConfigReader,
  type Environment,
  namedBlocks,
  namedSettings,
  type Settings,
} from "../engine/settings";

const KEYS = {
  hosts: "HOSTS",
  apiKey: "API_KEY",
  caFile: "CA_FILE",
  certificateSha256: "CERTIFICATE_SHA256",
  certificateName: "CERTIFICATE_NAME",
  deviceLimit: "DEVICE_LIMIT",
  admin: "ADMIN",
} as const;

export interface FirewallSettings {
  readonly connection: PanosConnection;
  /** Registered addresses that it holds, where its model is not known to. */
  readonly deviceLimit?: number;
  /** Administrator whose key it is: commits take along what this one changed. */
  readonly admin?: string;
}

const FIREWALLS = { key: "illumio:firewalls", example: "hosts <host>" };

type Key = keyof typeof KEYS;

/**
 * Settings of a firewall by its name: the block `illumio:firewalls.<name>` of the stack configuration, or else
 * `ILLUMIO_FIREWALL_<NAME>_HOSTS`, `…_API_KEY`, `…_CA_FILE` or `…_CERTIFICATE_SHA256` with `…_CERTIFICATE_NAME`, and
 * `…_DEVICE_LIMIT` and `…_ADMIN` in the environment. There the name is in capitals, with `_` for what is no letter or digit.
 *
 * @throws ConfigurationError that names every problem at once
 */
export function firewallSettings(
  name: string,
  config: ConfigReader,
  environment: Environment,
): FirewallSettings {
  const configured = namedBlocks(config, FIREWALLS).includes(name);
  const keys = Object.keys(KEYS) as Key[];
  const settings = configured
    ? namedSettings(config, FIREWALLS, name, keys)
    : environmentSettings(name, environment, keys);
  const where = (key: Key) => (configured ? `${FIREWALLS.key}.${name}.${key}` : variableOf(name, key));
  const names = Object.fromEntries(keys.map((key) => [key, where(key)]));
  const values: PanosSettings = Object.fromEntries(keys.map((key) => [key, settings[key]?.value]));
  const connection = panosConnection(values, names);
  const admin = settings.admin && { admin: settings.admin.value };
  const limit = settings.deviceLimit;
  if (!limit) return { connection, ...admin };
  if (!/^[1-9]\d{0,8}$/.test(limit.value))
    throw new ConfigurationError(limit.from, `must be a whole number from 1, got '${limit.value}'`);
  return { connection, deviceLimit: Number(limit.value), ...admin };
}

function environmentSettings(name: string, environment: Environment, keys: readonly Key[]): Settings<Key> {
  const settings: Settings<Key> = {};
  for (const key of keys) {
    const from = variableOf(name, key);
    const value = environment[from];
    if (value) settings[key] = { value, from };
  }
  return settings;
}

/** Environment variable of a setting of a firewall. */
export function variableOf(name: string, key: Key): string {
  return `ILLUMIO_FIREWALL_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_${KEYS[key]}`;
}

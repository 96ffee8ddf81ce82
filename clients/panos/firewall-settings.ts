import {
  type ConfigReader,
  type Environment,
  namedBlocks,
  namedSettings,
  type Settings,
} from "../settings/settings";
import { keysOf } from "../settings/settings-table";
import { type PanosConnection, type PanosSettings, reachableFirewall } from ".";
import { FIREWALL_SETTINGS, FIREWALLS, type FirewallSettingKey, variableOf } from "./settings-table";

export interface FirewallSettings {
  readonly connection: PanosConnection;
  /** Most registered IP addresses that the firewall holds, for a model whose limit is not known. */
  readonly deviceLimit?: number;
  /** Administrator to whom the API key belongs; a commit contains the changes of this one. */
  readonly admin?: string;
}

/**
 * Settings of a firewall by its name: the block `illumio:firewalls.<name>` of the stack configuration, or else
 * `ILLUMIO_FIREWALL_<NAME>_HOSTS` and the other variables of the table in the environment.
 *
 * @throws ConfigurationError that names every problem at once
 */
export function firewallSettings(
  name: string,
  config: ConfigReader,
  environment: Environment,
): FirewallSettings {
  const configured = namedBlocks(config, FIREWALLS).includes(name);
  const keys = keysOf(FIREWALL_SETTINGS);
  const settings = configured
    ? namedSettings(config, FIREWALLS, name, FIREWALL_SETTINGS)
    : environmentSettings(name, environment, keys);
  const where = (key: FirewallSettingKey) =>
    configured ? `${FIREWALLS.key}.${name}.${key}` : variableOf(name, key);
  const names = Object.fromEntries(keys.map((key) => [key, where(key)]));
  const values: PanosSettings = Object.fromEntries(keys.map((key) => [key, settings[key]?.value]));
  const admin = settings.admin && { admin: settings.admin.value };
  return { ...reachableFirewall(values, names), ...admin };
}

function environmentSettings(
  name: string,
  environment: Environment,
  keys: readonly FirewallSettingKey[],
): Settings<FirewallSettingKey> {
  const settings: Settings<FirewallSettingKey> = {};
  for (const key of keys) {
    const from = variableOf(name, key);
    const value = environment[from];
    if (value) settings[key] = { value, from };
  }
  return settings;
}

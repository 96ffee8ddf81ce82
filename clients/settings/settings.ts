import {
  byDefault,
  Checks,
  commaSeparated,
  having,
  list,
  object,
  type Rule,
  required,
} from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { refuseSettings } from "./refuse-settings";
import { keysOf, type NamedBlock, type SettingsTable } from "./settings-table";

/** Reads stack configuration; keys include their namespace, structured values are JSON text. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting and where it was found, so that a message can name the place. */
export interface Setting {
  readonly value: string;
  readonly from: string;
}

export type Settings<Key extends string> = Partial<Record<Key, Setting>>;

/** Settings of the default connection: `illumio:<key>` of the stack configuration first, then the environment. */
export function defaultSettings<Key extends string>(
  config: ConfigReader,
  environment: Environment,
  table: SettingsTable<Key>,
): Settings<Key> {
  const settings: Settings<Key> = {};
  for (const key of keysOf(table)) {
    const { variable } = table[key];
    const configured = config.get(`illumio:${key}`);
    const exported = environment[variable];
    if (configured) settings[key] = { value: configured, from: `illumio:${key}` };
    else if (exported) settings[key] = { value: exported, from: variable };
  }
  return settings;
}

/**
 * Settings of a named connection, from stack configuration: `pulumi config set --path <block>.<name>.<key> <value>`.
 *
 * @throws ConfigurationError when the name is not known, or that names every key that is not known and every value that is
 *   no text
 */
export function namedSettings<Key extends string>(
  config: ConfigReader,
  { key: block, example }: NamedBlock,
  name: string,
  table: SettingsTable<Key>,
): Settings<Key> {
  const connections = structured(config, block);
  const given = Object.hasOwn(connections, name) ? connections[name] : undefined;
  const known = Object.keys(connections);
  const hint = known.length > 0 ? `known are ${known.join(", ")}` : "there is none yet";
  const setIt = `Set it with: pulumi config set --path ${block}.${name}.${example}`;
  const checks = Checks.start().called(`${block}.${name}`);
  const rules = Object.fromEntries(keysOf(table).map((key) => [key, plainText]));
  const values = isRecord(given)
    ? checks.read(given, object(rules))
    : checks.fail(`no such connection; ${hint}. ${setIt}`);
  refuseSettings(`${block}.${name}`, checks);
  const settings: Settings<Key> = {};
  for (const key of keysOf(table)) {
    const value = values?.[key];
    if (value !== undefined) settings[key] = { value, from: `${block}.${name}.${key}` };
  }
  return settings;
}

/** Names of the connections of one kind in stack configuration. */
export function namedBlocks(config: ConfigReader, { key }: NamedBlock): string[] {
  return Object.keys(structured(config, key));
}

/** A list: JSON array (`pulumi config set --path "illumio:formerHosts[0]" …`) or names separated by commas. */
export function listSetting(config: ConfigReader, key: string): string[] {
  const text = config.get(key)?.trim() ?? "";
  const rule = text.startsWith("[") ? json(list(ITEM)) : commaSeparated(plainText, { empty: true });
  const items = readSetting(key, text, rule) ?? [];
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

function structured(config: ConfigReader, key: string): JsonRecord {
  const map = having<JsonRecord>({}, "a map from name to settings");
  return readSetting(key, config.get(key) || undefined, json(map)) ?? {};
}

/** A whole setting, which may hold secrets. @throws ConfigurationError */
function readSetting<T>(key: string, text: string | undefined, rule: Rule<T>): T | undefined {
  const checks = Checks.start().called(key).secret().advising("set it with: pulumi config set --path");
  const value = checks.read(text, rule);
  refuseSettings(key, checks);
  return value;
}

/** A value that stands there as JSON text. */
function json<T>(rule: Rule<T>): Rule<T> {
  return (text, checks) => {
    try {
      return checks.read(JSON.parse(String(text)), required(rule));
    } catch {
      return checks.must("be JSON", text);
    }
  };
}

/** A value that commands wrote as text, number or truth value; an empty text is none. It may be a secret. */
const plainText: Rule<string> = (value, checks) => {
  if (typeof value === "object") return checks.secret().must("be text or a number", value);
  return value === "" ? undefined : String(value);
};

const ITEM = byDefault(plainText, "");

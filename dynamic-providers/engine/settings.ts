import { ConfigurationError } from "../../core/errors";
import { isRecord, type JsonRecord } from "./json";

/** Reads stack configuration; keys carry their namespace, structured values arrive as JSON text. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting and where it stands, so that a message can name the place. */
export interface Setting {
  readonly value: string;
  readonly from: string;
}

export type Settings<Key extends string> = Partial<Record<Key, Setting>>;

/**
 * Settings of the default connection: `illumio:<key>` of the stack configuration first, then the environment.
 *
 * @param variables key → name of its environment variable
 */
export function defaultSettings<Key extends string>(
  config: ConfigReader,
  environment: Environment,
  variables: Readonly<Record<Key, string>>,
): Settings<Key> {
  const settings: Settings<Key> = {};
  for (const [key, variable] of Object.entries(variables) as [Key, string][]) {
    const configured = config.get(`illumio:${key}`);
    const exported = environment[variable];
    if (configured) settings[key] = { value: configured, from: `illumio:${key}` };
    else if (exported) settings[key] = { value: exported, from: variable };
  }
  return settings;
}

/** Where named connections of one kind stand in stack configuration. */
export interface NamedBlock {
  /** For example `illumio:connections`. */
  readonly key: string;
  /** A setting that every connection has, and what stands for its value, for the hint. */
  readonly example: string;
}

/**
 * Settings of a named connection, from stack configuration: `pulumi config set --path <block>.<name>.<key> <value>`.
 *
 * @throws ConfigurationError when the name or a key is not known
 */
export function namedSettings<Key extends string>(
  config: ConfigReader,
  { key: block, example }: NamedBlock,
  name: string,
  keys: readonly Key[],
): Settings<Key> {
  const connections = structured(config, block);
  const given = connections[name];
  if (!isRecord(given)) {
    const known = Object.keys(connections);
    const hint = known.length > 0 ? `known are ${known.join(", ")}` : "there is none yet";
    throw new ConfigurationError(
      `${block}.${name}`,
      `no such connection; ${hint}. Set it with: pulumi config set --path ${block}.${name}.${example}`,
    );
  }
  const settings: Settings<Key> = {};
  for (const [key, value] of Object.entries(given)) {
    const from = `${block}.${name}.${key}`;
    if (!keys.includes(key as Key))
      throw new ConfigurationError(from, `unknown setting; use ${keys.join(", ")}`);
    if (value !== undefined && value !== null && value !== "")
      settings[key as Key] = { value: String(value), from };
  }
  return settings;
}

/** Names of the connections of one kind that stack configuration has. */
export function namedBlocks(config: ConfigReader, { key }: NamedBlock): string[] {
  return Object.keys(structured(config, key));
}

/** A list: JSON array (`pulumi config set --path "illumio:formerHosts[0]" …`) or names separated by commas. */
export function listSetting(config: ConfigReader, key: string): string[] {
  const text = config.get(key)?.trim() ?? "";
  const items: unknown = text.startsWith("[") ? parsed(key, text) : text.split(",");
  return (items as unknown[]).map((item) => String(item).trim()).filter((item) => item !== "");
}

function structured(config: ConfigReader, key: string): JsonRecord {
  const text = config.get(key);
  if (!text) return {};
  const value = parsed(key, text);
  if (!isRecord(value)) {
    throw new ConfigurationError(
      key,
      `must be a map from name to settings; set it with: pulumi config set --path`,
    );
  }
  return value;
}

function parsed(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigurationError(
      key,
      "is not valid JSON; set structured values with: pulumi config set --path",
    );
  }
}

import { SETTINGS_TABLES } from "../../clients/settings/tables";
import { isRecord } from "../../core/checks/json";

const NAMESPACE = "illumio:";

const DEFINITIONS = SETTINGS_TABLES.flatMap((table) => Object.entries(table));
const SECRETS = new Set(DEFINITIONS.flatMap(([key, { secret }]) => (secret === "value" ? [key] : [])));
const ADDRESSES = new Set(DEFINITIONS.flatMap(([key, { secret }]) => (secret === "user info" ? [key] : [])));

/** Names that no table has and that people use for such settings by mistake. */
const SECRET_NAME = /(secret|password|token|apikey)$/i;
const PROXY_NAME = /proxy(url)?$/i;
/** In an address, the part before `@` is a user name, with or without a password; the user name may be a token. */
const CREDENTIALS = /^\s*[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i;

/**
 * Finds secrets of ours that stand in stack configuration as plain text: by the name of the setting, either one in the
 * tables or a likely mistake for one, and proxies with a user name or a password in their address.
 *
 * The engine writes the whole stack configuration into the state of the first dynamic resource's provider, so a plain
 * secret there would be readable by everyone who can read the state. Where one value of a structured key was set with
 * `--secret`, the engine treats the whole key as secret.
 *
 * @param config all values, structured ones as JSON text
 * @returns paths of the settings, never their values
 */
export function plainSecrets(
  config: Readonly<Record<string, string>>,
  isSecret: (key: string) => boolean,
): string[] {
  return Object.entries(config)
    .filter(([key]) => key.startsWith(NAMESPACE) && !isSecret(key))
    .flatMap(([key, text]) => {
      const value = parse(text);
      return isRecord(value) || Array.isArray(value) ? secretPaths(key, value) : secretPath(key, text);
    });
}

function secretPaths(path: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(`${path}[${index}]`, item));
  if (isRecord(value))
    return Object.entries(value).flatMap(([name, item]) => secretPaths(`${path}.${name}`, item));
  return typeof value === "string" || typeof value === "number" ? secretPath(path, String(value)) : [];
}

function secretPath(path: string, text: string): string[] {
  const name = path.split(/[:.]/).at(-1)!;
  const isAddress = ADDRESSES.has(name) || PROXY_NAME.test(path);
  const isSecret =
    SECRETS.has(name) ||
    SECRET_NAME.test(path) ||
    CREDENTIALS.test(text) ||
    (isAddress && text.includes("@"));
  return text !== "" && isSecret ? [path] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { isRecord } from "./json";

const SECRET_NAME = /(secret|password|token|apikey)$/i;
const SIMPLE = ["illumio:apiKeySecret"];
const STRUCTURED = ["illumio:connections", "illumio:firewalls"];

/**
 * Finds secrets of ours that stand in stack configuration as plain text.
 *
 * The engine writes the whole stack configuration into the state of the first dynamic resource's provider, so a
 * plain secret there would be readable by everyone who can read the state. Where one value of a structured key
 * was set with `--secret`, the engine treats the whole key as secret.
 *
 * @param config all values, structured ones as JSON text
 * @returns paths of the settings, never their values
 */
export function plainSecrets(
  config: Readonly<Record<string, string>>,
  isSecret: (key: string) => boolean,
): string[] {
  const simple = SIMPLE.filter((key) => config[key] && !isSecret(key));
  const nested = STRUCTURED.filter((key) => config[key] && !isSecret(key)).flatMap((key) =>
    secretPaths(key, parse(config[key]!)),
  );
  return [...simple, ...nested];
}

function secretPaths(path: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretPaths(`${path}[${index}]`, item));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const plain = (typeof item === "string" || typeof item === "number") && item !== "";
    return plain && SECRET_NAME.test(name) ? [`${path}.${name}`] : secretPaths(`${path}.${name}`, item);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

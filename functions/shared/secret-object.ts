import { ConfigurationError } from "../../core/errors";

/**
 * The JSON object that a secret holds.
 *
 * @param source what to call the secret in an error, for example its ARN; its content never gets there
 * @param example how to store it
 * @throws ConfigurationError when it is none
 */
export function secretObject(text: string, source: string, example: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which is the secret.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ConfigurationError(`secret ${source}`, `is no JSON object. Store it as ${example}`);
}

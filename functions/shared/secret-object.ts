import { Checks, having, required } from "../../core/checks";
import type { JsonRecord } from "../../core/checks/json";

/**
 * The JSON object that a secret holds.
 *
 * @param source what to call the secret in an error, for example its ARN; its content never gets there
 * @param example how to store it
 * @throws ConfigurationError when the text is no JSON object
 */
export function secretObject(text: string, source: string, example: string): JsonRecord {
  const checks = Checks.start().secret().advising(`store it as ${example}`);
  const value = checks.read(parsed(text), required(having<JsonRecord>({}, "a JSON object")));
  checks.throwIfAny(`secret ${source}`);
  return value;
}

/** The text itself where it is no JSON: the parser's own message quotes it, and it is the secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

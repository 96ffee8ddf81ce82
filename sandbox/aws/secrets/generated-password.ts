import { CloudError } from "../../cloud/cloud-error";
import type { Ids } from "../../cloud/ids";
import { flag, integer, object, text } from "../../cloud/resources/shape";

/** How Secrets Manager makes a password. */
export interface GeneratedSecret {
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly IncludeSpace?: boolean;
  /** Characters. @default 32 */
  readonly PasswordLength?: number;
  /** Whether the password has at least one character of each kind. @default true */
  readonly RequireEachIncludedType?: boolean;
  /** The member of the template, a JSON object, that gets the password. */
  readonly GenerateStringKey?: string;
  readonly SecretStringTemplate?: string;
}

export const generatedSecretShape = object({
  ExcludeCharacters: text({ max: 4096 }),
  ExcludeLowercase: flag,
  ExcludeNumbers: flag,
  ExcludePunctuation: flag,
  ExcludeUppercase: flag,
  IncludeSpace: flag,
  PasswordLength: integer({ min: 1, max: 4096 }),
  RequireEachIncludedType: flag,
  GenerateStringKey: text(),
  SecretStringTemplate: text(),
});

const LOWER = "abcdefghijklmnopqrstuvwxyz";

/**
 * A secret value with a password of the account's seed.
 *
 * @see AWS Secrets Manager API reference, "GetRandomPassword"
 * @throws CloudError `InvalidParameterException` when no such password exists or the template is no JSON object
 */
export function generateSecret(ids: Pick<Ids, "fraction">, rules: GeneratedSecret): string {
  const password = generatePassword(ids, rules);
  const { GenerateStringKey: key, SecretStringTemplate: template } = rules;
  if (key === undefined && template === undefined) return password;
  if (key === undefined || template === undefined) {
    throw invalid("You must specify both SecretStringTemplate and GenerateStringKey.");
  }
  return JSON.stringify({ ...parse(template), [key]: password });
}

function generatePassword(ids: Pick<Ids, "fraction">, rules: GeneratedSecret): string {
  const excluded = rules.ExcludeCharacters ?? "";
  const kinds = [
    rules.ExcludeLowercase ? "" : LOWER,
    rules.ExcludeUppercase ? "" : LOWER.toUpperCase(),
    rules.ExcludeNumbers ? "" : "0123456789",
    rules.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    rules.IncludeSpace ? " " : "",
  ]
    .map((kind) => [...kind].filter((character) => !excluded.includes(character)))
    .filter((kind) => kind.length > 0);
  const length = rules.PasswordLength ?? 32;
  const first = rules.RequireEachIncludedType === false ? [] : kinds;
  if (kinds.length === 0 || first.length > length) {
    throw invalid("The password length and the excluded characters leave no password.");
  }
  const pick = (from: readonly string[]): string => from[Math.floor(ids.fraction() * from.length)]!;
  const all = kinds.flat();
  const characters = Array.from({ length }, (_, index) => pick(first[index] ?? all));
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(ids.fraction() * (last + 1));
    [characters[last], characters[other]] = [characters[other]!, characters[last]!];
  }
  return characters.join("");
}

function parse(template: string): object {
  try {
    const value: unknown = JSON.parse(template);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The error below says it.
  }
  throw invalid("SecretStringTemplate must be a JSON object.");
}

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameterException", message);
}

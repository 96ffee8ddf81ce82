import { isRecord } from "./template";
import { invalid } from "./template-error";

/** Where dynamic references read. */
export interface ReferencedValues {
  /** The text of a secret by its name or ARN; undefined when there is none. */
  secret(id: string): string | undefined;
  /** The value of an SSM parameter; undefined when there is none. */
  parameter(name: string): string | undefined;
}

const REFERENCE = /\{\{resolve:([a-z0-9-]+):([^{}]+)\}\}/g;

/**
 * The value with `{{resolve:…}}` replaced by what it names, at any depth.
 *
 * A stack keeps the reference itself, so that the value is in no template and no answer.
 *
 * @throws CloudError `ValidationError`, in CloudFormation's words
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolveDynamicReferences(value: unknown, values: ReferencedValues): unknown {
  if (typeof value === "string") {
    return value.replace(REFERENCE, (_whole, service: string, rest: string) => read(service, rest, values));
  }
  if (Array.isArray(value)) return value.map((each) => resolveDynamicReferences(each, values));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, resolveDynamicReferences(each, values)]),
  );
}

function read(service: string, rest: string, values: ReferencedValues): string {
  if (service === "ssm") {
    const name = rest.replace(/:\d+$/, "");
    const found = values.parameter(name);
    if (found === undefined)
      throw invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`);
    return found;
  }
  if (service === "ssm-secure") {
    throw invalid("SSM Secure reference is not supported in: [properties of the sandbox's resource types]");
  }
  if (service !== "secretsmanager") {
    throw invalid(`Could not parse dynamic reference {{resolve:${service}:${rest}}}`);
  }
  const parts = rest.split(":");
  const length = rest.startsWith("arn:") ? 7 : 1;
  const id = parts.slice(0, length).join(":");
  const [kind = "SecretString", key = ""] = parts.slice(length);
  const text = values.secret(id);
  if (text === undefined) {
    throw invalid(
      `Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: ResourceNotFoundException) [${id}]`,
    );
  }
  if (kind !== "SecretString")
    throw invalid(`Could not parse dynamic reference to the secret ${id}: ${kind}`);
  if (key === "") return text;
  const content = parse(text);
  const found = isRecord(content) && Object.hasOwn(content, key) ? content[key] : undefined;
  if (found === undefined) throw invalid(`Could not find a value associated with JSONKey in SecretString`);
  return typeof found === "object" ? JSON.stringify(found) : String(found);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

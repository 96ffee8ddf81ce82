import type { QueryInput } from "../../http/query-protocol";
import type { Tag } from "../engine/stack";
import type { GivenParameter } from "../template/parameters";
import { isRecord } from "../template/template";
import { invalid } from "../template/template-error";

/** @throws CloudError `ValidationError` when it is missing */
export function requiredText(input: QueryInput, name: string): string {
  const value = optionalText(input, name);
  if (value !== undefined) return value;
  const field = name[0]!.toLowerCase() + name.slice(1);
  throw invalid(
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  );
}

/** An empty text counts as none. */
export function optionalText(input: QueryInput, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Undefined when the client does not say. */
export function optionalFlag(input: QueryInput, name: string): boolean | undefined {
  const value = optionalText(input, name);
  return value === undefined ? undefined : value === "true";
}

export function textsOf(input: QueryInput, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.map(String) : [];
}

export function parametersOf(input: QueryInput): GivenParameter[] {
  return recordsOf(input, "Parameters").map((one) => ({
    key: String(one["ParameterKey"]),
    ...(one["ParameterValue"] === undefined ? {} : { value: String(one["ParameterValue"]) }),
    usePrevious: one["UsePreviousValue"] === "true",
  }));
}

/** Undefined when the client gives no tags, which leaves them as they are. */
export function tagsOf(input: QueryInput): Tag[] | undefined {
  if (input["Tags"] === undefined) return undefined;
  const tags = recordsOf(input, "Tags").map(({ Key, Value }) => ({
    Key: String(Key),
    Value: String(Value ?? ""),
  }));
  if (tags.length > 50)
    throw invalid(
      "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
    );
  const reserved = tags.find(({ Key }) => /^aws:/i.test(Key));
  if (reserved !== undefined) throw invalid(`aws: prefixed tag key names are not allowed for external use.`);
  return tags;
}

/** @throws CloudError `ValidationError` */
export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

function recordsOf(input: QueryInput, name: string): Record<string, unknown>[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

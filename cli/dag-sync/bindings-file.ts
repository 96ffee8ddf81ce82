import { readFileSync } from "node:fs";
import { parse, YAMLParseError } from "yaml";
import { type DagBindingDefinition, definitionRevision } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { isRecord } from "../../dynamic-providers/engine/json";
import type { CheckFailure } from "../../dynamic-providers/engine/resource-provider";
import { checkBinding } from "../../dynamic-providers/panos/binding-check";

/**
 * Reads bindings from YAML or JSON: `owner` and `bindings`, a record from name to binding.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function readBindings(file: string): DagBindingDefinition[] {
  const content = readDocument(file);
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const { owner, bindings, ...others } = isRecord(content) ? content : {};
  for (const name of Object.keys(others)) fail(name, "unknown property; known are owner, bindings");
  if (typeof owner !== "string" || owner === "")
    fail("owner", "is missing; name who stands behind these bindings, for example network-team");
  if (!isRecord(bindings) || Object.keys(bindings).length === 0)
    fail("bindings", "is missing; write a record from the name of a binding to the binding");
  const definitions = Object.entries(isRecord(bindings) ? bindings : {}).flatMap(([name, written]) => {
    const path = `bindings.${name}`;
    if (!isRecord(written)) {
      fail(path, "must be an object");
      return [];
    }
    const declaration = checkBinding(name, written, failures, `${path}.`);
    return [{ ...declaration, owner: String(owner), revision: definitionRevision(declaration) }];
  });
  const tags = new Map<string, string>();
  for (const { name, tag } of definitions) {
    const other = tags.get(tag);
    if (other !== undefined)
      fail(`bindings.${name}.tag`, `is the tag of ${other} too; a tag has one binding`);
    tags.set(tag, name);
  }
  if (failures.length === 0) return definitions;
  const list = failures.map(({ property, reason }) => `\n  ${property}: ${reason}`).join("");
  throw new ConfigurationError(
    file,
    `${failures.length === 1 ? "one problem" : `${failures.length} problems`}${list}`,
  );
}

function readDocument(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigurationError(file, error.message.split("\n")[0]!);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigurationError(file, `cannot be read (${code ?? message})`);
  }
}

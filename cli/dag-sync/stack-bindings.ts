import type { DagBindingDefinition } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { isRecord, type JsonRecord } from "../../dynamic-providers/engine/json";

const TYPE = "pulumi-nodejs:dynamic/illumio-iac:DagBinding";
/** Key that marks a secret, an asset and the like in a state (Pulumi, `sdk/go/common/resource/sig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * The definitions of the `DagBinding` resources in what `pulumi stack export` or `pulumi stack output --json` printed.
 * Resources that wait for their deletion are left out.
 *
 * @throws ConfigurationError when there is none, or when a secret stands in one
 */
export function stackBindings(content: unknown, source: string): DagBindingDefinition[] {
  const deployment = isRecord(content) ? content["deployment"] : undefined;
  const found =
    isRecord(deployment) && Array.isArray(deployment["resources"])
      ? deployment["resources"].filter(isBinding).flatMap(({ outputs }) => definitionsIn(outputs))
      : definitionsIn(content);
  if (found.length === 0)
    throw new ConfigurationError(
      source,
      "holds no DagBinding. Give the text of `pulumi stack export`, or of `pulumi stack output --json` where the " +
        "program exports its bindings, after an up",
    );
  for (const definition of found)
    if (holdsSecret(definition))
      throw new ConfigurationError(
        `binding ${String(definition["name"])}`,
        "a part of its definition is a secret, and secrets are not exported. Labels, tags and targets stand on the " +
          "firewall in plain text anyway: build them of plain values, or with pulumi.unsecret",
      );
  return found as unknown as DagBindingDefinition[];
}

function isBinding(resource: unknown): resource is JsonRecord {
  return isRecord(resource) && resource["type"] === TYPE && resource["delete"] !== true;
}

/** Outputs of a stack may hold bindings at any depth, each once. */
function definitionsIn(value: unknown): JsonRecord[] {
  const found = new Map<string, JsonRecord>();
  const look = (item: unknown): void => {
    if (Array.isArray(item)) for (const inside of item) look(inside);
    if (!isRecord(item)) return;
    if (isDefinition(item)) found.set(JSON.stringify(item), item);
    else for (const inside of Object.values(item)) look(inside);
  };
  look(value);
  return [...found.values()];
}

function isDefinition(item: JsonRecord): boolean {
  return ["owner", "revision", "tag", "target", "labels", "revisionAddress"].every((name) => name in item);
}

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isRecord(value)) return value === "[secret]";
  return SIGNATURE in value || Object.values(value).some(holdsSecret);
}

import { type DagBindingDefinition, type DagTarget, definitionRevision } from "../../core/dag";
import { ConfigurationError } from "../../core/errors";
import { isRecord, type JsonRecord } from "../../dynamic-providers/engine/json";
import type { CheckFailure } from "../../dynamic-providers/engine/resource-provider";
import { checkBinding } from "../../dynamic-providers/panos/binding-check";

export interface BindingsContext {
  /** Where the document is from, for messages. */
  readonly source: string;
  /** Name that a stack gives the PCE of the environment; undefined is the stack's default one. */
  readonly connection?: string | undefined;
}

/**
 * Makes definitions of `{owner?, bindings: {<name>: binding}}`. A binding may have an `owner`, a `name` and a `connection`
 * of its own, and the `revision` that was exported with it, which then has to be the digest of what stands there.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function checkBindings(content: unknown, context: BindingsContext): DagBindingDefinition[] {
  const failures: CheckFailure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const { owner, bindings, ...others } = isRecord(content) ? content : {};
  for (const name of Object.keys(others)) fail(name, "unknown property; known are owner, bindings");
  const written = isRecord(bindings) ? Object.entries(bindings) : [];
  if (written.length === 0)
    fail("bindings", "is missing; write a record from the name of a binding to the binding");
  const ownerOf = (binding: JsonRecord) => binding["owner"] ?? owner;
  if (written.some(([, binding]) => isRecord(binding) && !isText(ownerOf(binding))) || written.length === 0)
    if (!isText(owner))
      fail("owner", "is missing; name who stands behind these bindings, for example network-team");
  const definitions = written.flatMap(([key, binding]) => {
    const path = `bindings.${key}`;
    if (isRecord(binding)) return [oneBinding(key, binding, String(ownerOf(binding)), failures, context)];
    fail(path, "must be an object");
    return [];
  });
  refuseSharedTags(definitions, fail);
  if (failures.length === 0) return definitions.map(({ definition }) => definition);
  const list = failures.map(({ property, reason }) => `\n  ${property}: ${reason}`).join("");
  throw new ConfigurationError(
    context.source,
    `${failures.length === 1 ? "one problem" : `${failures.length} problems`}${list}`,
  );
}

interface KeyedDefinition {
  readonly key: string;
  readonly definition: DagBindingDefinition;
}

function oneBinding(
  key: string,
  { owner: _owner, name, connection, revision, ...rest }: JsonRecord,
  owner: string,
  failures: CheckFailure[],
  context: BindingsContext,
): KeyedDefinition {
  const path = `bindings.${key}`;
  const fail = (property: string, reason: string) =>
    failures.push({ property: `${path}.${property}`, reason });
  const before = failures.length;
  if (name !== undefined && !isText(name)) fail("name", "must be text");
  if (connection !== context.connection)
    fail(
      "connection",
      `this binding is decided by ${namedPce(connection)}, and the environment has ${namedPce(context.connection)}; ` +
        "run it with the environment of that PCE and --connection",
    );
  const declaration = {
    ...checkBinding(isText(name) ? name : key, rest, failures, `${path}.`),
    ...(isText(connection) && { connection }),
  };
  const digest = definitionRevision(declaration);
  if (revision !== undefined && revision !== digest && failures.length === before)
    fail(
      "revision",
      `is ${revision}, but what stands here is ${digest}: it was changed after the export. Export it again, or take ` +
        "owner and revision out and claim it",
    );
  return { key, definition: { ...declaration, owner, revision: digest } };
}

/** One tag in one place is one binding; the same tag on two firewalls is two. */
function refuseSharedTags(
  definitions: readonly KeyedDefinition[],
  fail: (property: string, reason: string) => void,
): void {
  const tags = new Map<string, string>();
  for (const { key, definition } of definitions) {
    const place = `${definition.tag}\0${placeOf(definition.target)}`;
    const other = tags.get(place);
    if (other !== undefined) fail(`bindings.${key}.tag`, `is the tag of ${other} too; a tag has one binding`);
    tags.set(place, key);
  }
}

function placeOf({ firewall, vsys, serials, deviceGroup }: DagTarget): string {
  return [firewall, vsys ?? "", deviceGroup ?? "", ...(serials ?? [])].join("\0");
}

function namedPce(connection: unknown): string {
  return connection === undefined ? "the default PCE" : `the PCE of the connection ${String(connection)}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

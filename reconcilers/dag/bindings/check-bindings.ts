import { Checks, shown } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import { type DagBindingDefinition, definitionRevision, tagCollisions } from "../../../core/dag";
import { checkBinding } from "./binding-check";

export interface BindingsContext {
  /** Where the document comes from, for messages. */
  readonly source: string;
  /**
   * Connection name by which a stack knows the PCE of the environment; undefined for the stack's default connection.
   */
  readonly connection?: string | undefined;
}

/**
 * Makes definitions of `{owner?, bindings: {<name>: binding}}`. A binding may have an `owner`, a `name` and a
 * `connection` of its own, and the `revision` that was exported with it, which then has to be the digest of the binding
 * as it is in the document.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function checkBindings(content: unknown, context: BindingsContext): DagBindingDefinition[] {
  const checks = Checks.start();
  const { owner, bindings, ...others } = isRecord(content) ? content : {};
  for (const name of Object.keys(others)) checks.at(name).fail("unknown property; known are owner, bindings");
  const written = isRecord(bindings) ? Object.entries(bindings) : [];
  if (written.length === 0)
    checks.at("bindings").fail("is missing; write a record from the name of a binding to the binding");
  const isOwned = (binding: unknown) => isRecord(binding) && (binding["owner"] ?? undefined) !== undefined;
  if (owner !== undefined && owner !== null && !isText(owner)) checks.at("owner").must("be text", owner);
  else if (!isText(owner) && !(written.length > 0 && written.every(([, binding]) => isOwned(binding))))
    checks.at("owner").fail("is missing; name who stands behind these bindings, for example network-team");
  const definitions = written.flatMap(([key, binding]) => {
    const at = checks.at("bindings").at(key);
    return isRecord(binding)
      ? [oneBinding(key, binding, owner, at, context)]
      : (at.must("be an object", binding) ?? []);
  });
  const keys = new Map(definitions.map(({ key, definition }) => [definition, key]));
  for (const [later, earlier] of tagCollisions([...keys.keys()]))
    checks
      .at("bindings")
      .at(keys.get(later)!)
      .at("tag")
      .fail(`is the tag of ${keys.get(earlier)} too; a tag has one binding`);
  checks.throwIfAny(context.source);
  return definitions.map(({ definition }) => definition);
}

interface KeyedDefinition {
  readonly key: string;
  readonly definition: DagBindingDefinition;
}

function oneBinding(
  key: string,
  { owner: own, name, connection, revision, ...rest }: JsonRecord,
  common: unknown,
  checks: Checks,
  context: BindingsContext,
): KeyedDefinition {
  const before = checks.problems.length;
  const owner = own ?? common;
  if (own !== undefined && own !== null && !isText(own)) checks.at("owner").must("be text", own);
  if (name !== undefined && !isText(name)) checks.at("name").must("be text", name);
  if (connection !== context.connection)
    checks
      .at("connection")
      .fail(
        `this binding is decided by ${namedPce(connection)}, and the environment has ${namedPce(context.connection)}; ` +
          "run it with the environment of that PCE and --connection",
      );
  const declaration = {
    ...checkBinding(isText(name) ? name : key, rest, checks),
    ...(isText(connection) && { connection }),
  };
  const digest = definitionRevision(declaration);
  if (revision !== undefined && revision !== digest && checks.problems.length === before)
    checks
      .at("revision")
      .fail(
        `is ${shown(revision)}, but what stands here is ${digest}: it was changed after the export. Export it again, or take ` +
          "owner and revision out and claim it",
      );
  return { key, definition: { ...declaration, owner: isText(owner) ? owner : "", revision: digest } };
}

function namedPce(connection: unknown): string {
  return connection === undefined
    ? "the default PCE"
    : `the PCE of the connection ${isText(connection) ? connection : shown(connection)}`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

import { Checks, shown } from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";

export interface DocumentContext {
  /** Where the document comes from, for messages. */
  readonly source: string;
  /**
   * Connection name by which a stack knows the PCE of the environment; undefined for the stack's default connection.
   */
  readonly connection?: string | undefined;
}

/** What tells one kind of declaration from another. */
export interface DeclarationKind<Declaration extends object> {
  /** What messages call one: `binding`. */
  readonly one: string;
  /** The property of the document: `bindings`. */
  readonly many: string;
  /** Checks one as a user wrote it, without `owner`, `name`, `connection` and `revision`, and fills in the defaults. */
  readonly check: (name: string, written: JsonRecord, checks: Checks) => Declaration;
  readonly revision: (declaration: Declaration) => string;
  /** Each declaration that has something of an earlier one, which only one may have, paired with that earlier one. */
  readonly collisions: <One extends Declaration>(
    all: readonly One[],
  ) => readonly (readonly [later: One, earlier: One])[];
  /** Property and reason of a collision. */
  readonly collision: (earlier: string) => readonly [property: string, reason: string];
}

export type Defined<Declaration> = Declaration & { readonly owner: string; readonly revision: string };

/**
 * Makes definitions of `{owner?, <many>: {<name>: declaration}}`. A declaration may have an `owner`, a `name` and a
 * `connection` of its own, and the `revision` that was exported with it, which then has to be the digest of the
 * declaration as it is in the document.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function checkDeclarations<Declaration extends object>(
  content: unknown,
  kind: DeclarationKind<Declaration>,
  context: DocumentContext,
): Defined<Declaration>[] {
  const { one, many } = kind;
  const checks = Checks.start();
  const { owner, [many]: collection, ...others } = isRecord(content) ? content : {};
  for (const name of Object.keys(others)) checks.at(name).fail(`unknown property; known are owner, ${many}`);
  const written = isRecord(collection) ? Object.entries(collection) : [];
  if (written.length === 0)
    checks.at(many).fail(`is missing; write a record from the name of a ${one} to the ${one}`);
  const isOwned = (declaration: unknown) =>
    isRecord(declaration) && (declaration["owner"] ?? undefined) !== undefined;
  if (owner !== undefined && owner !== null && !isText(owner)) checks.at("owner").must("be text", owner);
  else if (
    !isText(owner) &&
    !(written.length > 0 && written.every(([, declaration]) => isOwned(declaration)))
  )
    checks.at("owner").fail(`is missing; name who stands behind these ${many}, for example network-team`);
  const definitions = written.flatMap(([key, declaration]) => {
    const at = checks.at(many).at(key);
    return isRecord(declaration)
      ? [oneDefinition(key, declaration, owner, at, kind, context)]
      : (at.must("be an object", declaration) ?? []);
  });
  const keys = new Map(definitions.map(({ key, definition }) => [definition, key]));
  for (const [later, earlier] of kind.collisions([...keys.keys()])) {
    const [property, reason] = kind.collision(keys.get(earlier)!);
    checks.at(many).at(keys.get(later)!).at(property).fail(reason);
  }
  checks.throwIfAny(context.source);
  return definitions.map(({ definition }) => definition);
}

interface KeyedDefinition<Declaration> {
  readonly key: string;
  readonly definition: Defined<Declaration>;
}

function oneDefinition<Declaration extends object>(
  key: string,
  { owner: own, name, connection, revision, ...rest }: JsonRecord,
  common: unknown,
  checks: Checks,
  kind: DeclarationKind<Declaration>,
  context: DocumentContext,
): KeyedDefinition<Declaration> {
  const before = checks.problems.length;
  const owner = own ?? common;
  if (own !== undefined && own !== null && !isText(own)) checks.at("owner").must("be text", own);
  if (name !== undefined && !isText(name)) checks.at("name").must("be text", name);
  if (connection !== context.connection)
    checks
      .at("connection")
      .fail(
        `this ${kind.one} is decided by ${namedPce(connection)}, and the environment has ${namedPce(context.connection)}; ` +
          "run it with the environment of that PCE and --connection",
      );
  const declaration = {
    ...kind.check(isText(name) ? name : key, rest, checks),
    ...(isText(connection) && { connection }),
  };
  // A declaration with problems may lack what the digest needs.
  const isSound = checks.problems.length === before;
  const digest = isSound ? kind.revision(declaration) : "";
  if (revision !== undefined && revision !== digest && isSound)
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

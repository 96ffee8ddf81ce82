import { Checks, required, text } from "../../core/checks";
import { isRecord, type JsonRecord } from "../../core/checks/json";
import { isStateSecret } from "./state-secret";

const NAME = required(text({ longest: Number.POSITIVE_INFINITY, empty: true }));

/** What a stack declares. */
export interface StackKind {
  /** Class of the resource in a program: `DagBinding`. */
  readonly resource: string;
  /** What messages call one: `binding`. */
  readonly one: string;
  /** Why nobody needs a secret in one: `it stands on the firewall in plain text anyway`. */
  readonly noSecret: string;
  /** Properties by which a definition is known among outputs, beside owner and revision. */
  readonly properties: readonly string[];
}

/**
 * The definitions of the resources of one kind in what `pulumi stack export` or `pulumi stack output --json` printed.
 * Resources that wait for their deletion are left out.
 *
 * @throws ConfigurationError when there is none, or that names every secret that stands in one
 */
export function stackDeclarations<Definition>(
  kind: StackKind,
  content: unknown,
  source: string,
): Definition[] {
  const checks = Checks.start();
  const found = new Map<string, Found>();
  for (const outputs of outputsIn(kind, content, checks)) addDefinitions(kind, outputs, found);
  if (found.size === 0)
    checks.fail(
      `holds no ${kind.resource}. Give the text of \`pulumi stack export\`, or of \`pulumi stack output --json\` where the ` +
        `program exports its ${kind.one}s, after an up`,
    );
  for (const { value, checks: at } of found.values()) checkDefinition(kind, value, at);
  checks.throwIfAny(source);
  return [...found.values()].map(({ value }) => value as unknown as Definition);
}

function checkDefinition(kind: StackKind, definition: JsonRecord, checks: Checks): void {
  const { name } = definition;
  refuseSecrets(kind, definition, typeof name === "string" ? checks.called(`${kind.one} ${name}`) : checks);
  if (!isStateSecret(name)) checks.at("name").read(name, NAME);
}

/** A definition as an export needs it. */
export interface NamedDefinition {
  readonly name: string;
  readonly owner: string;
  readonly revision: string;
}

/** A record for a file. Two declarations of one name, of two systems for example, get keys of their own and keep their name. */
export function declarationsByName(definitions: readonly NamedDefinition[]): Record<string, object> {
  const declarations = new Map<string, object>();
  for (const { name, owner, revision, ...declared } of definitions) {
    let key = name;
    for (let number = 2; declarations.has(key); number++) key = `${name}-${number}`;
    declarations.set(key, { ...(key !== name && { name }), owner, revision, ...declared });
  }
  return Object.fromEntries(declarations);
}

interface Found<Value = JsonRecord> {
  readonly value: Value;
  /** At where it stands. */
  readonly checks: Checks;
}

/** The outputs of each resource of the kind; else the whole, which are outputs of a stack. */
function outputsIn(kind: StackKind, content: unknown, checks: Checks): Found<unknown>[] {
  const deployment = isRecord(content) ? content["deployment"] : undefined;
  const resources = isRecord(deployment) ? deployment["resources"] : undefined;
  if (!Array.isArray(resources)) return [{ value: content, checks }];
  const at = checks.at("deployment").at("resources");
  return resources.flatMap((resource: unknown, index) =>
    isOfKind(kind, resource) ? [{ value: resource["outputs"], checks: at.at(index).at("outputs") }] : [],
  );
}

function isOfKind({ resource: name }: StackKind, resource: unknown): resource is JsonRecord {
  if (!isRecord(resource) || resource["delete"] === true) return false;
  return resource["type"] === `pulumi-nodejs:dynamic/illumio-iac:${name}`;
}

/** Outputs may hold definitions at any depth, each once. */
function addDefinitions(kind: StackKind, { value, checks }: Found<unknown>, found: Map<string, Found>): void {
  if (isRecord(value) && isDefinition(kind, value)) {
    const key = JSON.stringify(value);
    if (!found.has(key)) found.set(key, { value, checks });
    return;
  }
  for (const [step, inside] of steps(value))
    addDefinitions(kind, { value: inside, checks: checks.at(step) }, found);
}

/** Items of a list by their index, members of an object by their key; none of anything else. */
function steps(value: unknown): (readonly [step: string | number, inside: unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isRecord(value) ? Object.entries(value) : [];
}

function isDefinition({ properties }: StackKind, item: JsonRecord): boolean {
  return ["owner", "revision", ...properties].every((name) => Object.hasOwn(item, name));
}

function refuseSecrets(kind: StackKind, value: unknown, checks: Checks): void {
  if (isStateSecret(value))
    checks.fail(
      `must not be a secret, because secrets are not exported; ${kind.noSecret}: make it ` +
        "of plain values, or with pulumi.unsecret",
    );
  else for (const [step, inside] of steps(value)) refuseSecrets(kind, inside, checks.at(step));
}

import { Checks, required, text } from "../../../core/checks";
import { isRecord, type JsonRecord } from "../../../core/checks/json";
import type { DagBindingDefinition } from "../../../core/dag";
import { isStateSecret } from "./state-secret";

const TYPE = "pulumi-nodejs:dynamic/illumio-iac:DagBinding";
const NAME = required(text({ longest: Number.POSITIVE_INFINITY, empty: true }));

/**
 * The definitions of the `DagBinding` resources in what `pulumi stack export` or `pulumi stack output --json` printed.
 * Resources that wait for their deletion are left out.
 *
 * @throws ConfigurationError when there is none, or that names every secret that stands in one
 */
export function stackBindings(content: unknown, source: string): DagBindingDefinition[] {
  const checks = Checks.start();
  const found = new Map<string, Found>();
  for (const outputs of outputsIn(content, checks)) addDefinitions(outputs, found);
  if (found.size === 0)
    checks.fail(
      "holds no DagBinding. Give the text of `pulumi stack export`, or of `pulumi stack output --json` where the " +
        "program exports its bindings, after an up",
    );
  for (const { value, checks: at } of found.values()) checkDefinition(value, at);
  checks.throwIfAny(source);
  return [...found.values()].map(({ value }) => value as unknown as DagBindingDefinition);
}

function checkDefinition(definition: JsonRecord, checks: Checks): void {
  const { name } = definition;
  refuseSecrets(definition, typeof name === "string" ? checks.called(`binding ${name}`) : checks);
  if (!isStateSecret(name)) checks.at("name").read(name, NAME);
}

/** A record for a bindings file. Two bindings of one name, on two firewalls for example, get keys of their own and keep their name. */
export function bindingsByName(definitions: readonly DagBindingDefinition[]): Record<string, object> {
  const bindings = new Map<string, object>();
  for (const { name, owner, revision, ...declared } of definitions) {
    let key = name;
    for (let number = 2; bindings.has(key); number++) key = `${name}-${number}`;
    bindings.set(key, { ...(key !== name && { name }), owner, revision, ...declared });
  }
  return Object.fromEntries(bindings);
}

function isBinding(resource: unknown): resource is JsonRecord {
  return isRecord(resource) && resource["type"] === TYPE && resource["delete"] !== true;
}

interface Found<Value = JsonRecord> {
  readonly value: Value;
  /** At where it stands. */
  readonly checks: Checks;
}

/** The outputs of each binding of a state; else the whole, which are outputs of a stack. */
function outputsIn(content: unknown, checks: Checks): Found<unknown>[] {
  const deployment = isRecord(content) ? content["deployment"] : undefined;
  const resources = isRecord(deployment) ? deployment["resources"] : undefined;
  if (!Array.isArray(resources)) return [{ value: content, checks }];
  const at = checks.at("deployment").at("resources");
  return resources.flatMap((resource: unknown, index) =>
    isBinding(resource) ? [{ value: resource["outputs"], checks: at.at(index).at("outputs") }] : [],
  );
}

/** Outputs may hold bindings at any depth, each once. */
function addDefinitions({ value, checks }: Found<unknown>, found: Map<string, Found>): void {
  if (isRecord(value) && isDefinition(value)) {
    const key = JSON.stringify(value);
    if (!found.has(key)) found.set(key, { value, checks });
    return;
  }
  for (const [step, inside] of steps(value))
    addDefinitions({ value: inside, checks: checks.at(step) }, found);
}

/** Items of a list by their index, members of an object by their key; none of anything else. */
function steps(value: unknown): (readonly [step: string | number, inside: unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isRecord(value) ? Object.entries(value) : [];
}

function isDefinition(item: JsonRecord): boolean {
  return ["owner", "revision", "tag", "target", "labels", "revisionAddress"].every((name) =>
    Object.hasOwn(item, name),
  );
}

/** Labels, tags and targets stand on the firewall in plain text anyway, so nobody needs a secret here. */
function refuseSecrets(value: unknown, checks: Checks): void {
  if (isStateSecret(value))
    checks.fail(
      "must not be a secret, because secrets are not exported; it stands on the firewall in plain text anyway: make it " +
        "of plain values, or with pulumi.unsecret",
    );
  else for (const [step, inside] of steps(value)) refuseSecrets(inside, checks.at(step));
}

import type { Checks } from "../../checks";
import type { DagBindingDefinition } from "../../dag";
import { definitionRevision } from "../../dag/binding-definition";
import { tagCollisions } from "../../dag/tag-collisions";

/**
 * What a component gives the *dag-sync* function as JSON: a file beside its code, or parameters of AWS Systems Manager
 * that hold a part of the bindings each.
 *
 * A file and not a variable: Lambda takes 4 KB of variables, and twenty definitions have some 9 KB. It is part of the code
 * archive, so code and definitions change in one call, and it needs neither a permission nor a call to be read. Parameters
 * are for an engine that puts values into JSON when the program has ended, as CloudFormation does: no file can hold them.
 */
export interface DagSyncContent {
  readonly version: 1;
  /** Name of a firewall → ARN of the secret with its connection. */
  readonly firewalls: Readonly<Record<string, string>>;
  readonly bindings: readonly DagBindingDefinition[];
}

export const DAG_SYNC_FILE = "dag-sync.json";

/** Largest parameter of the standard tier of AWS Systems Manager, in bytes of UTF-8. */
export const PARAMETER_MAX_BYTES = 4_096;

/** Default timeout of the *dag-sync* function, in seconds. */
export const DAG_SYNC_TIMEOUT_IN_SECONDS = 240;

/**
 * Looks at bindings and firewalls together: whether they can be followed. What is known only later is left for then.
 *
 * @param bindings by their step in what `checks` stands at: a key of a record, or an index of a list
 * @param firewalls by name; only which there are counts
 */
export function checkDagSync(
  bindings: ReadonlyMap<string | number, DagBindingDefinition>,
  firewalls: object,
  checks: Checks,
): void {
  const all = [...bindings].map(([step, definition]) => ({
    ...definition,
    at: checks.at(step),
    isIntact: checks.holdsLater(definition) || isAsDeclared(definition),
  }));
  const named = all.map(({ connection }) => connection ?? "the default one");
  const connections = new Set(named.filter((name) => !checks.isLater(name)));
  if (connections.size > 1)
    checks.fail(
      `are of several PCE connections (${[...connections].join(", ")}); give each connection its own`,
    );
  for (const { target, at, isIntact } of all) {
    if (!isIntact) at.fail('must be as its binding made it: pass the output "definition" unchanged');
    if (!checks.isLater(target.firewall) && !Object.hasOwn(firewalls, target.firewall))
      at.at("target").at("firewall").must("be a firewall with a secret", target.firewall);
  }
  for (const [{ tag, at }, other] of tagCollisions(all.filter(({ isIntact }) => isIntact)))
    at.at("tag").advising("a tag has one binding").must(`be another than that of ${other.name}`, tag);
}

function isAsDeclared({ owner: _, revision, ...declaration }: DagBindingDefinition): boolean {
  return definitionRevision(declaration) === revision;
}

/** Text of the file. The same content gives the same text, whatever the order of its keys. */
export function dagSyncText(content: DagSyncContent): string {
  return JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

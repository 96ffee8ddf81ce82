import type { Checks } from "../../checks";
import { collisions } from "../../reconcile/collisions";
import { sortedJson } from "../../reconcile/declaration";
import { firewallRevision, type SqlFirewallDefinition, takenNames } from "../../sql-firewall";
import { SQL_SYNC } from "./function-environment";

/**
 * Largest definition that a component gives the *sql-sync* function, in bytes of UTF-8. A definition with a hundred ranges
 * has some 3,000.
 *
 * Definitions are app settings, one each, and no blob: a blob would have to be written with a key of the host account, which
 * takes none, or from a machine that its network rules let in; and settings and definitions change in one call. Linux takes
 * 131,072 bytes in one variable.
 */
export const DEFINITION_MAX_BYTES = 32_768;

/** Name of the app setting with a definition. @param number from 1 */
export function firewallSetting(number: number): string {
  return `${SQL_SYNC.firewallPrefix}${number}`;
}

/** Text of an app setting. The same definition gives the same text, whatever the order of its keys. */
export function firewallText(definition: SqlFirewallDefinition): string {
  return sortedJson(definition);
}

/**
 * Looks at definitions together: whether they can be followed. What is known only later is left for then.
 *
 * @param bindings by their step in what `checks` stands at: a key of a record, or the name of an app setting
 */
export function checkSqlSync(bindings: ReadonlyMap<string, SqlFirewallDefinition>, checks: Checks): void {
  const all = [...bindings].map(([step, definition]) => ({
    definition,
    at: checks.at(step),
    isKnown: !checks.holdsLater(definition),
  }));
  const known = all.filter(({ isKnown }) => isKnown);
  const connections = new Set(known.map(({ definition }) => definition.connection ?? "the default one"));
  if (connections.size > 1)
    checks.fail(
      `are of several PCE connections (${[...connections].join(", ")}); give each connection its own`,
    );
  const intact = known.filter(({ definition, at }) => {
    if (!isAsDeclared(definition))
      at.fail('must be as its firewall made it: pass the output "definition" unchanged');
    else if (Buffer.byteLength(firewallText(definition)) > DEFINITION_MAX_BYTES)
      at.fail(
        `has more than ${DEFINITION_MAX_BYTES} bytes, which an app setting is given here; divide it, or use ` +
          "illumio-iac sql-sync --watch",
      );
    else return true;
    return false;
  });
  for (const [{ definition, at }, other] of collisions(intact, (one) => [takenNames(one.definition)]))
    at.at("name")
      .advising("names of rules have one firewall")
      .must(`be another than that of ${other.definition.name} on the same server`, definition.name);
}

function isAsDeclared({ owner: _, revision, ...declaration }: SqlFirewallDefinition): boolean {
  return firewallRevision(declaration) === revision;
}

import {
  checkFirewall,
  firewallCollisions,
  firewallRevision,
  type SqlFirewallDeclaration,
  type SqlFirewallDefinition,
} from "../../../core/sql-firewall";
import {
  checkDeclarations,
  type DeclarationKind,
  type DocumentContext,
} from "../../shared/check-declarations";

const FIREWALLS: DeclarationKind<SqlFirewallDeclaration> = {
  one: "firewall",
  many: "firewalls",
  check: checkFirewall,
  revision: firewallRevision,
  collisions: (all) =>
    firewallCollisions(all.filter(({ server, prefix }) => server !== undefined && prefix !== undefined)),
  collision: (earlier) => [
    "name",
    `and prefix are those of ${earlier} on the same server; give it another name`,
  ],
};

/**
 * Makes definitions of `{owner?, firewalls: {<name>: firewall}}`. A firewall may have an `owner`, a `name` and a
 * `connection` of its own, and the `revision` that was exported with it, which then has to be the digest of the firewall
 * as it is in the document.
 *
 * @throws ConfigurationError that names every problem with its path
 */
export function checkFirewalls(content: unknown, context: DocumentContext): SqlFirewallDefinition[] {
  return checkDeclarations(content, FIREWALLS, context);
}

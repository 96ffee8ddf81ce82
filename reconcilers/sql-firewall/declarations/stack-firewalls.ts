import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import { type StackKind, stackDeclarations } from "../../shared/stack-declarations";

const FIREWALL: StackKind = {
  resource: "SqlFirewall",
  one: "firewall",
  noSecret: "who may read the server sees whom its firewall admits anyway",
  properties: ["server", "provider", "egress", "markerAddress"],
};

/**
 * The definitions of the `SqlFirewall` resources of a stack, as `stackDeclarations` finds them.
 *
 * @throws ConfigurationError when there is none, or that names every secret that stands in one
 */
export function stackFirewalls(content: unknown, source: string): SqlFirewallDefinition[] {
  return stackDeclarations(FIREWALL, content, source);
}

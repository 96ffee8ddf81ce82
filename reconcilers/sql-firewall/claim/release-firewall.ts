import { type Released, release } from "../../../core/reconcile/release";
import { type FirewallOnServer, SqlFirewallSystem } from "../server/sql-firewall-system";
import type { SqlServer } from "../server/sql-server";

/** What one creation of a resource claimed, whatever it declared then. */
export interface ReleasedFirewall extends Released {
  readonly firewall: FirewallOnServer;
}

/**
 * Removes everything of a firewall from its server: its rules, then its claims. Where a declaration of another owner or of
 * a later creation is in force, the rules belong to that one, and only the own claims are removed. Rules of others stay,
 * also those that `exclusive` would remove.
 */
export async function releaseFirewall(
  server: SqlServer,
  { firewall, ...released }: ReleasedFirewall,
  warn: (message: string) => void,
): Promise<void> {
  const system = new SqlFirewallSystem(server, firewall);
  await release(system, released, (foreign) =>
    warn(
      `the rules of ${system.title} stay on ${system.place}: the declaration of somebody else is in force ` +
        `(${foreign.map(({ mark }) => mark).join(", ")})`,
    ),
  );
}

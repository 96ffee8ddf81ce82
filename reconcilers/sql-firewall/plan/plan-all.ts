import { type FailedItem, isConfigurationError } from "../../../core/errors";
import type { PolicyFacts } from "../../../core/policy";
import type { SqlFirewallDefinition, SqlServerPlace } from "../../../core/sql-firewall";
import type { SqlServer } from "../server/sql-server";
import { type ActivePolicy, activePolicy } from "./active-policy";
import { type PlannedFirewall, planFirewalls } from "./plan-firewalls";
import { withRoomForAll } from "./room-for-all";
import { type ServerReadings, startReading } from "./server-readings";
import { titleOf } from "./title";

/** Where policy and rules are read. */
export interface FirewallSources {
  readonly readPolicy: () => Promise<PolicyFacts>;
  /** The server at a place; the same object for the same place. */
  readonly server: (place: SqlServerPlace) => SqlServer;
}

export interface Planning {
  readonly policy: ActivePolicy;
  readonly plans: readonly PlannedFirewall[];
  /** Firewalls that name what the PCE does not have, and those whose server could not be read. */
  readonly failures: readonly FailedItem[];
}

/**
 * Reads the PCE and the servers side by side and plans every firewall on its own, so that neither a server that does not
 * answer nor a firewall that names what the PCE does not have stops the others.
 *
 * @throws what stopped the planning: the PCE could not be read, or the only firewall could not be planned
 */
export async function planAll(
  definitions: readonly SqlFirewallDefinition[],
  { readPolicy, server }: FirewallSources,
): Promise<Planning> {
  const readings: ServerReadings = new Map();
  const serverOf = (definition: SqlFirewallDefinition) => server(definition.server);
  for (const definition of definitions) void startReading(serverOf(definition), readings);
  const policy = activePolicy(await readPolicy());
  const settled = await Promise.allSettled(
    definitions.map((definition) => planFirewalls([definition], policy, serverOf, readings)),
  );
  const plans = settled.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const failures = settled.flatMap((one, index): FailedItem[] => {
    if (one.status === "fulfilled") return [];
    const cause = one.reason as Error;
    const definition = definitions[index]!;
    const item = `firewall ${isConfigurationError(cause) ? definition.name : titleOf({ definition })}`;
    return [{ item, reason: cause.message, cause }];
  });
  const isOnlyOne = plans.length === 0 && failures.length === 1 && !isConfigurationError(failures[0]!.cause);
  if (isOnlyOne) throw failures[0]!.cause;
  return { policy, plans: withRoomForAll(plans), failures };
}

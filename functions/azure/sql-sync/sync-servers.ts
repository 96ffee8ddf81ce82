import { failedItems, type ItemReport } from "../../../core/reconcile/report";
import { type SqlFirewallDefinition, serverKey } from "../../../core/sql-firewall";
import { applyPlan } from "../../../reconcilers/sql-firewall/apply/write-plan";
import type { ActivePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import { type PlannedFirewall, planFirewalls } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import type { ServerReadings } from "../../../reconcilers/sql-firewall/plan/server-readings";
import { titleOf } from "../../../reconcilers/sql-firewall/plan/title";
import type { SqlServer } from "../../../reconcilers/sql-firewall/server/sql-server";
import { inParallel } from "../../shared/in-parallel";

/** Servers that are written at the same time. */
const SERVERS_AT_ONCE = 4;

/** What became of one firewall. */
export interface FirewallResult {
  readonly definition: SqlFirewallDefinition;
  /** Undefined where no plan could be made. */
  readonly plan: PlannedFirewall | undefined;
  readonly report: ItemReport;
  readonly durationInMilliseconds: number;
}

export interface SyncArgs {
  readonly policy: ActivePolicy;
  readonly serverOf: (definition: SqlFirewallDefinition) => SqlServer;
  /** Readings that were begun while the policy was read. */
  readonly readings: ServerReadings;
  /** When aborted, no further firewall is begun. */
  readonly signal: AbortSignal;
}

/**
 * Makes the firewalls of all servers equal to the policy: servers side by side, the firewalls of one server one after the
 * other. No firewall stops another.
 *
 * The command `sql-sync` plans everything before it writes anything (`planAll`), so that a person sees what it will do, and
 * joins what failed at a server into one failure. Here each firewall has a line of its own with plan, time and reason, is
 * planned when those before it on its server are written, and is not begun when the time of the run is used up. What they
 * share is `planFirewalls` and `applyPlan`.
 *
 * @returns a result for every definition, in their order
 */
export async function syncServers(
  definitions: readonly SqlFirewallDefinition[],
  args: SyncArgs,
): Promise<FirewallResult[]> {
  const results = new Map<SqlFirewallDefinition, FirewallResult>();
  await inParallel(byServer(definitions), SERVERS_AT_ONCE, async (ofServer) => {
    const [first, ...others] = ofServer;
    results.set(first!, await syncOne(first!, args));
    // The rules that were just written count for the limit of the others, so the server is read again.
    for (const one of others) results.set(one, await syncOne(one, { ...args, readings: new Map() }));
  });
  return definitions.map((definition) => results.get(definition)!);
}

async function syncOne(
  definition: SqlFirewallDefinition,
  { policy, serverOf, readings, signal }: SyncArgs,
): Promise<FirewallResult> {
  const begun = performance.now();
  let plan: PlannedFirewall | undefined;
  let report: ItemReport;
  try {
    signal.throwIfAborted();
    [plan] = await planFirewalls([definition], policy, serverOf, readings);
    report = await applyPlan(plan!);
  } catch (error) {
    const reason = signal.aborted ? endedBy(signal, error) : (error as Error).message;
    report = {
      item: titleOf({ definition }),
      outcome: "failed",
      added: 0,
      removed: 0,
      reason,
      cause: error,
    };
  }
  return { definition, plan, report, durationInMilliseconds: Math.round(performance.now() - begun) };
}

/** Why a run ended before a firewall was done: its time is used up, or it lost its lock. */
function endedBy({ reason }: AbortSignal, error: unknown): string {
  const why = reason.name === "TimeoutError" ? "the time of this run is used up" : messageOf(reason);
  return error === reason ? `${why}, and nothing was begun here` : `${why}: ${messageOf(error)}`;
}

const messageOf = (error: unknown): string => (error as Error).message;

export function failuresOf(results: readonly FirewallResult[]) {
  return failedItems(results.map(({ report }) => report));
}

function byServer(definitions: readonly SqlFirewallDefinition[]): SqlFirewallDefinition[][] {
  const groups = new Map<string, SqlFirewallDefinition[]>();
  for (const definition of definitions) {
    const key = serverKey(definition.server);
    groups.set(key, [...(groups.get(key) ?? []), definition]);
  }
  return [...groups.values()];
}

import type { Claim } from "../../../core/reconcile/claim";
import {
  type DescribedPlan,
  type FirewallPlan,
  markerName,
  planFirewall,
  questionOf,
  type SqlFirewallDefinition,
  subjectOf,
  type WantedFirewall,
  wantedFirewall,
} from "../../../core/sql-firewall";
import { staleness } from "../../shared/staleness";
import { placeName } from "../server/sql-firewall-system";
import type { SqlServer } from "../server/sql-server";
import type { ActivePolicy } from "./active-policy";
import { type ServerReading, type ServerReadings, startReading } from "./server-readings";

/** What has to be written to one server for one firewall. */
export interface PlannedFirewall extends DescribedPlan {
  readonly server: SqlServer;
  /** What was read of the server. */
  readonly reading: ServerReading;
  /** Beginning of the names of the rules. */
  readonly subject: string;
  readonly definition: SqlFirewallDefinition;
  readonly wanted: WantedFirewall;
  readonly plan: FirewallPlan;
  /** Why this declaration must not write here: by the marker rules, another one is in force, or none is. */
  readonly stale?: string;
  /** Claims of declarations in force on the server. */
  readonly revisions: readonly Claim[];
  /** Claims that were begun there and not finished. */
  readonly begun: readonly Claim[];
  /** Claims there that were handed over and may be given back. */
  readonly former: readonly Claim[];
  /** Other subjects to which the same owner began a claim there and did not finish it. */
  readonly straySubjects: readonly string[];
}

/**
 * Compares what the policy wants with the rules of the servers, and writes nothing. Each server is read once for all
 * firewalls.
 *
 * @param serverOf the server of a declaration; the same object for the same server
 * @param readings readings of servers, kept for further plans that may use the same reading
 * @throws ConfigurationError when a firewall names what the PCE does not have; else what reading a server throws
 */
export async function planFirewalls(
  definitions: readonly SqlFirewallDefinition[],
  policy: ActivePolicy,
  serverOf: (definition: SqlFirewallDefinition) => SqlServer,
  readings: ServerReadings = new Map(),
): Promise<PlannedFirewall[]> {
  for (const definition of definitions) void startReading(serverOf(definition), readings);
  const wanted = definitions.map((definition) =>
    wantedFirewall(definition, policy.whoReaches(questionOf(definition)), policy.facts),
  );
  return Promise.all(
    definitions.map(async (definition, index) => {
      const server = serverOf(definition);
      const reading = await startReading(server, readings);
      return planOne(definition, wanted[index]!, { server, reading });
    }),
  );
}

function planOne(
  definition: SqlFirewallDefinition,
  wanted: WantedFirewall,
  { server, reading }: Pick<PlannedFirewall, "server" | "reading">,
): PlannedFirewall {
  const subject = subjectOf(definition);
  const { revisions, begun, former } = reading.rules.observed(subject);
  const { serverName } = definition.server;
  const stale = staleness(definition, revisions, {
    declaration: `firewall ${definition.name}`,
    where: placeName(serverName),
    mark: markerName(definition),
    command: "sql-sync",
  });
  const plan = planFirewall(definition, wanted, reading.rules);
  return {
    definition,
    server,
    reading,
    subject,
    wanted,
    plan: { ...plan, problems: [...accessProblems(serverName, reading), ...plan.problems] },
    revisions,
    begun,
    former,
    straySubjects: reading.rules.begunElsewhere(subject, [definition.owner]),
    ...(stale !== undefined && { stale }),
  };
}

/** Why a server takes no rules at all. */
export function accessProblems(serverName: string, { publicNetworkAccess }: ServerReading): string[] {
  if (publicNetworkAccess !== "Disabled") return [];
  return [
    `public network access of server ${serverName} is switched off: Azure takes no firewall rules then, and clients come by ` +
      "private endpoints only, which the firewall does not see. Switch it on (publicNetworkAccess: Enabled), or do not declare a firewall for this server",
  ];
}

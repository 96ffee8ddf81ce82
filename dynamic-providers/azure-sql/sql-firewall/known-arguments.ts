import type { Checks } from "../../../core/checks";
import { hasUnknown } from "../../../core/checks/unknown";
import {
  DEFAULT_PREFIX,
  questionOf,
  type SqlFirewallDeclaration,
  subjectOf,
} from "../../../core/sql-firewall";
import { activePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import { accessProblems, type PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import type { NamedPlace } from "./firewall-place";
import type { FirewallSystems } from "./firewall-systems";
import type { SqlFirewallInputs } from "./sql-firewall-state";

/** Which claims stand on the server in the place of a firewall. */
export interface FirewallStanding extends Pick<PlannedFirewall, "subject" | "revisions" | "begun"> {
  readonly definition: NamedPlace;
}

/** The place that arguments name; in a preview that does not know all arguments, its parts may be unknown. */
export function placeOf({ name, server, prefix }: SqlFirewallInputs): NamedPlace {
  return { name: name!, server: server!, prefix: prefix ?? DEFAULT_PREFIX };
}

/** From the reading that all checks and differences of the run share. */
export async function standingAt(place: NamedPlace, systems: FirewallSystems): Promise<FirewallStanding> {
  const subject = subjectOf(place);
  const { revisions, begun } = (await systems.reading(place)).rules.observed(subject);
  return { definition: place, subject, revisions, begun };
}

/**
 * Checks against the systems what a preview can check that does not know the ranges: that the server is there and takes
 * rules, that the PCE answers, and that something there is the provider.
 *
 * @param declaration without problems; any part may be unknown
 */
export async function checkKnownArguments(
  { server, connection, provider, ports }: SqlFirewallDeclaration,
  systems: FirewallSystems,
  checks: Checks,
): Promise<void> {
  const reading = hasUnknown(server) ? undefined : systems.reading({ server });
  reading?.catch(() => undefined); // at the same time as the PCE
  if (!hasUnknown(connection)) {
    const facts = await systems.facts(connection === undefined ? {} : { connection });
    const isSure = facts.unsure.every(({ unknown }) => unknown !== "labels");
    if (isSure && !hasUnknown([provider, ports]))
      activePolicy(facts).whoReaches(questionOf({ provider, ports }));
  }
  if (reading === undefined) return;
  for (const reason of accessProblems(server.serverName, await reading)) checks.at("server").fail(reason);
}

import type { PolicyConsumer } from "../../../core/policy";
import { type Claim, isClaimOf } from "../../../core/reconcile/claim";
import type { ItemReport, Written } from "../../../core/reconcile/report";
import {
  type EgressFacts,
  markerName,
  type SqlFirewallDefinition,
  subjectOf,
} from "../../../core/sql-firewall";
import { putInForce } from "../../../reconcilers/sql-firewall/apply/put-in-force";
import { applyPlan, type WriteOptions } from "../../../reconcilers/sql-firewall/apply/write-plan";
import type { FirewallClaim } from "../../../reconcilers/sql-firewall/claim/claim-firewall";
import { releaseFirewall } from "../../../reconcilers/sql-firewall/claim/release-firewall";
import type { ActivePolicy } from "../../../reconcilers/sql-firewall/plan/active-policy";
import { type PlannedFirewall, planFirewalls } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import { SqlServer } from "../../../reconcilers/sql-firewall/server/sql-server";
import type { SqlServerRules } from "../../../reconcilers/sql-firewall/server/sql-server-rules";
import { answer, facts } from "../../core/sql-firewall/worlds";

export const INCARNATION = "00c0ffee";

/** A policy with these consumers, whatever the question. */
export function policyOf(consumers: readonly PolicyConsumer[], known: EgressFacts = facts()): ActivePolicy {
  return { facts: known, whoReaches: () => answer(consumers) };
}

export async function planOf(
  rules: SqlServerRules,
  definition: SqlFirewallDefinition,
  policy: ActivePolicy,
): Promise<PlannedFirewall> {
  const server = new SqlServer(rules);
  const [plan] = await planFirewalls([definition], policy, () => server);
  return plan!;
}

export function claimOf(definition: SqlFirewallDefinition, incarnation = INCARNATION): FirewallClaim {
  const isOurs = (claim: Claim) => isClaimOf(claim, [definition.owner]);
  return { mark: markerName(definition, incarnation), isOurs, replaced: new Set() };
}

/** As a program does it at an up. */
export async function deploy(
  rules: SqlServerRules,
  definition: SqlFirewallDefinition,
  policy: ActivePolicy,
  { claim, ...options }: WriteOptions & { claim?: Partial<FirewallClaim> } = {},
): Promise<Written> {
  return putInForce(await planOf(rules, definition, policy), { ...claimOf(definition), ...claim }, options);
}

/** As a schedule does it. */
export async function sync(
  rules: SqlServerRules,
  definition: SqlFirewallDefinition,
  policy: ActivePolicy,
): Promise<ItemReport> {
  return applyPlan(await planOf(rules, definition, policy));
}

/** As a program does it when the firewall leaves it. */
export function destroy(
  rules: SqlServerRules,
  definition: SqlFirewallDefinition,
  incarnation = INCARNATION,
  warn: (message: string) => void = () => undefined,
): Promise<void> {
  const { name, markerAddress, owner, server } = definition;
  const firewall = { name, markerAddress, serverName: server.serverName, subject: subjectOf(definition) };
  return releaseFirewall(new SqlServer(rules), { firewall, owners: [owner], incarnation }, warn);
}

import { counted } from "../../../core/counted";
import { IllumioIacError } from "../../../core/errors";
import { planText } from "../../../core/sql-firewall";
import {
  ADVICE_ON_OTHERS,
  otherDeclaration,
  putInForce,
} from "../../../reconcilers/sql-firewall/apply/put-in-force";
import type { FirewallClaim } from "../../../reconcilers/sql-firewall/claim/claim-firewall";
import { releaseFirewall } from "../../../reconcilers/sql-firewall/claim/release-firewall";
import type { RunContext } from "../../lifecycle/resource-provider";
import { claimOf, warnOfTakeOver } from "./firewall-claim";
import { figuresOf } from "./firewall-figures";
import type { FirewallSystems, PlanOfRun } from "./firewall-systems";
import type { SqlFirewallInputs, SqlFirewallState } from "./sql-firewall-state";

/** A plan and what follows from it. */
export interface Writing {
  readonly plan: PlanOfRun;
  readonly claim: FirewallClaim;
  readonly state: SqlFirewallState;
}

/**
 * Plans from a fresh reading, and writes nothing.
 *
 * @throws IllumioIacError where the plan has a problem or the declaration of somebody else is in force
 */
export async function prepare(
  inputs: SqlFirewallInputs,
  incarnation: string,
  systems: FirewallSystems,
  before?: SqlFirewallState,
): Promise<Writing> {
  const { definition } = inputs;
  const plan = await systems.freshPlan(definition);
  const { problems } = plan.plan;
  if (problems.length > 0)
    throw new IllumioIacError(`firewall ${definition.name}: nothing was written. ${problems.join("; ")}`);
  const claim = claimOf(inputs, plan, incarnation, before);
  const other = otherDeclaration(plan, claim);
  if (other !== undefined)
    throw new IllumioIacError(
      `firewall ${definition.name}: ${other}. Nothing was written. ${ADVICE_ON_OTHERS}`,
    );
  return { plan, claim, state: stateOf(inputs, plan, incarnation, systems) };
}

/**
 * Writes the claim first, so that a scheduled run of an earlier declaration writes nothing more, then the rules. Before,
 * it prints the plan: no preview showed it where an argument was unknown there, or where there was none.
 *
 * @throws ClaimLostError when another declaration was put in force at the same time, and nothing is left of this one;
 *   PartialFailureError that names every rule that failed
 */
export async function carryOut(
  inputs: SqlFirewallInputs,
  { plan, claim }: Writing,
  run: RunContext,
  isCreate: boolean,
): Promise<void> {
  const { definition } = inputs;
  warnOfTakeOver(inputs, plan, run);
  run.say(...planText(beingPutInForce(plan)));
  const { added, removed } = await putInForce(plan, claim);
  if (isCreate) await releaseStrays(plan, run);
  run.say(
    `${definition.name}: server ${definition.server.serverName}: ${counted(added, "rule")} written, ${removed} removed`,
  );
}

/** A plan without why it must not be written yet: a create or an update puts the declaration in force. */
export function beingPutInForce({ stale: _stale, ...plan }: PlanOfRun): PlanOfRun {
  return plan;
}

/** Removes what an earlier create of this firewall under another name left when it was cut off: no state knows of it. */
async function releaseStrays(
  { server, definition, straySubjects }: PlanOfRun,
  run: RunContext,
): Promise<void> {
  const { name, markerAddress, owner } = definition;
  const { serverName } = definition.server;
  for (const subject of straySubjects)
    await releaseFirewall(
      server,
      { firewall: { name, serverName, subject, markerAddress }, owners: [owner] },
      run.warn,
    );
}

function stateOf(
  { summary: _summary, ...inputs }: SqlFirewallInputs,
  plan: PlanOfRun,
  incarnation: string,
  systems: FirewallSystems,
): SqlFirewallState {
  const { definition, reading } = plan;
  const { owner, revision, connection } = definition;
  return {
    ...inputs,
    incarnation,
    place: { pce: systems.pce.system(connection).identity, serverId: reading.id },
    serverId: reading.id,
    owner,
    revision,
    ...figuresOf(plan),
  };
}

import { counted } from "../../../core/counted";
import { IllumioIacError } from "../../../core/errors";
import { type Claim, isClaimOf } from "../../../core/reconcile/claim";
import {
  admittedText,
  type SqlFirewallDefinition,
  type SqlRule,
  subjectOf,
} from "../../../core/sql-firewall";
import { titleOf } from "../plan/title";
import type { SqlServer } from "../server/sql-server";
import { releaseFirewall } from "./release-firewall";

/** What a firewall that no program declares has on its server, and would lose. */
export interface PlannedRelease {
  readonly definition: SqlFirewallDefinition;
  readonly server: SqlServer;
  /** Beginning of the names of its rules. */
  readonly subject: string;
  readonly rules: readonly SqlRule[];
  /** Its claims, whatever was declared then. */
  readonly claims: readonly Claim[];
  /** Why nothing may be removed. */
  readonly problem?: string;
}

/** Reads the server and writes nothing. The PCE is not needed. */
export async function planRelease(
  definition: SqlFirewallDefinition,
  server: SqlServer,
): Promise<PlannedRelease> {
  const subject = subjectOf(definition);
  const { own, revisions, begun, former } = (await server.read()).observed(subject);
  const claims = [...revisions, ...begun, ...former].filter((claim) => isClaimOf(claim, [definition.owner]));
  const problem = problemOf(definition, revisions);
  const plan = { definition, server, subject, rules: [...own.values()], claims };
  return problem === undefined ? plan : { ...plan, problem };
}

export function releaseText(plan: PlannedRelease): string[] {
  const { rules, claims, problem } = plan;
  return [
    `${titleOf(plan)}: ${sizeOf(plan)} to remove`,
    ...rules.map((rule) => `  - ${admittedText(rule)}  ${rule.name}`),
    ...claims.map(({ mark }) => `  - marker  ${mark}`),
    ...(problem === undefined ? [] : [`  refused: ${problem}`]),
  ];
}

/** Numbers of rules and markers, for messages. */
export function sizeOf({ rules, claims }: PlannedRelease): string {
  return `${counted(rules.length, "rule")} and ${counted(claims.length, "marker")}`;
}

/**
 * Removes the rules of a firewall and its markers. Rules of others stay.
 *
 * @throws IllumioIacError when the declaration in force is of another owner or of a program, before anything is written;
 *   PartialFailureError that names every rule that failed
 */
export async function releaseDeclared(
  { definition, server, subject, problem }: PlannedRelease,
  warn: (message: string) => void,
): Promise<void> {
  if (problem !== undefined)
    throw new IllumioIacError(`firewall ${titleOf({ definition })}: nothing was removed: ${problem}`);
  const { name, owner, markerAddress, server: place } = definition;
  const firewall = { name, serverName: place.serverName, subject, markerAddress };
  await releaseFirewall(server, { firewall, owners: [owner] }, warn);
}

function problemOf({ owner }: SqlFirewallDefinition, inForce: readonly Claim[]): string | undefined {
  const marks = inForce.map(({ mark }) => mark).join(", ");
  const first =
    "if this file shall count, claim it with `illumio-iac sql-sync claim --replace`, then release it";
  if (inForce.some((claim) => !isClaimOf(claim, [owner])))
    return `a declaration of another owner is in force (${marks}); ${first}`;
  if (inForce.some(({ incarnation }) => incarnation !== undefined))
    return `a program deployed the declaration in force (${marks}); remove it there, for example by pulumi destroy; ${first}`;
  return undefined;
}

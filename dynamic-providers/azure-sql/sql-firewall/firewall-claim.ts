import { type Claim, isClaimOf } from "../../../core/reconcile/claim";
import { isUnfinished as isAnyUnfinished } from "../../../core/reconcile/make-claim";
import type { SqlFirewallDefinition } from "../../../core/sql-firewall";
import type { FirewallClaim } from "../../../reconcilers/sql-firewall/claim/claim-firewall";
import type { PlannedFirewall } from "../../../reconcilers/sql-firewall/plan/plan-firewalls";
import type { RunContext } from "../../lifecycle/resource-provider";
import { ownersOf, warnOfTakeOver as warn } from "../../lifecycle/take-over";
import { markOf, type SqlFirewallInputs, type SqlFirewallState } from "./sql-firewall-state";

type Standing = Pick<PlannedFirewall, "revisions" | "begun">;
type Declared = Pick<SqlFirewallInputs, "definition" | "takeOverFrom" | "adopt">;
type Owned = Pick<Declared, "takeOverFrom"> & {
  readonly definition: Pick<SqlFirewallDefinition, "owner">;
};

/** The claim that a run makes: whose claims are taken for its own, and which others it may put out of force. */
export function claimOf(
  inputs: Declared,
  { revisions, begun }: Standing,
  incarnation: string,
  before?: SqlFirewallState,
): FirewallClaim {
  const isOurs = isOursOf(inputs, before);
  const others = [...revisions, ...begun].filter((claim) => !isOurs(claim));
  return {
    mark: markOf({ definition: inputs.definition, incarnation }),
    isOurs,
    replaced: new Set(inputs.adopt === true ? others.map(({ mark }) => mark) : []),
  };
}

/** Which claims are of the same resource, also under its former name, or of the one that is taken over. */
export function isOursOf(
  { definition, takeOverFrom }: Owned,
  before?: SqlFirewallState,
): (claim: Claim) => boolean {
  const owners = ownersOf({ owner: definition.owner, takeOverFrom }, before?.definition.owner);
  return (claim) => isClaimOf(claim, owners);
}

/** Whether the server shows a run that was cut off or whose result could not be recorded. */
export function isUnfinished({ revisions, begun }: Standing, state: SqlFirewallState): boolean {
  return isAnyUnfinished([...revisions, ...begun], isOursOf(state), markOf(state));
}

/** Says what a take-over does, when the other firewall's claim exists. */
export function warnOfTakeOver(
  {
    definition,
    takeOverFrom,
  }: Pick<Declared, "takeOverFrom"> & {
    readonly definition: Pick<SqlFirewallDefinition, "name">;
  },
  { revisions, begun }: Standing,
  run: RunContext,
): void {
  const effect = "its rules become those of this firewall, and a destroy of this one removes them";
  warn(`firewall ${definition.name}`, takeOverFrom, [...revisions, ...begun], effect, run);
}

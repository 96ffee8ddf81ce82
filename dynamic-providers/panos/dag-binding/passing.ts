import { IllumioIacError } from "../../../core/errors";
import { shortened } from "../../../core/ownership/owner-reference";
import { stackOf } from "../../../core/ownership/stack-reference";
import { type Claim, isClaimOf, isClaimWithin, readAnyClaim } from "../../../core/reconcile/claim";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import type { RunContext } from "../../lifecycle/resource-provider";
import { type MarkOwner, ownersOfClaims } from "../objects/marks-of-stack";
import type { BindingSystems } from "./binding-systems";
import { type DagBindingInputs, type DagBindingState, revisionTagOf } from "./dag-binding-state";

/** What passes to a binding from other resources of its CloudFormation stack. */
export interface Passing {
  /** Marks of the claims in force that the binding takes over. */
  readonly taken: ReadonlySet<string>;
  /** Whose marks the objects carry that pass with them. */
  readonly owners: readonly MarkOwner[];
  /** The resource that the marks of the objects name as the former one. */
  readonly former?: string;
  /** Which claims stay recorded, so that a rollback gives the binding back. */
  readonly isGivenBack?: (claim: Claim) => boolean;
}

const NOTHING: Passing = { taken: new Set(), owners: [] };

/**
 * A resource that is created takes the binding of any other resource of its stack over, because CloudFormation creates a
 * construct under its new name before it deletes it under the old one, and may have to undo that. A resource that is
 * updated takes back what was taken over from it, and nothing else.
 *
 * @param before undefined for a resource that is created
 * @throws IllumioIacError when the configuration is declared otherwise than the one that passes
 */
export async function passingTo(
  inputs: DagBindingInputs,
  plans: readonly Pick<BindingPlan, "revisions" | "former">[],
  systems: BindingSystems,
  run: RunContext,
  before: DagBindingState | undefined,
): Promise<Passing> {
  if (run.takesWithinStack !== true) return NOTHING;
  const { definition, takeOverFrom } = inputs;
  const { owner, name } = definition;
  const isOwn = (claim: Claim) => isClaimOf(claim, [owner]);
  const isBeside = (claim: Claim) => isClaimWithin(claim, stackOf(owner)) && !isOwn(claim);
  const given = before === undefined ? plans : plans.filter(({ former }) => former.some(isOwn));
  const taken = given.flatMap(({ revisions }) => revisions.filter(isBeside));
  if (before === undefined) refuseOtherConfiguration(inputs, taken);
  const recorded = before === undefined ? plans.flatMap(({ former }) => former.filter(isBeside)) : [];
  const claims = [...taken, ...recorded];
  const { owners, named } =
    claims.length > 0 && inputs.addressGroup
      ? await ownersOfClaims(systems.firewall(definition).client.configuration, definition, claims)
      : { owners: [], named: [] };
  const [former] = before === undefined ? named : [];
  if (taken.length > 0)
    run.say(
      `${name}: goes on with the binding of ${former === undefined ? "another construct of this stack" : `'${former}'`} ` +
        `(${taken.map(({ mark }) => mark).join(", ")})`,
    );
  const elsewhere = takeOverFrom === undefined ? [] : [shortened(takeOverFrom)];
  return {
    taken: new Set(taken.map(({ mark }) => mark)),
    owners,
    ...(former !== undefined && { former }),
    ...(before === undefined && {
      isGivenBack: (claim) => isBeside(claim) || (!isOwn(claim) && isClaimOf(claim, elsewhere)),
    }),
  };
}

/** What a rollback could not put back is not changed together with the name of a construct. */
function refuseOtherConfiguration(inputs: DagBindingInputs, taken: readonly Claim[]): void {
  const { name, tag } = inputs.definition;
  const declared = readAnyClaim(revisionTagOf(inputs, "00000000"))?.configuration;
  const other = taken.find(({ configuration = declared }) => configuration !== declared);
  if (other !== undefined)
    throw new IllumioIacError(
      `binding ${name}: another construct of this stack has the tag ${tag} (${other.mark}), with another address group or ` +
        "rule. A rollback could not put that one back, so nothing was written. Rename or move a construct in one " +
        "deployment, and change its addressGroup and rule in another",
    );
}

import { createHash } from "node:crypto";
import type { RegisteredTable } from "../../../clients/panos";
import { type DagBindingDefinition, filterOf, nameOfTable, tablesOf } from "../../../core/dag";
import { IllumioIacError } from "../../../core/errors";
import { type Claim, isClaimOf } from "../../../core/reconcile/claim";
import type { BindingClaim } from "../../../reconcilers/dag/claim/claim-tables";
import type { BindingPlan } from "../../../reconcilers/dag/plan/plan-bindings";
import type { RunContext } from "../../lifecycle/resource-provider";
import { incarnationInMarks, objectPlan, ownersOf } from "../objects/binding-objects";
import { declaredObjects } from "../objects/config-objects";
import type { ObjectPlan } from "../objects/plan-objects";
import { madeOf } from "../objects/write-objects";
import type { BindingSystems } from "./binding-systems";
import {
  configurationOf,
  type DagBindingInputs,
  type DagBindingState,
  revisionTagOf,
} from "./dag-binding-state";
import { ADVICE_ON_OTHERS, otherDeclarations } from "./other-declarations";
import { type Passing, passingTo } from "./passing";
import { isUnfinished, placesOf } from "./unfinished";

/** A plan and what follows from it. */
export interface Writing {
  readonly plans: readonly BindingPlan[];
  readonly objects: ObjectPlan;
  /** What passes to the binding from other resources of its stack. */
  readonly passing: Passing;
  readonly claim: BindingClaim;
  /** Tables of the earlier target that the binding no longer uses. */
  readonly leaving: Awaited<ReturnType<typeof placesOf>>;
  /** Whether an earlier run was cut off, so that there may be things which the state does not know. */
  readonly unfinished: boolean;
  readonly state: DagBindingState;
}

/**
 * Plans from a fresh reading, and writes nothing.
 *
 * @throws IllumioIacError where the plan has a problem or the declaration of somebody else is in force
 */
export async function prepare(
  inputs: DagBindingInputs,
  incarnation: string,
  systems: BindingSystems,
  run: RunContext,
  before?: DagBindingState,
): Promise<Writing> {
  const { definition } = inputs;
  const plans = await systems.freshPlan(definition);
  const leaving = before ? await placesOf(before, leftTables(before, definition), systems) : [];
  const passing = await passingTo(inputs, plans, systems, run, before);
  const unfinished = isUnfinished([...plansOfBefore(plans, before), ...leaving], before, inputs.takeOverFrom);
  const objects = await objectPlan(inputs, systems, before, unfinished, {
    ...incarnationInMarks(run, incarnation),
    ...(run.replaces === true && { replaces: true }),
    ...(passing.former !== undefined && { former: passing.former }),
    passing: passing.owners,
  });
  const problems = [
    ...plans.flatMap(({ plan, table }) => plan.problems.map((text) => `${nameOfTable(table)}: ${text}`)),
    ...objects.problems,
  ];
  if (problems.length > 0)
    throw new IllumioIacError(`binding ${definition.name}: nothing was written. ${problems.join("; ")}`);
  const owners = ownersOf(inputs, before);
  const isOurs = (claim: Claim) => isClaimOf(claim, owners) || passing.taken.has(claim.mark);
  const adopt = inputs.adopt === true;
  const other = otherDeclarations(inputs, plans, before, passing.taken);
  if (other !== undefined && !adopt)
    throw new IllumioIacError(
      `binding ${definition.name}: ${other}. Nothing was written. ${ADVICE_ON_OTHERS}`,
    );
  const others = plans
    .flatMap(({ revisions, begun }) => [...revisions, ...begun])
    .filter((one) => !isOurs(one));
  const place = {
    hosts: systems.firewall(definition).client.connection.hosts,
    pce: systems.pce.system(definition.connection).identity,
  };
  return {
    plans,
    objects,
    passing,
    leaving,
    unfinished,
    claim: {
      name: definition.name,
      tag: definition.tag,
      at: definition.revisionAddress,
      mark: revisionTagOf(inputs, incarnation),
      isOurs,
      replaced: new Set(adopt ? others.map(({ mark }) => mark) : []),
      ...(passing.isGivenBack && { isGivenBack: passing.isGivenBack }),
    },
    state: {
      ...stateOf(inputs, plans[0]!),
      incarnation,
      place,
      made: madeOf(declaredObjects(definition, configurationOf(inputs)), objects),
    },
  };
}

/** Tables that the earlier target had too; all of them for a binding that is created. */
function plansOfBefore(plans: readonly BindingPlan[], before: DagBindingState | undefined): BindingPlan[] {
  const known = before && tablesOf(before.definition.target).map(nameOfTable);
  return plans.filter(({ table }) => known === undefined || known.includes(nameOfTable(table)));
}

function leftTables({ definition: before }: DagBindingState, after: DagBindingDefinition): RegisteredTable[] {
  const kept = tablesOf(after.target).map(nameOfTable);
  return tablesOf(before.target).filter((table) => !kept.includes(nameOfTable(table)));
}

function stateOf(
  inputs: DagBindingInputs,
  plan: BindingPlan,
): Omit<DagBindingState, "incarnation" | "place"> {
  const { summary: _summary, ...kept } = inputs;
  const { definition } = plan;
  return {
    ...kept,
    tag: definition.tag,
    filter: filterOf(definition.tag),
    ...(inputs.addressGroup && { groupName: inputs.addressGroup.name }),
    owner: definition.owner,
    revision: definition.revision,
    ...memberFigures(inputs, plan),
  };
}

type MemberFigures = Pick<DagBindingState, "members" | "memberCount" | "memberDigest" | "skipped">;

/** The outputs that describe the members. */
export function memberFigures(
  { exportMembers }: Pick<DagBindingInputs, "exportMembers">,
  { members }: BindingPlan,
): MemberFigures {
  const addresses = [...members.addresses.keys()].sort();
  return {
    ...(exportMembers === true && { members: Object.fromEntries(members.addresses) }),
    memberCount: addresses.length,
    memberDigest: createHash("sha256").update(addresses.join("\n")).digest("hex").slice(0, 16),
    skipped: members.skipped,
  };
}

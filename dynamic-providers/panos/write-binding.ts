import { createHash } from "node:crypto";
import type { PushOptions } from "../../clients/panos";
import { declaredBy, filterOf, revisionTag } from "../../core/dag";
import { IllumioIacError } from "../../core/errors";
import type { RunContext } from "../engine/resource-provider";
import { isCommitted, objectPlan, ownersOf, pushOf } from "./binding-objects";
import type { BindingSystems } from "./binding-systems";
import { nameOfTable } from "./binding-tables";
import { claimBinding } from "./claim-binding";
import { type CommitResult, commitText } from "./commit-changes";
import { declaredObjects } from "./config-objects";
import { configurationOf, type DagBindingInputs, type DagBindingState } from "./dag-binding-state";
import type { BindingPlan } from "./plan-bindings";
import type { ObjectPlan } from "./plan-objects";
import { syncTable } from "./sync-table";
import { madeOf, writeObjects } from "./write-objects";

/** Answers after the commit that operations under way together share. */
export type CommitCall = (push?: PushOptions) => Promise<CommitResult>;

/** A plan and what comes of it. */
export interface Writing {
  readonly plans: readonly BindingPlan[];
  readonly objects: ObjectPlan;
  /** Revision tag that says whose the entries are from now on. */
  readonly mark: string;
  readonly state: DagBindingState;
}

/**
 * Plans by a reading of now, and writes nothing.
 *
 * @param mayReplace revision tags that may be put out of force
 * @throws IllumioIacError where the plan has a problem or another declaration is in force
 */
export async function prepare(
  inputs: DagBindingInputs,
  incarnation: string,
  systems: BindingSystems,
  mayReplace: readonly string[] | "any",
  before?: DagBindingState,
): Promise<Writing> {
  const { definition } = inputs;
  const plans = await systems.freshPlan(definition);
  const objects = await objectPlan(inputs, systems, before);
  const problems = [
    ...plans.flatMap(({ plan, table }) => plan.problems.map((text) => `${nameOfTable(table)}: ${text}`)),
    ...objects.problems,
  ];
  if (problems.length > 0)
    throw new IllumioIacError(`binding ${definition.name}: nothing was written. ${problems.join("; ")}`);
  for (const plan of plans) refuseOther(plan, mayReplace);
  const place = {
    hosts: systems.firewall(definition).client.connection.hosts,
    pce: systems.pce.system(definition.connection).identity,
  };
  return {
    plans,
    objects,
    mark: revisionTag(definition.tag, definition.owner, definition.revision, incarnation),
    state: {
      ...stateOf(inputs, plans[0]!),
      incarnation,
      place,
      made: madeOf(declaredObjects(definition, configurationOf(inputs)), objects.changes, before?.made ?? []),
    },
  };
}

/** The addresses and the configuration are written, and the commit or the push that was to follow failed. */
export class NotInForceError extends IllumioIacError {}

/**
 * Addresses first, so that a group is full before a rule uses it; the commit last.
 *
 * @param before state of an earlier run; one that was cut off, perhaps between its commit and its push, is committed again
 * @throws NotInForceError when all is written and the commit failed
 */
export async function carryOut(
  inputs: DagBindingInputs,
  writing: Writing,
  systems: BindingSystems,
  { run, commit, before }: { run: RunContext; commit: CommitCall; before?: DagBindingState },
): Promise<void> {
  const { definition } = inputs;
  await writeTables(writing, run);
  const { changes, uncommitted } = writing.objects;
  const { configuration } = systems.firewall(definition).client;
  const count = await writeObjects(configuration, changes, ownersOf(definition, before));
  // A binding that gives up its group commits that as it committed the group.
  const mode = inputs.addressGroup ? inputs : (before ?? inputs);
  if (count > 0 && !isCommitted(mode))
    run.say(
      `${definition.name}: ${count} changes of configuration, not committed: illumio-iac dag-sync commit`,
    );
  if (!isCommitted(mode) || (count + uncommitted.length === 0 && before?.complete !== false)) return;
  const result = await commit(pushOf(mode)).catch((error: Error) => {
    throw new NotInForceError(`binding ${definition.name}: ${error.message}`, { cause: error });
  });
  run.say(`${definition.name}: ${commitText(result)}`);
}

async function writeTables({ plans, mark }: Writing, run: RunContext): Promise<void> {
  const done: string[] = [];
  for (const binding of plans) {
    const { definition, table, plan, firewall } = binding;
    await claimBinding(binding, { replace: true, mark });
    const { registered, unregistered } = await syncTable(firewall.client, table, definition, plan);
    done.push(`${nameOfTable(table)}: ${registered} registered, ${unregistered} unregistered`);
  }
  run.say(`${plans[0]!.definition.name}: ${done.join("; ")}`);
}

function refuseOther(
  { definition, revisions, table }: BindingPlan,
  mayReplace: readonly string[] | "any",
): void {
  if (mayReplace === "any") return;
  const own = revisionTag(definition.tag, definition.owner, definition.revision);
  const others = revisions
    .map(({ tag }) => declaredBy(tag))
    .filter((tag) => tag !== own && !mayReplace.includes(tag));
  if (others.length === 0) return;
  throw new IllumioIacError(
    `binding ${definition.name}: another declaration of the tag ${definition.tag} is in force in ${nameOfTable(table)} ` +
      `(${others.join(", ")}). Nothing was written. Declare it in one place only, choose another tag, or, if this one ` +
      "shall count, create it with adopt: true",
  );
}

function stateOf(
  inputs: DagBindingInputs,
  { definition, members }: BindingPlan,
): Omit<DagBindingState, "incarnation" | "place"> {
  const { summary: _summary, ...kept } = inputs;
  const addresses = [...members.addresses.keys()].sort();
  return {
    ...kept,
    tag: definition.tag,
    filter: filterOf(definition.tag),
    ...(inputs.addressGroup && { groupName: inputs.addressGroup.name }),
    owner: definition.owner,
    revision: definition.revision,
    ...(inputs.exportMembers === true && { members: Object.fromEntries(members.addresses) }),
    memberCount: addresses.length,
    memberDigest: createHash("sha256").update(addresses.join("\n")).digest("hex").slice(0, 16),
    skipped: members.skipped,
  };
}

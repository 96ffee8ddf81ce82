import { createHash } from "node:crypto";
import {
  type DagBindingDefinition,
  type DagTarget,
  declaredBy,
  filterOf,
  isInSync,
  revisionTag,
} from "../../core/dag";
import { IllumioIacError } from "../../core/errors";
import { IncompleteResourceError } from "../engine/incomplete-resource-error";
import type { ResourceProvider, RunContext } from "../engine/resource-provider";
import { hasUnknown } from "../engine/unknown";
import { refuseOtherFirewall, refuseOtherPce } from "./binding-place";
import type { BindingSystems } from "./binding-systems";
import { FIRST_VSYS, nameOfTable, tablesOf } from "./binding-tables";
import { claimBinding, releaseBinding } from "./claim-binding";
import { checkDagBinding, sameDeclaration } from "./dag-binding-check";
import type { DagBindingInputs, DagBindingState } from "./dag-binding-state";
import type { BindingPlan } from "./plan-bindings";
import { syncTable } from "./sync-table";

/** The tag of a binding on the firewalls of its target, over its life. */
export const dagBindingProvider: ResourceProvider<DagBindingInputs, DagBindingState, BindingSystems> = {
  schemaVersion: 1,

  check: checkDagBinding,

  /** Decided by the firewall: what a run wrote last may be long gone. */
  async diff(_id, state, inputs, systems, run) {
    if (hasUnknown(inputs)) return { changes: true };
    const { definition } = inputs;
    refuseOtherFirewall(state, systems);
    refuseOtherPce(state, definition.connection, systems);
    const replaces = PLACE.some((part) => part(state.definition) !== part(definition)) ? ["definition"] : [];
    const declared = !sameDeclaration(state.definition, definition);
    if (replaces.length > 0 || declared || (run.preview && systems.withoutNetwork))
      return { changes: replaces.length > 0 || declared, replaces, deleteBeforeReplace: true };
    const plans = await systems.plan(definition);
    const changes = plans.some(({ plan, stale }) => !isInSync(plan) || stale !== undefined);
    return { changes, deleteBeforeReplace: true };
  },

  async create(inputs, systems, run) {
    const mayReplace = inputs.adopt === true ? "any" : [];
    const writing = await prepare(inputs, run.newIncarnation(), systems, mayReplace);
    const id = idOf(inputs.definition);
    try {
      await carryOut(writing, run);
    } catch (error) {
      throw new IncompleteResourceError(id, writing.state, [(error as Error).message], { cause: error });
    }
    return { id, state: writing.state };
  },

  /** When it fails, the state stays as it was, so the next run still knows which declaration it may put out of force. */
  async update(_id, state, inputs, systems, run) {
    const before = state.definition;
    refuseOtherFirewall(state, systems);
    refuseOtherPce(state, inputs.definition.connection, systems);
    const old = revisionTag(before.tag, before.owner, before.revision);
    const unfinished = state.complete === false && inputs.adopt === true;
    const writing = await prepare(inputs, state.incarnation, systems, unfinished ? "any" : [old]);
    await carryOut(writing, run);
    await releaseElsewhere(state, inputs.definition, systems, run);
    return writing.state;
  },

  async read(_id, state, systems) {
    refuseOtherFirewall(state, systems);
    refuseOtherPce(state, state.definition.connection, systems);
    const plans = await systems.plan(state.definition);
    if (
      plans.every(({ plan, revisions }) => revisions.length === 0 && plan.kept + plan.unregister.length === 0)
    )
      return undefined;
    const { drift: _drift, ...rest } = state;
    const drift = driftOf(plans);
    const inputs = inputsOf(state);
    return { state: { ...rest, ...(Object.keys(drift).length > 0 && { drift }) }, inputs };
  },

  async delete(_id, state, systems, run) {
    refuseOtherFirewall(state, systems);
    await release(state, state.definition.target, systems, run);
  },
};

/** What makes it another binding. */
const PLACE: readonly ((definition: DagBindingDefinition) => string | undefined)[] = [
  ({ tag }) => tag,
  ({ target }) => target.firewall,
  ({ target }) => target.vsys ?? FIRST_VSYS,
  ({ target }) => target.deviceGroup,
];

function idOf({ target, tag }: DagBindingDefinition): string {
  return `${target.firewall}/${target.vsys ?? target.deviceGroup ?? FIRST_VSYS}/${tag}`;
}

/** Only what the user wrote goes back as inputs. */
function inputsOf({ definition, adopt, ...state }: DagBindingState): Record<string, unknown> {
  const outputs = [
    "incarnation",
    "place",
    "memberCount",
    "memberDigest",
    "skipped",
    "drift",
    "complete",
    "schemaVersion",
    "summary",
  ];
  const written = Object.entries(state).filter(([name]) => !outputs.includes(name));
  return { ...Object.fromEntries(written), definition, ...(adopt !== undefined && { adopt }) };
}

interface Writing {
  readonly plans: readonly BindingPlan[];
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
async function prepare(
  inputs: DagBindingInputs,
  incarnation: string,
  systems: BindingSystems,
  mayReplace: readonly string[] | "any",
): Promise<Writing> {
  const { definition } = inputs;
  const plans = await systems.freshPlan(definition);
  const problems = plans.flatMap(({ plan, table }) =>
    plan.problems.map((text) => `${nameOfTable(table)}: ${text}`),
  );
  if (problems.length > 0)
    throw new IllumioIacError(`binding ${definition.name}: nothing was written. ${problems.join("; ")}`);
  for (const plan of plans) refuseOther(plan, mayReplace);
  const place = {
    hosts: systems.firewall(definition).client.connection.hosts,
    pce: systems.pce.system(definition.connection).identity,
  };
  return {
    plans,
    mark: revisionTag(definition.tag, definition.owner, definition.revision, incarnation),
    state: { ...stateOf(inputs, plans[0]!), incarnation, place },
  };
}

async function carryOut({ plans, mark }: Writing, run: RunContext): Promise<void> {
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

/** Firewalls behind Panorama that the target no longer names lose what the binding wrote. */
async function releaseElsewhere(
  before: DagBindingState,
  after: DagBindingDefinition,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const { target } = before.definition;
  const left = target.serials?.filter((serial) => !after.target.serials?.includes(serial)) ?? [];
  if (left.length > 0) await release(before, { ...target, serials: left }, systems, run);
}

async function release(
  { definition, incarnation }: DagBindingState,
  target: DagTarget,
  systems: BindingSystems,
  run: RunContext,
): Promise<void> {
  const known = revisionTag(definition.tag, definition.owner, definition.revision, incarnation);
  const firewall = systems.firewall(definition);
  for (const table of tablesOf(target)) await releaseBinding(firewall, table, definition, known, run.warn);
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
    memberCount: addresses.length,
    memberDigest: createHash("sha256").update(addresses.join("\n")).digest("hex").slice(0, 16),
    skipped: members.skipped,
  };
}

function driftOf(plans: readonly BindingPlan[]): Record<string, string> {
  return Object.fromEntries(
    plans.flatMap(({ plan, table }) => {
      const where = plans.length > 1 ? ` on ${nameOfTable(table)}` : "";
      return [
        ...plan.register.map(({ address }) => [address, `missing${where}`]),
        ...plan.unregister.map((address) => [address, `not a member${where}`]),
      ];
    }),
  );
}

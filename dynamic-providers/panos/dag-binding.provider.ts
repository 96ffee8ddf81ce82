import { type DagBindingDefinition, type DagTarget, isInSync, revisionTag } from "../../core/dag";
import { IllumioIacError } from "../../core/errors";
import { IncompleteResourceError } from "../engine/incomplete-resource-error";
import type { ResourceProvider, RunContext } from "../engine/resource-provider";
import { hasUnknown } from "../engine/unknown";
import { objectDrift, objectPlan, removeObjects, sameConfiguration } from "./binding-objects";
import { refuseOtherFirewall, refuseOtherPce } from "./binding-place";
import type { BindingSystems } from "./binding-systems";
import { FIRST_VSYS, nameOfTable, tablesOf } from "./binding-tables";
import { releaseBinding } from "./claim-binding";
import { checkDagBinding, sameDeclaration } from "./dag-binding-check";
import type { DagBindingInputs, DagBindingState } from "./dag-binding-state";
import { objectText } from "./object-text";
import type { BindingPlan } from "./plan-bindings";
import { carryOut, NotInForceError, prepare } from "./write-binding";

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
    const declared = !sameDeclaration(state.definition, definition) || !sameConfiguration(state, inputs);
    if (run.preview && systems.withoutNetwork)
      return { changes: replaces.length > 0 || declared, replaces, deleteBeforeReplace: true };
    const objects = await objectPlan(inputs, systems, replaces.length > 0 ? undefined : state);
    if (run.preview && objectText(objects) !== "") run.say(`${definition.name}:\n${objectText(objects)}`);
    if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace: true };
    if (objects.problems.length > 0)
      throw new IllumioIacError(`binding ${definition.name}: ${objects.problems.join("; ")}`);
    if (declared) return { changes: true, deleteBeforeReplace: true };
    const plans = await systems.planOfCheck(definition);
    const members = plans.some(({ plan, stale }) => !isInSync(plan) || stale !== undefined);
    const isDue = objects.changes.length + objects.uncommitted.length > 0;
    if (members && inputs.membership === "sync" && plans.every(({ stale }) => stale === undefined)) {
      run.say(`${definition.name}: the addresses differ, which dag-sync will settle (membership: sync)`);
      return { changes: isDue || state.complete === false, deleteBeforeReplace: true };
    }
    return { changes: members || isDue || state.complete === false, deleteBeforeReplace: true };
  },

  create(inputs, systems, run) {
    const id = idOf(inputs.definition);
    return systems.commit(inputs.definition).during(async (commit) => {
      const mayReplace = inputs.adopt === true ? "any" : [];
      const writing = await prepare(inputs, run.newIncarnation(), systems, mayReplace);
      try {
        await carryOut(inputs, writing, systems, { run, commit });
      } catch (error) {
        throw new IncompleteResourceError(id, writing.state, [(error as Error).message], { cause: error });
      }
      return { id, state: writing.state };
    });
  },

  /**
   * When it fails, the state stays as it was, so the next run still knows which declaration it may put out of force.
   * Where only the commit failed, the new state stands, and the next run makes up for it.
   */
  update(id, state, inputs, systems, run) {
    return systems.commit(inputs.definition).during(async (commit) => {
      const before = state.definition;
      refuseOtherFirewall(state, systems);
      refuseOtherPce(state, inputs.definition.connection, systems);
      const old = revisionTag(before.tag, before.owner, before.revision);
      const unfinished = state.complete === false;
      const mayReplace = unfinished && inputs.adopt === true ? "any" : [old];
      const writing = await prepare(inputs, state.incarnation, systems, mayReplace, state);
      try {
        await carryOut(inputs, writing, systems, { run, commit, before: state });
      } catch (error) {
        if (!(error instanceof NotInForceError)) throw error;
        throw new IncompleteResourceError(id, writing.state, [error.message], { cause: error });
      }
      await releaseElsewhere(state, inputs.definition, systems, run);
      return writing.state;
    });
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
    const objects = await objectPlan(state, systems, state);
    const drift = { ...driftOf(plans), ...objectDrift(objects) };
    const inputs = inputsOf(state);
    return { state: { ...rest, ...(Object.keys(drift).length > 0 && { drift }) }, inputs };
  },

  async delete(_id, state, systems, run) {
    refuseOtherFirewall(state, systems);
    await removeObjects(state, systems, run);
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
    "made",
    "groupName",
    "owner",
    "revision",
    "members",
  ];
  const written = Object.entries(state).filter(([name]) => !outputs.includes(name));
  return { ...Object.fromEntries(written), definition, ...(adopt !== undefined && { adopt }) };
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

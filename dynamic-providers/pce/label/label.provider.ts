import type { Label } from "../../../clients/pce";
import { defined } from "../../../core/checks/json";
import { isUnknown } from "../../../core/checks/unknown";
import { IllumioIacError, isHttpStatusError, isNetworkError } from "../../../core/errors";
import { type Creation, createOrTake } from "../../lifecycle/create-or-take";
import { isRenamed, type Ownership, renewed } from "../../lifecycle/ownership";
import type { DiffResult, ResourceProvider, RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS, pairOf } from "../system/external-reference";
import { FRESH_IN_SECONDS, type PceSystem } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import { existingLabel } from "./existing-label";
import { checkLabel } from "./label-check";
import { deleteLabel } from "./label-delete";
import { type LabelInputs, type LabelState, nameOf } from "./label-state";

/** A label of the PCE over its life. */
export const labelProvider: ResourceProvider<LabelInputs, LabelState, PceSystems> = {
  schemaVersion: 1,

  check: checkLabel,

  async diff(id, state, inputs, systems, run): Promise<DiffResult> {
    const replaces = systems.connectionReplaces(nameOf(state), state, inputs);
    if (state.key !== inputs.key && !isUnknown(inputs.key)) replaces.push("key");
    const same = (["key", "value", "connection"] as const).every((name) => state[name] === inputs[name]);
    if (run.preview && (replaces.length > 0 || state.value !== inputs.value))
      systems.systemAtHand(inputs.connection)?.planned.leave(id);
    if (run.preview && replaces.length === 0 && state.value !== inputs.value && !isUnknown(inputs.value))
      systems.systemAtHand(inputs.connection)?.planned.renameLabel(id, inputs.value);
    if (!run.preview && replaces.length === 0 && state.value !== inputs.value)
      systems.systemAtHand(inputs.connection)?.renames.announce(id);
    PCE_MARKS.sayRenamed(nameOf(state), state.ownership, run);
    return { replaces, ...(same && !isRenamed(state.ownership, run.owner) && { changes: false }) };
  },

  async create(inputs, systems, run) {
    const system = systems.system(inputs.connection);
    const creation = creationOf(system, inputs, run);
    const holder = system.renames.isEmpty ? undefined : await creation.find();
    if (holder !== undefined) await system.renames.ended(holder.href);
    return createOrTake(creation, inputs, run);
  },

  async read(id, state, systems) {
    const system = systems.systemOf(`label ${id}`, state.ownership, state.connection);
    const label = await system.labels.get(id);
    if (!label) return undefined;
    const { key, value } = label;
    const inputs = {
      key,
      value,
      ...defined({
        adopt: state.adopt,
        takeOverFrom: state.takeOverFrom,
        connection: state.connection,
      }),
    };
    const ownership = renewed(state.ownership, system.identity, "");
    const mark = PCE_MARKS.markOf(label);
    return { state: { ...state, ...inputs, href: id, ...ownership }, inputs, ...defined({ mark }) };
  },

  async update(id, state, inputs, systems, run) {
    const system = systems.systemOf(`label ${id}`, state.ownership, inputs.connection);
    try {
      const label = await system.labels.get(id, FRESH_IN_SECONDS);
      if (!label) throw gone(id, state);
      PCE_MARKS.refuseForeign(nameOf(state), label, state.ownership, run);
      const after = renewed(state.ownership, system.identity, run.owner);
      const value = inputs.value === state.value && state.complete !== false ? label.value : inputs.value;
      await write(system, label, value, after.ownership);
      return { ...inputs, href: id, ...after };
    } finally {
      system.renames.end(id);
    }
  },

  async delete(id, state, systems, run) {
    const system = systems.systemOf(`label ${id}`, state.ownership, state.connection);
    if (!state.ownership || state.ownership.adopted) return;
    const label = await system.labels.get(id, FRESH_IN_SECONDS);
    if (!label || !PCE_MARKS.mayDelete(nameOf(state), label, state.ownership, run)) return;
    await deleteLabel(system, id, nameOf(state));
  },
};

function creationOf(
  system: PceSystem,
  inputs: LabelInputs,
  run: RunContext,
): Creation<Label, { id: string; state: LabelState }> {
  const { key, value } = inputs;
  const made = ({ href }: Label, mark: Ownership) => {
    const ownership = { ...system.identity, ...mark };
    return { id: href, state: { ...inputs, href, ownership } };
  };
  return {
    ...existingLabel(system, inputs, run),
    create: async (ownership) => {
      const label = await system.client.createLabel({ key, value, ...pairOf(ownership) });
      system.labels.put(label);
      return made(label, ownership);
    },
    take: async (label, ownership) => {
      await write(system, label, value, ownership);
      return made(label, ownership);
    },
    findAfter: async (error) => (mayExist(error) ? system.client.findLabel(key, value) : undefined),
  };
}

/** Sends only what differs. */
async function write(
  system: PceSystem,
  label: Label,
  value: string,
  ownership: Ownership | undefined,
): Promise<void> {
  const pair = PCE_MARKS.isDue(label, ownership) ? pairOf(ownership) : {};
  const changes = { ...(label.value === value ? {} : { value }), ...pair };
  if (Object.keys(changes).length === 0) return;
  await system.client.updateLabel(label.href, changes);
  system.labels.put({ ...label, ...changes });
}

/** Whether the label may exist after this error: somebody else created it first, or our create's answer was lost. */
function mayExist(error: unknown): boolean {
  if (isNetworkError(error)) return error.mayHaveBeenApplied;
  return isHttpStatusError(error) && error.tokens.includes("label_key_and_value_must_be_unique");
}

function gone(id: string, { key, value }: LabelState): IllumioIacError {
  return new IllumioIacError(
    `label ${key}=${value} (${id}) is gone from the PCE. Run pulumi refresh, then pulumi up creates it again`,
  );
}

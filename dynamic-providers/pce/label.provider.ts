import type { Label } from "../../clients/pce";
import { IllumioIacError, isHttpStatusError, isNetworkError } from "../../core/errors";
import { defined } from "../engine/json";
import type { DiffResult, ResourceProvider } from "../engine/resource-provider";
import { isUnknown } from "../engine/unknown";
import { connectionReplaces } from "./connection-replaces";
import { checkLabel } from "./label-check";
import { deleteLabel } from "./label-delete";
import type { LabelInputs, LabelState } from "./label-state";
import {
  claim,
  isRenamed,
  isThisIncarnation,
  mayDelete,
  newOwnership,
  type Ownership,
  pairOf,
  refuseForeign,
  renewed,
} from "./ownership";
import { FRESH_IN_SECONDS, labelIndexKey, type PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";

/** A label of the PCE over its life. */
export const labelProvider: ResourceProvider<LabelInputs, LabelState, PceSystems> = {
  schemaVersion: 1,

  check: checkLabel,

  async diff(_id, state, inputs, systems, run): Promise<DiffResult> {
    const replaces = connectionReplaces(nameOf(state), state, inputs, systems);
    if (state.key !== inputs.key && !isUnknown(inputs.key)) replaces.push("key");
    const same = (["key", "value", "connection"] as const).every((name) => state[name] === inputs[name]);
    return { replaces, ...(same && !isRenamed(state.ownership, run.owner) && { changes: false }) };
  },

  async create(inputs, systems, run) {
    const system = systems.system(inputs.connection);
    const existing = await findLabel(system, inputs);
    if (existing) return take(system, existing, inputs, run.owner, run.newIncarnation());

    const ownership = newOwnership(system, run.owner, run.newIncarnation(), false);
    try {
      const label = await system.client.createLabel({
        key: inputs.key,
        value: inputs.value,
        ...pairOf(ownership),
      });
      system.labels.put(label);
      return { id: label.href, state: { ...inputs, href: label.href, ownership } };
    } catch (error) {
      const rival = mayExist(error) && (await system.client.findLabel(inputs.key, inputs.value));
      if (!rival) throw error;
      return take(system, rival, inputs, run.owner, run.newIncarnation());
    }
  },

  async read(id, state, systems) {
    const system = systems.systemOf(`label ${id}`, state.ownership, state.connection);
    const label = await system.labels.get(id);
    if (!label) return undefined;
    const { key, value } = label;
    const inputs = { key, value, ...defined({ adopt: state.adopt, connection: state.connection }) };
    return { state: { ...state, ...inputs, href: id, ...renewed(state.ownership, system, "") }, inputs };
  },

  async update(id, state, inputs, systems, run) {
    const system = systems.systemOf(`label ${id}`, state.ownership, inputs.connection);
    const label = await system.labels.get(id, FRESH_IN_SECONDS);
    if (!label) throw gone(id, state);
    refuseForeign(nameOf(state), label, state.ownership);
    const after = renewed(state.ownership, system, run.owner);
    const value = inputs.value === state.value && state.complete !== false ? label.value : inputs.value;
    await write(system, label, value, after.ownership);
    return { ...inputs, href: id, ...after };
  },

  async delete(id, state, systems, run) {
    const system = systems.systemOf(`label ${id}`, state.ownership, state.connection);
    if (!state.ownership || state.ownership.adopted) return;
    const label = await system.labels.get(id, FRESH_IN_SECONDS);
    if (!label || !mayDelete(nameOf(state), label, state.ownership, run)) return;
    await deleteLabel(system, id);
  },
};

async function findLabel(system: PceSystem, { key, value }: LabelInputs): Promise<Label | undefined> {
  const [label] = await system.labels.find("keyValue", labelIndexKey(key, value));
  return label;
}

/** Makes an existing label that of this resource: ours gets a new incarnation, another's stays as it is. */
async function take(
  system: PceSystem,
  label: Label,
  inputs: LabelInputs,
  owner: string,
  incarnation: string,
): Promise<{ id: string; state: LabelState }> {
  const adopted = claim(nameOf(label), label, owner, inputs.adopt === true);
  const ownership = newOwnership(system, owner, incarnation, adopted);
  await write(system, label, inputs.value, ownership);
  return { id: label.href, state: { ...inputs, href: label.href, ownership } };
}

/** Sends only what differs. */
async function write(
  system: PceSystem,
  label: Label,
  value: string,
  ownership: Ownership | undefined,
): Promise<void> {
  const pair =
    ownership && !ownership.adopted && !isThisIncarnation(label, ownership) ? pairOf(ownership) : {};
  const changes = { ...(label.value === value ? {} : { value }), ...pair };
  if (Object.keys(changes).length === 0) return;
  await system.client.updateLabel(label.href, changes);
  system.labels.put({ ...label, ...changes });
}

/** Somebody was faster, or it was us and the answer got lost. */
function mayExist(error: unknown): boolean {
  if (isNetworkError(error)) return error.mayHaveBeenApplied;
  return isHttpStatusError(error) && error.tokens.includes("label_key_and_value_must_be_unique");
}

function nameOf({ key, value }: LabelInputs): string {
  return `label ${key}=${value}`;
}

function gone(id: string, { key, value }: LabelState): IllumioIacError {
  return new IllumioIacError(
    `label ${key}=${value} (${id}) is gone from the PCE. Run pulumi refresh, then pulumi up creates it again`,
  );
}

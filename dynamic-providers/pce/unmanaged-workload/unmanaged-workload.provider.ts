import { defined, sameJson } from "../../../core/checks/json";
import { isManaged } from "../../../core/workloads/workload-fact";
import { createOrTake } from "../../lifecycle/create-or-take";
import { isRenamed, renewed } from "../../lifecycle/ownership";
import type { ResourceProvider } from "../../lifecycle/resource-provider";
import { PCE_MARKS } from "../system/external-reference";
import { FRESH_IN_SECONDS } from "../system/pce-system";
import type { PceSystems } from "../system/pce-systems";
import { planWorkload } from "./plan-workload";
import { warnOfMissingLabels } from "./preview-labels";
import { isRelabelled, refuseVenChanges, workloadChanges } from "./workload-changes";
import { checkWorkload } from "./workload-check";
import { withName, workloadCreation } from "./workload-create";
import { FIELD_NAMES } from "./workload-fields";
import { noSuchWorkload, resolveLabels, writtenLabels } from "./workload-labels";
import { giveWay } from "./workload-namesakes";
import { liveInputs } from "./workload-read";
import { removeWorkload } from "./workload-remove";
import { titleOf, type WorkloadInputs, type WorkloadState } from "./workload-state";
import { writeWorkload } from "./workload-write";

/** A workload without a VEN over its life. */
export const unmanagedWorkloadProvider: ResourceProvider<WorkloadInputs, WorkloadState, PceSystems> = {
  schemaVersion: 1,

  check: checkWorkload,

  async diff(id, state, inputs, systems, run) {
    const what = titleOf(state, id);
    const replaces = systems.connectionReplaces(what, state, inputs);
    if (replaces.length === 0 && state.managed) refuseVenChanges(what, state, inputs);
    if (run.preview && !sameJson(state.labels, inputs.labels))
      await warnOfMissingLabels(what, inputs, systems, run);
    const same = COMPARED.every((name) => sameJson(state[name], inputs[name]));
    const leaves = replaces.length > 0 || state.hostname !== inputs.hostname || state.name !== inputs.name;
    if (run.preview && leaves) systems.systemAtHand(inputs.connection)?.planned.leave(id);
    if (!same || state.complete === false) planWorkload(inputs, { id, state }, systems, run);
    PCE_MARKS.sayRenamed(what, state.ownership, run);
    return { replaces, ...(same && !isRenamed(state.ownership, run.owner) && { changes: false }) };
  },

  async create(inputs, systems, run) {
    const system = systems.system(inputs.connection);
    return withName(system, inputs, run.owner, () =>
      createOrTake(workloadCreation(system, inputs, run), inputs, run),
    );
  },

  async read(id, state, systems) {
    const system = systems.systemOf(titleOf(state, id), state.ownership, state.connection);
    const workload = await system.workloads.get(id);
    if (!workload) return undefined;
    const inputs = await liveInputs(system, workload, state);
    const { labelHrefs = {}, complete } = state;
    const managed = isManaged(workload);
    const ownership = renewed(state.ownership, system.identity, "");
    return {
      state: { ...inputs, href: id, managed, labelHrefs, complete, ...ownership },
      inputs: { ...inputs },
      ...defined({ mark: PCE_MARKS.markOf(workload) }),
    };
  },

  async update(id, state, inputs, systems, run) {
    const what = titleOf(state, id);
    const system = systems.systemOf(what, state.ownership, inputs.connection);
    const workload = await system.workloads.get(id, FRESH_IN_SECONDS);
    if (!workload) throw noSuchWorkload(id);
    PCE_MARKS.refuseForeign(what, workload, state.ownership, run);

    const incomplete = state.complete === false;
    if (incomplete && state.ownership && !state.ownership.adopted)
      await giveWay(system, workload, { ...state, ownership: state.ownership }, run);
    const old = incomplete ? await liveInputs(system, workload, inputs, false) : state;
    const managed = isManaged(workload);
    if (managed) refuseVenChanges(what, old, inputs);
    const exclusive = inputs.exclusiveLabels === true;
    const relabel = isRelabelled(state, inputs);
    const written = state.labelHrefs ?? {};
    const wanted = relabel ? await resolveLabels(system, what, inputs.labels ?? {}) : written;
    const after = renewed(state.ownership, system.identity, run.owner);
    const write = {
      changes: workloadChanges(old, inputs),
      ...(relabel && { labels: { wanted, written, exclusive } }),
      ownership: after.ownership,
    };
    await writeWorkload(system, what, workload, write, run);
    const labelHrefs = relabel ? writtenLabels(workload, wanted, written, after.ownership) : written;
    return { ...inputs, href: id, managed, labelHrefs, ...after };
  },

  async delete(id, state, systems, run) {
    const system = systems.systemOf(titleOf(state, id), state.ownership, state.connection);
    if (!state.ownership || state.ownership.adopted) {
      system.released.add(id);
      return;
    }
    const workload = await system.workloads.get(id, FRESH_IN_SECONDS);
    const what = titleOf(state, id);
    if (!workload || !PCE_MARKS.mayDelete(what, workload, state.ownership, run)) return;
    await removeWorkload(system, workload, state.ownership, what, run);
  },
};

const COMPARED = [...FIELD_NAMES, "interfaces", "labels", "exclusiveLabels", "connection"] as const;

import type { Workload } from "../../clients/pce";
import { IllumioIacError } from "../../core/errors";
import { IncompleteResourceError } from "../engine/incomplete-resource-error";
import { sameJson } from "../engine/json";
import type { ResourceProvider, RunContext } from "../engine/resource-provider";
import { connectionReplaces } from "./connection-replaces";
import { claim, isRenamed, mayDelete, newOwnership, pairOf, refuseForeign, renewed } from "./ownership";
import { FRESH_IN_SECONDS, type PceSystem } from "./pce-system";
import type { PceSystems } from "./pce-systems";
import { warnOfMissingLabels } from "./preview-labels";
import {
  isManaged,
  refuseVenChanges,
  venChanges,
  venReason,
  workloadBody,
  workloadChanges,
} from "./workload-changes";
import { checkWorkload } from "./workload-check";
import { createWorkload, findExisting, titleOf, withName } from "./workload-create";
import { FIELD_NAMES } from "./workload-fields";
import { noSuchWorkload, resolveLabels, writtenLabels } from "./workload-labels";
import { liveInputs } from "./workload-read";
import { removeWorkload } from "./workload-remove";
import type { WorkloadInputs, WorkloadState } from "./workload-state";
import { writeWorkload } from "./workload-write";

/** A workload without a VEN over its life. */
export const unmanagedWorkloadProvider: ResourceProvider<WorkloadInputs, WorkloadState, PceSystems> = {
  schemaVersion: 1,

  check: checkWorkload,

  async diff(id, state, inputs, systems, run) {
    const what = titleOf(state, id);
    const replaces = connectionReplaces(what, state, inputs, systems);
    if (replaces.length === 0 && state.managed) refuseVenChanges(what, state, inputs);
    if (run.preview && !sameJson(state.labels, inputs.labels))
      await warnOfMissingLabels(what, inputs, systems, run);
    const same = COMPARED.every((name) => sameJson(state[name], inputs[name]));
    return { replaces, ...(same && !isRenamed(state.ownership, run.owner) && { changes: false }) };
  },

  async create(inputs, systems, run) {
    const system = systems.system(inputs.connection);
    return withName(system, inputs, run.owner, async () => {
      const existing = await findExisting(system, inputs, run.owner);
      return existing ? take(system, existing, inputs, run) : make(system, inputs, run);
    });
  },

  async read(id, state, systems) {
    const system = systems.systemOf(titleOf(state, id), state.ownership, state.connection);
    const workload = await system.workloads.get(id);
    if (!workload) return undefined;
    const inputs = await liveInputs(system, workload, state);
    const { labelHrefs = {}, complete } = state;
    const managed = isManaged(workload);
    return {
      state: { ...inputs, href: id, managed, labelHrefs, complete, ...renewed(state.ownership, system, "") },
      inputs: { ...inputs },
    };
  },

  async update(id, state, inputs, systems, run) {
    const what = titleOf(state, id);
    const system = systems.systemOf(what, state.ownership, inputs.connection);
    const workload = await system.workloads.get(id, FRESH_IN_SECONDS);
    if (!workload) throw noSuchWorkload(id);
    refuseForeign(what, workload, state.ownership);

    const incomplete = state.complete === false;
    const old = incomplete ? await liveInputs(system, workload, inputs, false) : state;
    const managed = isManaged(workload);
    if (managed) refuseVenChanges(what, old, inputs);
    const exclusive = inputs.exclusiveLabels === true;
    const relabel =
      incomplete || !sameJson(state.labels, inputs.labels) || exclusive !== (state.exclusiveLabels === true);
    const written = state.labelHrefs ?? {};
    const wanted = relabel ? await resolveLabels(system, what, inputs.labels ?? {}) : written;
    const after = renewed(state.ownership, system, run.owner);
    await writeWorkload(system, what, workload, {
      changes: workloadChanges(old, inputs),
      ...(relabel && { labels: { wanted, written, exclusive } }),
      ownership: after.ownership,
    });
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
    if (!workload || !mayDelete(titleOf(state, id), workload, state.ownership, run)) return;
    await removeWorkload(system, workload, state.ownership, titleOf(state, id), run);
  },
};

const COMPARED = [...FIELD_NAMES, "interfaces", "labels", "exclusiveLabels", "connection"] as const;

async function make(
  system: PceSystem,
  inputs: WorkloadInputs,
  run: RunContext,
): Promise<{ id: string; state: WorkloadState }> {
  const ownership = newOwnership(system, run.owner, run.newIncarnation(), false);
  const labelHrefs = await resolveLabels(system, titleOf(inputs), inputs.labels ?? {});
  const labels = Object.values(labelHrefs).sort();
  const body = {
    ...workloadBody(inputs),
    ...(labels.length > 0 && { labels: labels.map((href) => ({ href })) }),
    ...pairOf(ownership),
  };
  const href = await createWorkload(system, body, ownership);
  system.workloads.put({ ...body, href });
  return { id: href, state: { ...inputs, href, managed: false, labelHrefs, ownership } };
}

/** Makes an existing workload that of this resource: ours gets a new incarnation, another's keeps its own mark. */
async function take(
  system: PceSystem,
  workload: Workload,
  inputs: WorkloadInputs,
  run: RunContext,
): Promise<{ id: string; state: WorkloadState }> {
  const what = titleOf(inputs, workload.href);
  const managed = isManaged(workload);
  const adopted = claim(what, workload, run.owner, inputs.adopt === true);
  if (adopted && managed) {
    throw new IllumioIacError(
      `${what} is paired with a VEN, so it cannot be adopted as an unmanaged workload`,
    );
  }
  const ownership = newOwnership(system, run.owner, run.newIncarnation(), adopted);
  const wanted = await resolveLabels(system, what, inputs.labels ?? {});
  const live = await liveInputs(system, workload, inputs, false);
  await writeWorkload(system, what, workload, {
    changes: workloadChanges(live, inputs),
    labels: { wanted, written: {}, exclusive: inputs.exclusiveLabels === true },
    ownership,
  });
  const id = workload.href;
  const labelHrefs = writtenLabels(workload, wanted, {}, ownership);
  const state = { ...inputs, href: id, managed, labelHrefs, ownership };
  const refused = managed ? venChanges(live, inputs) : [];
  if (refused.length > 0) throw new IncompleteResourceError(id, state, [venReason(what, refused)]);
  return { id, state };
}

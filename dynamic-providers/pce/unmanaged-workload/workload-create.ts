import type { NewWorkload, Workload } from "../../../clients/pce";
import { IllumioIacError, isNetworkError } from "../../../core/errors";
import { isManaged } from "../../../core/workloads/workload-fact";
import type { Creation } from "../../lifecycle/create-or-take";
import { IncompleteResourceError } from "../../lifecycle/incomplete-resource-error";
import type { Ownership } from "../../lifecycle/ownership";
import type { RunContext } from "../../lifecycle/resource-provider";
import { PCE_MARKS, pairOf } from "../system/external-reference";
import { BulkItemRefusedError, type PceSystem } from "../system/pce-system";
import { existingWorkload } from "./existing-workload";
import { venChanges, venReason, workloadBody, workloadChanges } from "./workload-changes";
import { resolveLabels, writtenLabels } from "./workload-labels";
import { giveWay, hasNamesake } from "./workload-namesakes";
import { liveInputs } from "./workload-read";
import { titleOf, type WorkloadInputs, type WorkloadState } from "./workload-state";
import { writeWorkload } from "./workload-write";

interface Created {
  readonly id: string;
  readonly state: WorkloadState;
}

/** How a workload is created. An existing workload that is adopted keeps its mark. */
export function workloadCreation(
  system: PceSystem,
  inputs: WorkloadInputs,
  run: RunContext,
): Creation<Workload, Created> {
  return {
    ...existingWorkload(system, inputs, run),
    create: (ownership) => make(system, inputs, ownership, run),
    take: (workload, ownership) => take(system, workload, inputs, ownership, run),
  };
}

async function make(
  system: PceSystem,
  inputs: WorkloadInputs,
  mark: Ownership,
  run: RunContext,
): Promise<Created> {
  const ownership = { ...system.identity, ...mark };
  const labelHrefs = await resolveLabels(system, titleOf(inputs), inputs.labels ?? {});
  const labels = Object.values(labelHrefs).sort();
  const body = {
    ...workloadBody(inputs),
    ...(labels.length > 0 && { labels: labels.map((href) => ({ href })) }),
    ...pairOf(ownership),
  };
  const href = await createWorkload(system, body, ownership);
  system.workloads.put({ ...body, href });
  const state = { ...inputs, href, managed: false, labelHrefs, ownership };
  await giveWay(system, { ...body, href }, state, run);
  try {
    await system.written.announce({ href, title: titleOf(inputs, href), fate: "created" }, [body], run);
  } catch (error) {
    throw new IncompleteResourceError(href, state, [(error as Error).message], { cause: error });
  }
  return { id: href, state };
}

async function take(
  system: PceSystem,
  workload: Workload,
  inputs: WorkloadInputs,
  mark: Ownership,
  run: RunContext,
): Promise<Created> {
  const what = titleOf(inputs, workload.href);
  const managed = isManaged(workload);
  const ownership = { ...system.identity, ...mark };
  if (ownership.adopted && managed) {
    throw new IllumioIacError(
      `${what} is paired with a VEN, so it cannot be adopted as an unmanaged workload`,
    );
  }
  if (!ownership.adopted && (await hasNamesake(system, inputs, workload.href))) {
    const state = { ...inputs, href: workload.href, managed, labelHrefs: {}, ownership };
    await giveWay(system, workload, state, run);
  }
  const wanted = await resolveLabels(system, what, inputs.labels ?? {});
  const live = await liveInputs(system, workload, inputs, false);
  const write = {
    changes: workloadChanges(live, inputs),
    labels: { wanted, written: {}, exclusive: inputs.exclusiveLabels === true },
    ownership,
  };
  await writeWorkload(system, what, workload, write, run);
  const id = workload.href;
  const labelHrefs = writtenLabels(workload, wanted, {}, ownership);
  const state = { ...inputs, href: id, managed, labelHrefs, ownership };
  const refused = managed ? venChanges(live, inputs) : [];
  if (refused.length > 0) throw new IncompleteResourceError(id, state, [venReason(what, refused)]);
  return { id, state };
}

/**
 * Reserves the natural key for one resource, from the search for an existing workload until the created one can be
 * found.
 *
 * @throws IllumioIacError when another resource of this run is creating a workload of that name
 */
export async function withName<T>(
  system: PceSystem,
  inputs: WorkloadInputs,
  owner: string,
  create: () => Promise<T>,
): Promise<T> {
  const index = inputs.hostname === undefined ? "name" : "hostname";
  const key = `${index} ${inputs[index]}`;
  const rival = system.claims.get(key);
  if (rival !== undefined) {
    throw new IllumioIacError(`${titleOf(inputs)} is being created by '${rival}' too; declare it once`);
  }
  system.claims.set(key, owner);
  try {
    return await create();
  } finally {
    system.claims.delete(key);
  }
}

/** Creates the workload with the next bulk call. Where the answer gets lost, the PCE is asked whether it was created. */
async function createWorkload(system: PceSystem, body: NewWorkload, ownership: Ownership): Promise<string> {
  try {
    return await system.createWorkload.add(body);
  } catch (error) {
    const href = wasLost(error) ? await findCreated(system, ownership) : undefined;
    if (href === undefined) throw error;
    return href;
  }
}

async function findCreated(system: PceSystem, ownership: Ownership): Promise<string | undefined> {
  system.workloads.forget();
  const found = await system.workloads.find("owner", ownership.reference);
  return found.find((workload) => PCE_MARKS.isThisIncarnation(workload, ownership))?.href;
}

function wasLost(error: unknown): boolean {
  const cause = error instanceof BulkItemRefusedError ? error.cause : error;
  return isNetworkError(cause) && cause.mayHaveBeenApplied;
}

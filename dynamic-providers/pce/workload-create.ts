import type { NewWorkload, Workload } from "../../clients/pce";
import { IllumioIacError, isNetworkError } from "../../core/errors";
import { isThisIncarnation, type Ownership } from "./ownership";
import { BulkItemRefusedError, type PceSystem } from "./pce-system";
import type { WorkloadInputs } from "./workload-state";

/** How messages call a workload. */
export function titleOf({ hostname, name }: WorkloadInputs, href = ""): string {
  return ["workload", hostname ?? name ?? "", href && `(${href})`].filter(Boolean).join(" ");
}

/**
 * The workload that stands where this one shall be created: ours by its reference, or anyone's by exact hostname, or
 * by exact name where no hostname is given.
 *
 * @throws IllumioIacError when several carry the name and none is ours
 */
export async function findExisting(
  system: PceSystem,
  inputs: WorkloadInputs,
  owner: string,
): Promise<Workload | undefined> {
  const [ours] = await system.workloads.find("owner", owner);
  if (ours) return ours;
  const index = inputs.hostname === undefined ? "name" : "hostname";
  const found = await system.workloads.find(index, inputs[index] as string);
  if (found.length <= 1) return found[0];
  throw new IllumioIacError(
    `${titleOf(inputs)}: ${found.length} workloads of the PCE have this ${index} ` +
      `(${found.map(({ href }) => href).join(", ")}), so it cannot be told which one is meant. ` +
      `Remove all but one there, or use another ${index}`,
  );
}

/**
 * Keeps the name to one resource, from the look for what exists until what was created can be found.
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
export async function createWorkload(
  system: PceSystem,
  body: NewWorkload,
  ownership: Ownership,
): Promise<string> {
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
  return found.find((workload) => isThisIncarnation(workload, ownership))?.href;
}

function wasLost(error: unknown): boolean {
  const cause = error instanceof BulkItemRefusedError ? error.cause : error;
  return isNetworkError(cause) && cause.mayHaveBeenApplied;
}

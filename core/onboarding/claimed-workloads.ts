import { isLabelled, type MatchableWorkload, ONBOARDING_DATA_SET } from "./workload-fitting";

/** The part of a record that says whose a workload is. */
interface Claim {
  readonly vmId: string;
  /** Href of the workload. */
  readonly workload?: string;
}

/**
 * Workloads, of which those that the record of a machine names have the reference of that machine, as if it was written
 * already: it is written with the labels, which may have to wait, and it cannot be written over that of somebody else.
 *
 * @param claims of two that name one workload, the last one counts
 */
export function claimedWorkloads<Workload extends MatchableWorkload>(
  workloads: readonly Workload[],
  claims: Iterable<Claim>,
): Workload[] {
  const owners = new Map<string, string>();
  for (const { vmId, workload } of claims) if (workload !== undefined) owners.set(workload, vmId);
  return workloads.map((workload) => {
    const owner = workload.managed && !isLabelled(workload) ? owners.get(workload.href) : undefined;
    if (owner === undefined) return workload;
    return { ...workload, externalDataSet: ONBOARDING_DATA_SET, externalDataReference: owner };
  });
}

import { firstTen } from "../first-ten";
import { EXTERNAL_DATA_SET } from "../ownership/external-pair";
import type { InventoryVm } from "./inventory-vm";
import {
  isLabelled,
  isOf,
  type MatchableWorkload,
  ONBOARDING_DATA_SET,
  WorkloadFitting,
} from "./workload-fitting";

/** What the PCE has of a machine. */
export interface WorkloadMatch<Workload> {
  /** The one workload whose VEN runs on the machine. */
  readonly workload?: Workload;
  /** Why it cannot be told which one it is, where there are several. */
  readonly ambiguous?: string;
  /** Unmanaged workloads that stand for the machine, and for no other. */
  readonly twins: readonly Twin<Workload>[];
  /** Managed ones that fit by name and address, and were labelled for a machine of another vmId: it may be gone. */
  readonly ofOthers: readonly Workload[];
}

export interface Twin<Workload> {
  readonly workload: Workload;
  /** Whether this package made it; only then it may be removed. */
  readonly isOurs: boolean;
}

/**
 * Finds the workloads of machines, by vmId: by the reference that an onboarding wrote, else by host name together with an
 * address of the machine, where exactly one fits in both directions.
 */
export function matchWorkloads<Workload extends MatchableWorkload>(
  vms: readonly InventoryVm[],
  workloads: readonly Workload[],
): Map<string, WorkloadMatch<Workload>> {
  const fitting = new WorkloadFitting(vms, workloads);
  return new Map(vms.map((vm) => [vm.vmId, matchOf(vm, fitting)]));
}

function matchOf<Workload extends MatchableWorkload>(
  vm: InventoryVm,
  fitting: WorkloadFitting<Workload>,
): WorkloadMatch<Workload> {
  const fits = fitting.workloadsOf(vm);
  const referenced = fitting.referenced(vm);
  const twins = [...new Set([...referenced, ...fits])]
    .filter((workload) => !workload.managed && (isOf(workload, vm) || fitting.vmsOf(workload).size === 1))
    .map((workload) => ({ workload, isOurs: isOurs(workload) }));
  const ofOthers = fits.filter((workload) => workload.managed && isLabelled(workload) && !isOf(workload, vm));
  return { ...found(vm, fits, referenced, fitting), twins, ofOthers };
}

function found<Workload extends MatchableWorkload>(
  vm: InventoryVm,
  fits: readonly Workload[],
  referenced: readonly Workload[],
  fitting: WorkloadFitting<Workload>,
): Pick<WorkloadMatch<Workload>, "workload" | "ambiguous"> {
  const own = referenced.filter(({ managed }) => managed);
  const candidates =
    own.length > 0 ? own : fits.filter((workload) => workload.managed && !isLabelled(workload));
  const [workload, ...more] = candidates;
  if (workload === undefined) return {};
  if (more.length > 0)
    return {
      ambiguous: `${candidates.length} workloads fit ${own.length > 0 ? "its vmId" : "its host name and addresses"}: ${firstTen(candidates.map(({ href }) => href))}; unpair those that are not its own`,
    };
  const others = [...fitting.vmsOf(workload)].filter((other) => other !== vm && !fitting.isReferenced(other));
  if (own.length > 0 || others.length === 0) return { workload };
  return {
    ambiguous: `the workload ${workload.href} also fits ${firstTen(others.map((other) => other.resourceId))}; give the machines host names of their own`,
  };
}

function isOurs({ externalDataSet }: MatchableWorkload): boolean {
  return externalDataSet === ONBOARDING_DATA_SET || externalDataSet === EXTERNAL_DATA_SET;
}

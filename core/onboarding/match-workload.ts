import { canonicalAddress, specialAddress } from "../addresses/ip-address";
import { firstTen } from "../first-ten";
import { EXTERNAL_DATA_SET } from "../ownership/external-pair";
import { areNamesOfOne, shortName } from "./host-names";
import type { InventoryVm } from "./inventory-vm";

/** External data set of workloads that an onboarding labelled; the reference is the `vmId` of the machine. */
export const ONBOARDING_DATA_SET = "illumio-iac-onboarding";

/** The part of a workload that it is found by. */
export interface MatchableWorkload {
  readonly href: string;
  readonly hostname: string;
  readonly managed: boolean;
  readonly addresses: readonly string[];
  readonly externalDataSet: string | undefined;
  readonly externalDataReference: string | undefined;
}

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
  const fitting = new Fitting(vms, workloads);
  return new Map(vms.map((vm) => [vm.vmId, matchOf(vm, fitting)]));
}

function matchOf<Workload extends MatchableWorkload>(
  vm: InventoryVm,
  fitting: Fitting<Workload>,
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
  fitting: Fitting<Workload>,
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

/** Which workloads and machines fit each other, by indexes of host name and address. */
class Fitting<Workload extends MatchableWorkload> {
  readonly #workloads = new Map<string, Workload[]>();
  readonly #vms = new Map<string, InventoryVm[]>();
  readonly #references = new Map<string, Workload[]>();

  constructor(vms: readonly InventoryVm[], workloads: readonly Workload[]) {
    for (const vm of vms) for (const key of keysOfVm(vm)) add(this.#vms, key, vm);
    for (const workload of workloads) {
      if (isLabelled(workload)) add(this.#references, reference(workload), workload);
      for (const key of keysOf(workload.hostname, workload.addresses))
        if (this.#vms.has(key)) add(this.#workloads, key, workload);
    }
  }

  /** Those that an onboarding labelled for the machine. */
  referenced(vm: InventoryVm): readonly Workload[] {
    return this.#references.get(vm.vmId.toLowerCase()) ?? [];
  }

  /** Whether a managed workload has the reference of the machine, so that it needs no other. */
  isReferenced(vm: InventoryVm): boolean {
    return this.referenced(vm).some(({ managed }) => managed);
  }

  workloadsOf(vm: InventoryVm): Workload[] {
    const found = keysOfVm(vm).flatMap((key) => this.#workloads.get(key) ?? []);
    return [...new Set(found)].filter(({ hostname }) => areNamesOfOne(hostNameOf(vm), hostname));
  }

  vmsOf({ hostname, addresses }: Workload): Set<InventoryVm> {
    const found = keysOf(hostname, addresses).flatMap((key) => this.#vms.get(key) ?? []);
    return new Set(found.filter((vm) => areNamesOfOne(hostNameOf(vm), hostname)));
  }
}

function add<T>(index: Map<string, T[]>, key: string, item: T): void {
  const items = index.get(key);
  if (items === undefined) index.set(key, [item]);
  else items.push(item);
}

function hostNameOf({ computerName, name }: InventoryVm): string {
  return computerName ?? name;
}

function keysOfVm(vm: InventoryVm): string[] {
  return keysOf(hostNameOf(vm), [...vm.privateAddresses, ...vm.publicAddresses]);
}

/** Short host name with each address that tells machines apart. */
function keysOf(hostname: string, addresses: readonly string[]): string[] {
  const name = shortName(hostname);
  if (name === "") return [];
  const canonical = addresses.map(canonicalAddress).filter((address) => address !== undefined);
  return [...new Set(canonical)]
    .filter((address) => specialAddress(address) === undefined)
    .map((address) => `${name}\0${address}`);
}

function isLabelled({ externalDataSet }: MatchableWorkload): boolean {
  return externalDataSet === ONBOARDING_DATA_SET;
}

function reference({ externalDataReference }: MatchableWorkload): string {
  return (externalDataReference ?? "").toLowerCase();
}

function isOf(workload: MatchableWorkload, vm: InventoryVm): boolean {
  return isLabelled(workload) && reference(workload) === vm.vmId.toLowerCase();
}

function isOurs({ externalDataSet }: MatchableWorkload): boolean {
  return externalDataSet === ONBOARDING_DATA_SET || externalDataSet === EXTERNAL_DATA_SET;
}

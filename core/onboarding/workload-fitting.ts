import { canonicalAddress, specialAddress } from "../addresses/ip-address";
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

/** Which workloads and machines fit each other, by indexes of host name and address. */
export class WorkloadFitting<Workload extends MatchableWorkload> {
  readonly #workloads = new Map<string, Workload[]>();
  readonly #vms = new Map<string, InventoryVm[]>();
  readonly #references = new Map<string, Workload[]>();

  constructor(vms: readonly InventoryVm[], workloads: readonly Workload[]) {
    for (const vm of vms) for (const key of keysOfVm(vm)) add(this.#vms, key, vm);
    const names = new Set(vms.map((vm) => shortName(hostNameOf(vm))));
    for (const workload of workloads) {
      if (isLabelled(workload)) add(this.#references, reference(workload), workload);
      if (!names.has(shortName(workload.hostname))) continue;
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

/** Whether an onboarding labelled it, for whichever machine. */
export function isLabelled({ externalDataSet }: MatchableWorkload): boolean {
  return externalDataSet === ONBOARDING_DATA_SET;
}

function reference({ externalDataReference }: MatchableWorkload): string {
  return (externalDataReference ?? "").toLowerCase();
}

/** Whether an onboarding labelled it for a machine. */
export function isOf(workload: MatchableWorkload, vm: InventoryVm): boolean {
  return isLabelled(workload) && reference(workload) === vm.vmId.toLowerCase();
}

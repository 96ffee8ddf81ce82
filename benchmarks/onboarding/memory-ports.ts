import type { InventoryVm, VmRecord } from "../../core/onboarding";
import type {
  Cmdb,
  CmdbRecord,
  RecordStore,
  RunState,
  VenInstaller,
} from "../../reconcilers/onboarding/ports";
import { NO_FIREWALL_STATE } from "../../reconcilers/onboarding/ports";

/** Records and a CMDB in memory, and machines whose agents pair before the next run. They count what is written. */
export class MemoryPorts {
  writes = 0;
  /** Machines with a command whose agent is not paired yet. */
  readonly started: InventoryVm[] = [];
  readonly rows = new Map<string, VmRecord>();
  readonly #cmdb = new Map<string, CmdbRecord>();
  #state: RunState = { keysMadeAt: [], firewall: NO_FIREWALL_STATE };

  /** A machine that another system has commissioned. */
  commissioned(vmId: string): void {
    this.#cmdb.set(vmId, { id: vmId, isCommissioned: true, flags: { commissioned: true } });
  }

  get records(): RecordStore {
    return {
      read: async () => ({ records: new Map(this.rows), newer: new Set<string>(), state: this.#state }),
      write: async (records) => {
        this.writes += records.length;
        for (const record of records) this.rows.set(record.vmId, record);
        return new Set<string>();
      },
      writeState: async (state) => {
        this.writes++;
        this.#state = state;
        return true;
      },
    };
  }

  get cmdb(): Cmdb {
    const found = (vms: readonly InventoryVm[]) =>
      new Map(
        vms.flatMap(({ vmId }) => (this.#cmdb.has(vmId) ? [[vmId, this.#cmdb.get(vmId)!] as const] : [])),
      );
    return {
      find: async (vms) => found(vms),
      create: async (vms) => {
        this.writes += vms.length;
        for (const { vmId } of vms) this.#cmdb.set(vmId, { id: vmId, isCommissioned: false, flags: {} });
        return found(vms);
      },
      setFlags: async (changes) => {
        this.writes += changes.size;
        for (const [vmId, { record, flags }] of changes) {
          const all = { ...record.flags, ...flags };
          this.#cmdb.set(vmId, { id: vmId, isCommissioned: all.commissioned === true, flags: all });
        }
        return new Map([...changes.keys()].map((vmId) => [vmId, { ok: true } as const]));
      },
    };
  }

  get ven(): VenInstaller {
    return {
      whyNotReady: async () => undefined,
      start: async (vm, command) => {
        this.writes++;
        this.started.push(vm);
        return command;
      },
      read: async () => ({ state: "succeeded" }),
      remove: async () => {
        this.writes++;
      },
    };
  }
}

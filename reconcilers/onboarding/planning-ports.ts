import type { OnboardingSettings, VmRecord } from "../../core/onboarding";
import { allOk, Notes, type PlannedAction } from "./planned-action";
import { plannedFirewall } from "./planned-firewall";
import { plannedPce } from "./planned-pce";
import type {
  Cmdb,
  CmdbRecord,
  Inventory,
  OnboardingPorts,
  RecordStore,
  RunState,
  VenInstaller,
} from "./ports";

/** Ports that read as the given ones do, and note down writes as if they had succeeded. */
export function planningPorts(
  ports: OnboardingPorts,
  settings: OnboardingSettings,
): { readonly ports: OnboardingPorts; readonly actions: readonly PlannedAction[] } {
  const notes = new Notes();
  return {
    actions: notes.actions,
    ports: {
      records: readOnlyRecords(ports.records),
      inventory: noticedInventory(ports.inventory, notes),
      cmdb: plannedCmdb(ports.cmdb, notes),
      ven: plannedVen(ports.ven, notes),
      pce: plannedPce(ports.pce, notes),
      firewall:
        settings.checkPoint.mode === "none" ? ports.firewall : plannedFirewall(settings.checkPoint, notes),
    },
  };
}

/** Records that are read with what would have been written, and never written. */
function readOnlyRecords(records: RecordStore): RecordStore {
  const written = new Map<string, VmRecord>();
  let state: RunState | undefined;
  return {
    async read() {
      const stored = await records.read();
      return {
        ...stored,
        records: new Map([...stored.records, ...written]),
        state: state ?? stored.state,
      };
    },
    async write(changed) {
      for (const record of changed) written.set(record.vmId, record);
      return new Set();
    },
    async writeState(changed) {
      state = changed;
      return true;
    },
  };
}

function noticedInventory(inventory: Inventory, notes: Notes): Inventory {
  return {
    async read() {
      const reading = await inventory.read();
      for (const { vmId, name } of reading.vms) notes.machines.set(vmId, name);
      return reading;
    },
    isGone: (resourceId, vmId) => inventory.isGone(resourceId, vmId),
  };
}

function plannedCmdb(cmdb: Cmdb, notes: Notes): Cmdb {
  return {
    async begin(isFirst) {
      const first = await cmdb.begin?.(isFirst);
      if (first !== undefined) notes.add("CMDB", first.what);
      return undefined;
    },
    find: (vms) => cmdb.find(vms),
    async create(vms) {
      for (const { vmId } of vms) notes.add("CMDB", "create its record", vmId);
      const record: CmdbRecord = { id: "planned", isCommissioned: false, flags: {} };
      return new Map(vms.map(({ vmId }) => [vmId, record]));
    },
    async setFlags(changes) {
      for (const [vmId, { flags }] of changes)
        notes.add("CMDB", `set ${Object.keys(flags).join(", ")}`, vmId);
      return allOk(changes.keys());
    },
  };
}

function plannedVen(ven: VenInstaller, notes: Notes): VenInstaller {
  return {
    whyNotReady: (vm) => ven.whyNotReady(vm),
    async start({ vmId }, command) {
      notes.add("Azure", `install the VEN by the command ${command.name}`, vmId);
      return command;
    },
    read: (vm, command) => ven.read(vm, command),
    async remove({ vmId }, { name }) {
      notes.add("Azure", `remove the command ${name}`, vmId);
    },
  };
}

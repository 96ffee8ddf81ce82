import type { OnboardingSettings } from "../../core/onboarding";
import { allOk, Notes, type PlannedAction } from "./planned-action";
import { plannedPce } from "./planned-pce";
import type {
  Cmdb,
  CmdbRecord,
  FirewallPort,
  Inventory,
  OnboardingPorts,
  RecordStore,
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
      firewall: settings.checkPoint.mode === "none" ? ports.firewall : plannedFirewall(notes),
    },
  };
}

function readOnlyRecords(records: RecordStore): RecordStore {
  return {
    read: () => records.read(),
    write: async () => new Set(),
    writeState: async () => true,
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

/** Installations of a policy are not looked at: a plan does not know which one it would begin. */
function plannedFirewall(notes: Notes): FirewallPort {
  return {
    async place(hosts, leaving, state) {
      for (const { vmId, name, addresses, groups } of hosts)
        notes.add(
          "Check Point",
          `host ${name} (${addresses.join(", ")}) in the groups ${groups.join(", ") || "none"}`,
          vmId,
        );
      for (const { vmId, name, groups } of leaving)
        notes.add("Check Point", `host ${name} leaves the groups ${groups.join(", ") || "none"}`, vmId);
      const vmIds = [...hosts, ...leaving].map(({ vmId }) => vmId);
      const outcomes = new Map(vmIds.map((vmId) => [vmId, { state: "placed" as const }]));
      return { state, outcomes, publishes: 0, calls: 0, problems: [] };
    },
    install: async (state) => ({
      state,
      installed: new Set(),
      waiting: "a plan does not look at installations of the policy",
      installs: 0,
      calls: 0,
      problems: [],
    }),
  };
}

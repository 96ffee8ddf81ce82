import { counted } from "../../core/counted";
import type { OnboardingSettings } from "../../core/onboarding";
import type {
  Cmdb,
  CmdbRecord,
  FirewallPort,
  Inventory,
  LabelReading,
  OnboardingPorts,
  Outcome,
  PcePort,
  RecordStore,
  VenInstaller,
} from "./ports";

/** One write that a run would make. */
export interface PlannedAction {
  readonly system: "CMDB" | "Azure" | "PCE" | "Check Point";
  /** Name of the machine; absent where the write is of none. */
  readonly machine?: string;
  readonly what: string;
}

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

/** What would be written, and names of what was read. */
class Notes {
  readonly actions: PlannedAction[] = [];
  readonly machines = new Map<string, string>();
  /** Labels as `key=value` by href. */
  readonly labels = new Map<string, string>();

  add(system: PlannedAction["system"], what: string, vmId?: string): void {
    this.actions.push({
      system,
      ...(vmId === undefined ? {} : { machine: this.machines.get(vmId) ?? vmId }),
      what,
    });
  }

  learn(reading: LabelReading): LabelReading {
    for (const [key, values] of reading.hrefs)
      for (const [value, href] of values) this.labels.set(href, `${key}=${value}`);
    return reading;
  }
}

const OK: Outcome = { ok: true };

function allOk(keys: Iterable<string>): ReadonlyMap<string, Outcome> {
  return new Map([...keys].map((key) => [key, OK]));
}

function readOnlyRecords(records: RecordStore): RecordStore {
  return {
    read: () => records.read(),
    write: async () => new Set(),
    writeState: async () => undefined,
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

function plannedPce(pce: PcePort, notes: Notes): PcePort {
  return {
    get calls() {
      return pce.calls;
    },
    profile: () => pce.profile(),
    async makeKeys({ name }, count) {
      notes.add("PCE", `make ${counted(count, "key")} of the pairing profile ${name}`);
      return Array.from({ length: count }, () => "planned");
    },
    async revokeKeys({ name }) {
      notes.add("PCE", `revoke the keys of the pairing profile ${name}`);
      return undefined;
    },
    async workloads() {
      const workloads = await pce.workloads();
      for (const { labels } of workloads)
        for (const [key, { href, value }] of labels) notes.labels.set(href, `${key}=${value}`);
      return workloads;
    },
    async labels(wanted) {
      return notes.learn(await pce.labels(wanted));
    },
    async makeLabels(wanted) {
      const hrefs = [...wanted].map(
        ([key, values]) =>
          [key, new Map([...values].map((value) => [value, `planned ${key}=${value}`]))] as const,
      );
      for (const [key, values] of wanted)
        for (const value of values) notes.add("PCE", `create the label ${key}=${value}`);
      return notes.learn({ hrefs: new Map(hrefs), problems: new Map() });
    },
    async update(changes) {
      for (const [href, { labels, externalDataReference: vmId }] of changes) {
        const texts = labels?.map((label) => notes.labels.get(label) ?? label).sort();
        const what = texts === undefined ? "write its reference" : `give it the labels ${texts.join(", ")}`;
        notes.add("PCE", `workload ${href}: ${what}`, vmId);
      }
      return allOk(changes.keys());
    },
    async removeUnmanaged(hrefs) {
      for (const href of hrefs) notes.add("PCE", `remove the unmanaged workload ${href}`);
      return allOk(hrefs);
    },
    async unpair(workloads) {
      for (const { href, hostname } of workloads)
        notes.add("PCE", `unpair the VEN of ${hostname}, workload ${href}`);
      return allOk(workloads.map(({ href }) => href));
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

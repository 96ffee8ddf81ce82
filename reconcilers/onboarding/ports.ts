import type { InventoryVm } from "../../core/onboarding/inventory-vm";
import type { VenCommand, VmRecord } from "../../core/onboarding/vm-record";

/** Systems that an onboarding works on, each behind a few calls. A port throws when the system as a whole has no answer. */
export interface OnboardingPorts {
  readonly records: RecordStore;
  readonly inventory: Inventory;
  readonly cmdb: Cmdb;
  readonly ven: VenInstaller;
  readonly pce: PcePort;
  readonly firewall: FirewallPort;
}

/** What became of one machine in a call that is about many. */
export type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Records of machines, one row each, and what a run hands to the next one. Written with compare and swap. */
export interface RecordStore {
  read(): Promise<StoredRecords>;
  /**
   * Writes records that are still as they were read.
   *
   * @returns vmIds of those that somebody else changed meanwhile, which are left as they are
   */
  write(records: readonly VmRecord[]): Promise<ReadonlySet<string>>;
  /**
   * Writes the state if it is still as it was read.
   *
   * @returns false when somebody else wrote it meanwhile; it is left as it is then
   */
  writeState(state: RunState): Promise<boolean>;
}

export interface StoredRecords {
  /** By vmId. */
  readonly records: ReadonlyMap<string, VmRecord>;
  /** vmIds of records that a later release wrote, which this one leaves alone. */
  readonly newer: ReadonlySet<string>;
  readonly state: RunState;
}

/** What one run hands to the next one. */
export interface RunState {
  /** When keys of the pairing profile were made that are not revoked, in ISO 8601, newest last. */
  readonly keysMadeAt: readonly string[];
  readonly firewall: FirewallState;
  /** When the last run ended, in ISO 8601. */
  readonly lastRunAt?: string;
}

/** All virtual machines of the scopes. */
export interface Inventory {
  read(): Promise<InventoryReading>;
  /** Asks Resource Manager for one machine; a list that lacks it proves nothing. */
  isGone(resourceId: string, vmId: string): Promise<Whereabouts>;
}

export type Whereabouts =
  | { readonly state: "there" | "unknown" }
  | { readonly state: "moved"; readonly resourceId: string }
  /** `mayBeElsewhere`: in a resource group of its subscription that the identity may not read. */
  | { readonly state: "gone"; readonly mayBeElsewhere: boolean };

export interface InventoryReading {
  readonly vms: readonly InventoryVm[];
  /** Scopes that were read, in lower case, each machine in one of them. */
  readonly scopes: ReadonlySet<string>;
  /** Scopes that were asked for and show no machine, with the reason. One that does not exist was read. */
  readonly unreadable: ReadonlyMap<string, string>;
}

export interface Cmdb {
  /**
   * Looks at the CMDB before a run writes anything.
   *
   * @param isFirst whether no machine has a record yet
   * @returns what a first run writes before it goes on; undefined where that is nothing
   * @throws ConfigurationError for what no run may go on with
   */
  begin?(isFirst: boolean): Promise<FirstWrite | undefined>;
  /** Records of machines by vmId. A machine without a record is missing in the answer. */
  find(vms: readonly InventoryVm[]): Promise<ReadonlyMap<string, CmdbFinding>>;
  /** Creates records of machines that have none. */
  create(vms: readonly InventoryVm[]): Promise<ReadonlyMap<string, CmdbFinding>>;
  /** Sets flags that are not set; nothing else of a record is changed. By vmId. */
  setFlags(changes: ReadonlyMap<string, FlagChange>): Promise<ReadonlyMap<string, Outcome>>;
}

/** What a first run writes before it goes on. */
export interface FirstWrite {
  /** What it does and why, for people. */
  readonly what: string;
  write(): Promise<void>;
}

/** The record of a machine, or why it has none, or why it cannot be told which one it is. */
export type CmdbFinding = CmdbRecord | { readonly reason: string };

export interface CmdbRecord {
  readonly id: string;
  readonly isCommissioned: boolean;
  readonly flags: Readonly<Partial<Record<CmdbFlag, boolean>>>;
}

export type CmdbFlag = "venInstalled" | "labelled" | "firewallReady" | "commissioned";

export interface FlagChange {
  readonly record: CmdbRecord;
  readonly flags: Readonly<Partial<Record<CmdbFlag, true>>>;
}

/** Installs agents without logging on. No call waits for a machine. */
export interface VenInstaller {
  /** Why a machine takes no command now, as it is at this moment; undefined when it takes one. */
  whyNotReady(vm: InventoryVm): Promise<string | undefined>;
  /**
   * Starts a command; one with this name that is there already is left as it is.
   *
   * @returns the command as its record has to keep it, so that a later run finds its result
   * @throws MachineNotReadyError when the machine takes no command now, and none was started
   */
  start(vm: InventoryVm, command: VenCommand, activationCode: string): Promise<VenCommand>;
  read(vm: InventoryVm, command: VenCommand): Promise<CommandReading>;
  /** Removes what the command left on the machine. */
  remove(vm: InventoryVm, command: VenCommand): Promise<void>;
}

export type CommandReading =
  | { readonly state: "absent" | "running" }
  /** `hadAgent`: one runs already on the machine, and nothing was installed. */
  | { readonly state: "succeeded"; readonly hadAgent?: true }
  /** `hint` says what to do where the exit code is known. */
  | { readonly state: "failed"; readonly reason: string; readonly exitCode: number | undefined };

/** The PCE, in bulk calls. */
export interface PcePort {
  /** The pairing profile of the definition. @throws IllumioIacError when it is missing, disabled or refused */
  profile(): Promise<PairingProfile>;
  /** The same, whatever it is set to: its keys are revoked also when it is refused by now. */
  foundProfile(): Promise<PairingProfile>;
  /** Makes so many keys. */
  makeKeys(profile: PairingProfile, count: number): Promise<readonly string[]>;
  /** Revokes all keys of the profile. @returns why they are left, when somebody else made keys of it meanwhile */
  revokeKeys(profile: PairingProfile, ourLastKeyAt: string): Promise<string | undefined>;
  /** All workloads, managed and unmanaged. @param machines in the inventory: the PCE may have as many workloads */
  workloads(machines: number): Promise<readonly OnboardedWorkload[]>;
  /** Hrefs of labels by key and value, of those that the PCE has. */
  labels(wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<LabelReading>;
  /** Makes labels, of which some may be there already. */
  makeLabels(wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<LabelReading>;
  /** Writes labels and the reference of ours, by href of the workload. */
  update(changes: ReadonlyMap<string, WorkloadChange>): Promise<ReadonlyMap<string, Outcome>>;
  /** Removes unmanaged workloads of ours. By href. */
  removeUnmanaged(hrefs: readonly string[]): Promise<ReadonlyMap<string, Outcome>>;
  /** Unpairs the agents of workloads. By href of the workload. */
  unpair(workloads: readonly OnboardedWorkload[]): Promise<ReadonlyMap<string, Outcome>>;
  /** Calls so far. */
  readonly calls: number;
}

export interface PairingProfile {
  readonly href: string;
  readonly name: string;
  /** Machines that one key pairs. */
  readonly usesPerKey: number;
  readonly lastKeyAt: string | undefined;
}

export interface OnboardedWorkload {
  readonly href: string;
  readonly hostname: string;
  readonly managed: boolean;
  readonly online: boolean;
  readonly ven: string | undefined;
  readonly addresses: readonly string[];
  readonly externalDataSet: string | undefined;
  readonly externalDataReference: string | undefined;
  /** By key. */
  readonly labels: ReadonlyMap<string, { readonly href: string; readonly value: string }>;
}

export interface LabelReading {
  /** By key and value. */
  readonly hrefs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Why a label cannot be given, by `key=value`. */
  readonly problems: ReadonlyMap<string, string>;
  /** Keys of which the PCE has no label dimension, so that it can have no such label. */
  readonly unknownKeys?: ReadonlySet<string> | undefined;
}

export interface WorkloadChange {
  /** Hrefs of all labels that the workload has then; undefined where they stay as they are. */
  readonly labels?: readonly string[];
  readonly externalDataSet?: string;
  readonly externalDataReference?: string;
}

/** A firewall manager that knows hosts, or none. */
export interface FirewallPort {
  /**
   * Brings hosts and their groups, and takes hosts out that left, in one session and one publish for each 100 writes. A host
   * that is already as it should be costs no write.
   */
  place(
    hosts: readonly FirewallHost[],
    leaving: readonly LeavingHost[],
    state: FirewallState,
  ): Promise<Placing>;
  /** Looks at what is under way, and begins to install what is published and may be installed now. */
  install(state: FirewallState, now: Date): Promise<Installing>;
}

export interface FirewallHost {
  readonly vmId: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly groups: readonly string[];
  /** Groups that it was put into before, and leaves unless they are among `groups`. */
  readonly former?: readonly string[];
}

export interface LeavingHost {
  readonly vmId: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a firewall has to do still, between two runs. Plain JSON. */
export interface FirewallState {
  /** Publishes under way. */
  readonly publishing: readonly {
    readonly task: string;
    readonly vmIds: readonly string[];
    readonly at: string;
  }[];
  /** vmIds of hosts that are published and in no finished installation. */
  readonly published: readonly string[];
  /** Installations under way. */
  readonly installing: readonly {
    readonly task: string;
    readonly package: string;
    readonly vmIds: readonly string[];
    readonly at: string;
  }[];
  /** Since when a session may be open whose end no run has seen, in ISO 8601: written before a session changes anything. */
  readonly sessionSince?: string;
}

export const NO_FIREWALL_STATE: FirewallState = { publishing: [], published: [], installing: [] };

export interface Placing {
  readonly state: FirewallState;
  /**
   * By vmId, of `hosts` and `leaving`: `placed` when published, `publishing` when a later run has to look, `waiting` when the
   * system broke off before it was written, which is no failure of the machine.
   */
  readonly outcomes: ReadonlyMap<string, FirewallOutcome>;
  readonly publishes: number;
  readonly calls: number;
  readonly problems: readonly string[];
  /** What people may want to know, and nobody has to mend. */
  readonly warnings?: readonly string[];
}

export type FirewallOutcome =
  | { readonly state: "placed" | "publishing" }
  | { readonly state: "failed" | "waiting"; readonly reason: string };

export interface Installing {
  readonly state: FirewallState;
  /** vmIds whose policy is installed. */
  readonly installed: ReadonlySet<string>;
  /** Why the others wait, or why an installation failed. */
  readonly waiting: string;
  readonly installs: number;
  readonly calls: number;
  readonly problems: readonly string[];
}

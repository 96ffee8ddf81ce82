import { randomUUID } from "node:crypto";
import { sameJson } from "../../core/checks/json";
import { messageLines } from "../../core/errors";
import {
  claimedWorkloads,
  hasReached,
  type InventoryVm,
  isDue,
  matchWorkloads,
  type OnboardingSettings,
  type Step,
  type VmRecord,
  type WorkloadMatch,
  waiting,
} from "../../core/onboarding";
import type { CmdbRecord, OnboardedWorkload, OnboardingPorts, RunState, StoredRecords } from "./ports";

export interface RunOptions {
  /** The id that the ports of the run have too. @default a random one */
  readonly id?: string;
  readonly now: () => Date;
  /** Ends the run between two steps. */
  readonly signal?: AbortSignal;
  /** Receives a line for each machine that went on. */
  readonly say?: (line: string) => void;
}

/** A limit, or the caller, ends a run. What is written stays. */
export class RunEnded extends Error {}

/** A limit ends a run: what it would change is too much. */
export class LimitPassed extends RunEnded {}

/** The records cannot be written, without which nothing may go on. */
export class RecordsUnwritten extends Error {}

const STATE_LOST =
  "another run wrote its state at the same time, so this one ended; a later one goes on where it was. Let one function or " +
  "one command line work on the records at a time";

/** What the steps of one run share: records as they are now, machines, and what is read at most once. */
export class OnboardingRun {
  /** Identifies the run in names of sessions and in the report. */
  readonly id: string;
  readonly startedAt: Date;
  /** Records as they were read. */
  readonly before: ReadonlyMap<string, VmRecord>;
  readonly records: Map<string, VmRecord>;
  /** vmIds of records of a later release. */
  readonly newer: ReadonlySet<string>;
  state: RunState;
  /** Machines of the inventory, by vmId. */
  readonly vms = new Map<string, InventoryVm>();
  /** Scopes that were read, in lower case. */
  scopes: ReadonlySet<string> = new Set();
  /** vmIds of machines that this run takes on. */
  readonly active = new Set<string>();
  /** Records of the CMDB by vmId, of the machines that it was asked for; undefined when it did not answer. */
  cmdb: Map<string, CmdbRecord> | undefined;
  /** Why it cannot be told which record of the CMDB is a machine's, by vmId. */
  cmdbUnclear: ReadonlyMap<string, string> = new Map();
  /** Why the CMDB did not answer. */
  cmdbProblem = "";
  /** Machines that the CMDB shows as commissioned and that have no record. */
  commissionedBefore = 0;
  /** Why a rule leaves out machines whose installation is under way, by vmId: it ends first. */
  readonly leftOut = new Map<string, string>();
  /** vmIds of machines whose command was written down and is not on the machine. */
  readonly absent = new Set<string>();
  /** vmIds of records that another run changed meanwhile. */
  readonly lost = new Set<string>();
  readonly problems: string[] = [];
  readonly warnings: string[] = [];
  publishes = 0;
  installs = 0;
  firewallCalls = 0;
  commandsStarted = 0;
  /** Whether another run wrote the state meanwhile, so that this one may not write it any more. */
  isStateLost = false;
  /** Whether records or the state were written. */
  isChanged = false;
  /** Why the run ended before its end. */
  ended: string | undefined;
  #workloads: Promise<readonly OnboardedWorkload[]> | undefined;
  #matches: ReadonlyMap<string, WorkloadMatch<OnboardedWorkload>> | undefined;

  constructor(
    readonly settings: OnboardingSettings,
    readonly ports: OnboardingPorts,
    readonly options: RunOptions,
    stored: StoredRecords,
  ) {
    this.id = options.id ?? randomUUID();
    this.startedAt = options.now();
    this.before = stored.records;
    this.records = new Map(stored.records);
    this.newer = stored.newer;
    this.state = stored.state;
  }

  get now(): Date {
    return this.options.now();
  }

  /** Machines of this run whose last step that is done is one of these, with their records. */
  at(...steps: readonly Step[]): VmWithRecord[] {
    const now = this.now;
    return [...this.active].flatMap((vmId) => {
      const record = this.records.get(vmId);
      const vm = this.vms.get(vmId);
      const isHere = record && vm && steps.includes(record.step) && isDue(record, now);
      return isHere ? [{ vm, record }] : [];
    });
  }

  /** Machines that are through, or have failed to be changed since; their tags and addresses may be others by now. */
  through(): VmWithRecord[] {
    return [...this.vms.values()].flatMap((vm) => {
      const record = this.records.get(vm.vmId);
      if (record === undefined || this.lost.has(vm.vmId)) return [];
      const isOpen = record.status === "open" || record.status === "failed";
      return isOpen && hasReached(record.step, "policy-installed") ? [{ vm, record }] : [];
    });
  }

  /**
   * Writes records that changed. One that another run changed meanwhile is left to that run.
   *
   * @returns vmIds of those that were written, or were so already
   * @throws RecordsUnwritten when the store has no answer
   */
  async write(records: readonly VmRecord[]): Promise<ReadonlySet<string>> {
    const changed = records.filter((record) => !sameJson(record, this.records.get(record.vmId)));
    const lost = await this.#stored(changed);
    for (const vmId of lost) {
      this.lost.add(vmId);
      this.active.delete(vmId);
    }
    for (const record of changed) {
      if (lost.has(record.vmId)) continue;
      this.isChanged = true;
      this.#say(record);
      this.records.set(record.vmId, record);
    }
    return new Set(records.map(({ vmId }) => vmId).filter((vmId) => !lost.has(vmId)));
  }

  /**
   * Writes what the next run has to know.
   *
   * @throws RunEnded when another run wrote it meanwhile
   */
  async writeState(state: RunState): Promise<void> {
    if (sameJson(state, this.state)) return;
    let isWritten: boolean;
    try {
      isWritten = await this.ports.records.writeState(state);
    } catch (cause) {
      throw new RecordsUnwritten(reasonOf(cause), { cause });
    }
    if (!isWritten) {
      this.isStateLost = true;
      throw new RunEnded(STATE_LOST);
    }
    this.state = state;
    this.isChanged = true;
  }

  /** Says that a system did not work as a whole; the same is said once, whichever step meets it. */
  tellProblem(problem: string): void {
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }

  /** Writes that machines wait, and what for. */
  wait(machines: readonly VmWithRecord[], reason: string): Promise<unknown> {
    return this.write(machines.map(({ record }) => waiting(record, reason, this.now)));
  }

  /** All workloads of the PCE, read once. */
  workloads(): Promise<readonly OnboardedWorkload[]> {
    this.#workloads ??= this.ports.pce.workloads(this.vms.size);
    return this.#workloads;
  }

  /** What the PCE has of each machine of the inventory. */
  async matches(): Promise<ReadonlyMap<string, WorkloadMatch<OnboardedWorkload>>> {
    const workloads = await this.workloads();
    const { vms } = this;
    // A machine that is there goes before one that may be gone.
    const claims = [...this.records.values()].sort(
      (a, b) => Number(vms.has(a.vmId)) - Number(vms.has(b.vmId)),
    );
    this.#matches ??= matchWorkloads([...vms.values()], claimedWorkloads(workloads, claims));
    return this.#matches;
  }

  /** @throws RunEnded when the caller wants the run to end */
  continues(): void {
    if (this.options.signal?.aborted)
      throw new RunEnded("the run was stopped; a later one goes on where it was");
  }

  async #stored(changed: readonly VmRecord[]): Promise<ReadonlySet<string>> {
    if (changed.length === 0) return new Set();
    try {
      return await this.ports.records.write(changed);
    } catch (cause) {
      throw new RecordsUnwritten(reasonOf(cause), { cause });
    }
  }

  #say(record: VmRecord): void {
    const before = this.records.get(record.vmId);
    const isSame = before?.step === record.step && before.status === record.status;
    if (isSame && (before.reason === record.reason || record.reason === "")) return;
    const status = record.status === "open" ? "" : ` (${record.status})`;
    const reason = record.reason === "" ? "" : `: ${record.reason}`;
    this.options.say?.(`${record.name}: ${record.step}${status}${reason}`);
  }
}

export interface VmWithRecord {
  readonly vm: InventoryVm;
  readonly record: VmRecord;
}

/** What went wrong, on one line. */
export function reasonOf(error: unknown): string {
  return messageLines(error).join("; ");
}

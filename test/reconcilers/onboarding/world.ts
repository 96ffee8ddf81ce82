import { NetworkError } from "../../../core/errors";
import type { InventoryVm, OnboardingDefinition, VmRecord } from "../../../core/onboarding";
import { approved, matchWorkloads, retried, withDefaults } from "../../../core/onboarding";
import { noFirewall } from "../../../reconcilers/check-point/no-firewall";
import { MachineNotReadyError } from "../../../reconcilers/onboarding/machine-not-ready-error";
import { planOnboarding } from "../../../reconcilers/onboarding/plan-onboarding";
import {
  type Cmdb,
  type CmdbFinding,
  type CmdbRecord,
  type CommandReading,
  type Inventory,
  NO_FIREWALL_STATE,
  type OnboardingPorts,
  type Outcome,
  type RecordStore,
  type RunState,
  type VenInstaller,
} from "../../../reconcilers/onboarding/ports";
import type { OnboardingReport } from "../../../reconcilers/onboarding/report";
import { runOnboarding } from "../../../reconcilers/onboarding/run-onboarding";
import { WorldFirewall } from "./world-firewall";
import { WorldPce } from "./world-pce";

/** What a command does on a machine: the agent pairs, the script ends without it or finds one that runs, with an exit code, or never. */
export type Script = "pairs" | "no-pairing" | "has-agent" | "hangs" | number;

export interface WorldVm extends InventoryVm {
  /** By attempt, from 1; the last one counts for all later ones. */
  readonly scripts?: readonly Script[];
}

const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";

export function vm(name: string, more: Partial<WorldVm> = {}): WorldVm {
  const number = [...name].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 60_000, 7);
  return {
    vmId: `vm-${name}`,
    resourceId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`,
    subscriptionId: SUBSCRIPTION,
    resourceGroup: "rg",
    name,
    computerName: name,
    location: "westeurope",
    os: "linux",
    architecture: "x64",
    tags: { app: "shop", env: "prod" },
    privateAddresses: [`10.1.${number >> 8}.${number & 255}`],
    publicAddresses: [],
    provisioningState: "Succeeded",
    powerState: "running",
    agentReady: true,
    agentVersion: "2.11.1.12",
    uniformScaleSet: undefined,
    ...more,
  };
}

export const DEFINITION: OnboardingDefinition = {
  name: "azure",
  ven: { pairingProfile: "azure" },
  labels: { app: { tags: ["app"] }, env: { tags: ["env"], values: { prod: "Production", test: "Test" } } },
  createLabels: true,
  checkPoint: {
    mode: "static-objects",
    server: "cp.example.com",
    groups: { "g-shop": { labels: { app: ["shop"] } } },
    packages: ["standard"],
    install: "always",
  },
};

interface Command {
  readonly script: Script;
  readonly code: string;
  state: CommandReading["state"];
}

/** Everything that an onboarding works on, in memory. It refuses what the real systems refuse. */
export class World {
  time = Date.parse("2026-03-01T08:00:00.000Z");
  readonly vms = new Map<string, WorldVm>();
  /** Machines that Resource Manager answers 404 for. */
  readonly deleted = new Set<string>();
  /** Why scopes cannot be read, by their id. */
  readonly unreadable = new Map<string, string>();
  /** vmIds of machines that lists lack. */
  readonly unlisted = new Set<string>();
  /** Where Resource Manager says that machines are. @default by `deleted` and `vms` */
  whereabouts: "there" | "moved" | "unknown" | undefined;
  /** Subscriptions that the identity does not see. */
  readonly unseen = new Set<string>();
  /** Whether the identity has its role on the resource groups of the scopes, and not on their subscription. */
  readsGroupsOnly = false;
  readonly rows = new Map<string, { version: number; record: VmRecord }>();
  readonly newer = new Set<string>();
  state: RunState = { keysMadeAt: [], firewall: NO_FIREWALL_STATE };
  stateVersion = 0;
  /** Whether it finds a record instead of making a second one, when it is asked to make it. */
  isCmdbIdempotent = false;
  /** Why it cannot be told which record of the CMDB is a machine's, by vmId. */
  readonly cmdbUnclear = new Map<string, string>();
  readonly cmdb = new Map<string, { isCommissioned: boolean; flags: CmdbRecord["flags"] }>();
  readonly commands = new Map<string, Map<string, Command>>();
  /** Why a machine takes no command, by vmId. */
  readonly startProblems = new Map<string, Error>();
  /** What Resource Manager says of machines that take no command, by vmId. */
  readonly unready = new Map<string, string>();
  /** Scripts that ran, by vmId. */
  readonly executions = new Map<string, number>();
  readonly pce = new WorldPce(() => this.now());
  readonly firewall = new WorldFirewall();
  /** Pairs an agent. @returns whether its code was valid */
  activate: (code: string, vm: WorldVm) => boolean = (code, one) => this.pce.activate(code, one);
  /** Calls that wrote something. */
  writes: string[] = [];
  /** Names of calls in their order, with their port. */
  calls: string[] = [];
  /** Called before and after each call, with its number. */
  onCall: (number: number, when: "before" | "after", call: string) => void | Promise<void> = () => undefined;

  constructor(
    public definition: OnboardingDefinition,
    ...vms: readonly WorldVm[]
  ) {
    for (const one of vms) this.vms.set(one.vmId, one);
  }

  now(): Date {
    return new Date(this.time);
  }

  /** One run, five minutes after the last one, in which machines went on. */
  async run(signal?: AbortSignal): Promise<OnboardingReport> {
    this.pass(5);
    return await runOnboarding(withDefaults(this.definition), this.ports(), {
      now: () => this.now(),
      ...(signal && { signal }),
    });
  }

  async plan() {
    return await planOnboarding(withDefaults(this.definition), this.ports(), { now: () => this.now() });
  }

  /** Runs until one writes nothing. */
  async runs(most = 40): Promise<OnboardingReport> {
    for (let count = 0; count < most; count++) {
      this.writes = [];
      const report = await this.run();
      if (this.writes.length === 0 && !this.isBusy()) return report;
    }
    throw new Error(`after ${most} runs there is still something to write: ${this.writes.join(", ")}`);
  }

  /** Whether something is under way that a later run sees the end of. */
  isBusy(): boolean {
    return [...this.rows.values()].some(
      ({ record: { status, step, nextAttempt } }) =>
        status === "open" &&
        step !== "commissioned" &&
        (nextAttempt !== undefined || step === "ven-requested"),
    );
  }

  pass(minutes: number): void {
    this.time += minutes * 60_000;
    for (const [vmId, byName] of this.commands)
      for (const command of byName.values()) this.#go(vmId, command);
  }

  /** A person asks for another attempt. */
  retry(name: string): void {
    this.#edit(name, (record) => retried(record, this.now()));
  }

  /** A person approves what the machine waits for. */
  approve(name: string): void {
    this.#edit(name, (record) => approved(record, "jo", this.now())!);
  }

  #edit(name: string, change: (record: VmRecord) => VmRecord): void {
    const row = this.rows.get(`vm-${name}`)!;
    this.rows.set(`vm-${name}`, { version: row.version + 1, record: change(row.record) });
  }

  record(name: string): VmRecord | undefined {
    return this.rows.get(`vm-${name}`)?.record;
  }

  /** Step, status and reason of a machine. */
  where(name: string): string {
    const record = this.record(name);
    if (record === undefined) return "no record";
    return `${record.step} ${record.status}${record.reason === "" ? "" : `: ${record.reason}`}`;
  }

  /** Ports of one process. */
  ports(): OnboardingPorts {
    return {
      records: this.#watched("records", this.#records()),
      inventory: this.#watched("inventory", this.#inventory()),
      cmdb: this.#watched("cmdb", this.#cmdb()),
      ven: this.#watched("ven", this.#ven()),
      pce: this.#watched("pce", this.pce),
      firewall: this.#watched(
        "firewall",
        this.definition.checkPoint === undefined ? noFirewall : this.firewall,
      ),
    };
  }

  #watched<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, method) => {
        const value: unknown = Reflect.get(target, method, target);
        if (typeof value !== "function") return value;
        return async (...parameters: unknown[]) => {
          const call = `${name}.${String(method)}`;
          this.calls.push(call);
          const number = this.calls.length;
          await this.onCall(number, "before", call);
          const answer: unknown = await value.apply(target, parameters);
          if (WRITES.has(call)) this.writes.push(call);
          await this.onCall(number, "after", call);
          return answer;
        };
      },
    });
  }

  #records(): RecordStore {
    const versions = new Map<string, number>();
    let stateVersion = 0;
    return {
      read: async () => {
        stateVersion = this.stateVersion;
        const records = new Map<string, VmRecord>();
        for (const [vmId, { version, record }] of this.rows) {
          versions.set(vmId, version);
          if (!this.newer.has(vmId)) records.set(vmId, record);
        }
        return { records, newer: new Set(this.newer), state: this.state };
      },
      write: async (records) => {
        const lost = new Set<string>();
        for (const record of records) {
          const version = this.rows.get(record.vmId)?.version;
          if (version !== versions.get(record.vmId)) lost.add(record.vmId);
          else {
            const next = (version ?? 0) + 1;
            this.rows.set(record.vmId, {
              version: next,
              record: JSON.parse(JSON.stringify(record)) as VmRecord,
            });
            versions.set(record.vmId, next);
          }
        }
        return lost;
      },
      writeState: async (state) => {
        if (stateVersion !== this.stateVersion) return false;
        stateVersion = ++this.stateVersion;
        this.state = JSON.parse(JSON.stringify(state)) as RunState;
        return true;
      },
    };
  }

  #inventory(): Inventory {
    return {
      read: async () => {
        const all = [...this.vms.values()].map(({ resourceId }) => resourceId.split("/", 3).join("/"));
        const seen = [`/subscriptions/${SUBSCRIPTION}`, ...all].filter(
          (id) => !this.unseen.has(id.split("/")[2]!),
        );
        const scopes = (this.definition.scopes ?? seen).filter((id) => !this.unreadable.has(id));
        const isRead = ({ resourceId, vmId }: WorldVm) =>
          scopes.some((id) => resourceId.startsWith(`${id}/`)) && !this.unlisted.has(vmId);
        return {
          vms: [...this.vms.values()].filter(isRead),
          scopes: new Set(scopes),
          unreadable: new Map(this.unreadable),
        };
      },
      isGone: async (resourceId, vmId) => {
        if (this.deleted.has(vmId)) return { state: "gone", mayBeElsewhere: this.readsGroupsOnly };
        const found = this.vms.get(vmId);
        if (found === undefined) return { state: "unknown" };
        const isThere = found.resourceId === resourceId;
        const state = this.whereabouts ?? (isThere ? "there" : "moved");
        if (state !== "moved") return { state };
        return this.readsGroupsOnly
          ? { state: "gone", mayBeElsewhere: true }
          : { state, resourceId: found.resourceId };
      },
    };
  }

  #cmdb(): Cmdb {
    const find = (vms: readonly InventoryVm[]) => new Map(vms.flatMap(({ vmId }) => this.#found(vmId)));
    return {
      find: async (vms) => find(vms),
      create: async (vms) => {
        for (const { vmId } of vms) {
          if (this.cmdb.has(vmId) && !this.isCmdbIdempotent)
            throw new Error(`a second record of ${vmId} in the CMDB`);
          if (!this.cmdb.has(vmId)) this.cmdb.set(vmId, { isCommissioned: false, flags: {} });
        }
        return find(vms);
      },
      setFlags: async (changes) =>
        new Map([...changes].map(([vmId, { record, flags }]) => [vmId, this.#setFlags(vmId, record, flags)])),
    };
  }

  #found(vmId: string): [string, CmdbFinding][] {
    const reason = this.cmdbUnclear.get(vmId);
    if (reason !== undefined) return [[vmId, { reason }]];
    const row = this.cmdb.get(vmId);
    return row === undefined ? [] : [[vmId, { id: `ci-${vmId}`, ...row }]];
  }

  #setFlags(vmId: string, { id }: CmdbRecord, flags: CmdbRecord["flags"]): Outcome {
    const row = this.cmdb.get(vmId);
    if (row === undefined || id !== `ci-${vmId}`) return { ok: false, reason: "no such record" };
    row.flags = { ...row.flags, ...flags };
    row.isCommissioned = row.flags.commissioned === true;
    return { ok: true };
  }

  #ven(): VenInstaller {
    return {
      whyNotReady: async ({ vmId }) => this.unready.get(vmId),
      start: async ({ vmId }, command, code) => {
        const refusal = this.startProblems.get(vmId);
        if (refusal !== undefined) throw refusal;
        const unready = this.unready.get(vmId);
        if (unready !== undefined) throw new MachineNotReadyError(unready);
        const byName = this.commands.get(vmId) ?? new Map<string, Command>();
        this.commands.set(vmId, byName);
        if (byName.has(command.name)) return command;
        if ([...byName.values()].some(({ state }) => state === "running"))
          throw new Error("two commands at the same time on one machine");
        const count = (this.executions.get(vmId) ?? 0) + 1;
        this.executions.set(vmId, count);
        const scripts = this.vms.get(vmId)?.scripts ?? ["pairs"];
        const script = scripts[Math.min(count, scripts.length) - 1]!;
        byName.set(command.name, { script, code, state: "running" });
        return command;
      },
      read: async ({ vmId }, { name }): Promise<CommandReading> => {
        const command = this.commands.get(vmId)?.get(name);
        if (command === undefined) return { state: "absent" };
        if (command.state === "succeeded" && command.script === "has-agent")
          return { state: "succeeded", hadAgent: true };
        if (command.state !== "failed") return { state: command.state };
        const exitCode = typeof command.script === "number" ? command.script : undefined;
        return { state: "failed", reason: `the script ended with exit code ${exitCode}`, exitCode };
      },
      remove: async ({ vmId }, { name }) => void this.commands.get(vmId)?.delete(name),
    };
  }

  #go(vmId: string, command: Command): void {
    const one = this.vms.get(vmId);
    if (command.state !== "running" || one === undefined || command.script === "hangs") return;
    if (typeof command.script === "number") command.state = "failed";
    else if (command.script === "pairs")
      command.state = this.activate(command.code, one) ? "succeeded" : "failed";
    else command.state = "succeeded";
  }

  /** What people see in the end, without times and numbers of attempts. */
  summary() {
    const records = [...this.rows.values()].map(({ record: { vmId, step, status, labels, host } }) => ({
      vmId,
      step,
      status,
      labels,
      host,
    }));
    return {
      records: records.sort((a, b) => (a.vmId < b.vmId ? -1 : 1)),
      workloads: this.pce.summary(),
      hosts: this.firewall.summary(),
      cmdb: Object.fromEntries([...this.cmdb].sort()),
      executions: Object.fromEntries([...this.executions].sort()),
      keys: this.pce.liveKeys(),
      commands: [...this.commands].flatMap(([vmId, byName]) =>
        [...byName.keys()].map((name) => `${vmId} ${name}`),
      ),
    };
  }

  /** What the PCE has of a machine. */
  matchOf(name: string) {
    const all = [...this.vms.values()];
    return matchWorkloads(all, this.pce.onboarded()).get(`vm-${name}`);
  }
}

const WRITES = new Set([
  "records.write",
  "records.writeState",
  "cmdb.create",
  "cmdb.setFlags",
  "ven.start",
  "ven.remove",
  "pce.makeKeys",
  "pce.revokeKeys",
  "pce.makeLabels",
  "pce.update",
  "pce.removeUnmanaged",
  "pce.unpair",
]);

/** A system that has no answer, once. */
export const away = (system: string, mayHaveBeenApplied = false): NetworkError =>
  new NetworkError(`${system} has no answer`, { mayHaveBeenApplied });

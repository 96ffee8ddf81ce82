import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dagSyncCommand } from "../../../cli/dag-sync";
import { PceClient } from "../../../clients/pce";
import type { JsonRecord } from "../../../core/checks/json";
import type { RunContext } from "../../../dynamic-providers/lifecycle/resource-provider";
import { BindingSystems } from "../../../dynamic-providers/panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import type {
  DagBindingInputs,
  DagBindingState,
} from "../../../dynamic-providers/panos/dag-binding/dag-binding-state";
import { PceSystems } from "../../../dynamic-providers/pce/system/pce-systems";
import { type PanosSimulator, type PanosSimulatorOptions, startPanosSimulator } from "../../../sandbox/panos";
import { type PceSimulator, type PceSimulatorOptions, startPceSimulator } from "../../../sandbox/pce";
import { type Ended, illumioIac } from "../in-process-command";
import { FastClock } from "../sync/fast-clock";
import { Gate } from "../sync/gate";
import { until, Watching } from "../sync/watching";

export { type Ended, until, Watching };

const COMMAND = path.resolve(__dirname, "../../../bin/illumio-iac.js");
export const TAG = "illumio-iac.web";

/** A PCE, a firewall, a bindings file, and the built command between them. */
export class DagSyncScene {
  readonly folder = mkdtempSync(path.join(tmpdir(), "dag-sync-"));
  readonly file = path.join(this.folder, "bindings.yaml");
  readonly labels: Record<string, string> = {};
  /** Between the command and the systems. */
  readonly gates: { readonly pce: Gate; readonly firewall: Gate };
  /** Whether commands run in a process of their own. */
  inOwnProcess = false;
  /** Further variables for the command. */
  readonly variables: Record<string, string> = {};
  private readonly children: ChildProcess[] = [];
  private readonly watches: Watching[] = [];
  private readonly systems: BindingSystems[] = [];
  readonly someone: PceClient;

  private constructor(
    readonly pce: PceSimulator,
    readonly panos: PanosSimulator,
    gates: readonly [Gate, Gate],
  ) {
    this.gates = { pce: gates[0], firewall: gates[1] };
    this.someone = new PceClient(pce);
  }

  static async open(
    options: PanosSimulatorOptions = {},
    pce: PceSimulatorOptions = {},
  ): Promise<DagSyncScene> {
    const simulated = await startPceSimulator({ seed: 1, ...pce });
    const panos = await startPanosSimulator({ seed: 1, ...options });
    const gates = [await Gate.before(simulated.port), await Gate.before(panos.port)] as const;
    const scene = new DagSyncScene(simulated, panos, gates);
    for (const value of ["web", "db"])
      scene.labels[value] = (await scene.someone.createLabel({ key: "role", value })).href;
    scene.bind();
    return scene;
  }

  async close(): Promise<void> {
    await Promise.all(this.watches.map((watching) => watching.stop()));
    for (const child of this.children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "close");
    }
    for (const { pce } of this.systems) await pce.system().client.close();
    await Promise.all([this.gates.pce.shut(), this.gates.firewall.shut()]);
    await Promise.all([this.someone.close(), this.pce.close(), this.panos.close()]);
    rmSync(this.folder, { recursive: true });
  }

  workload(name: string, address: string, role = "web") {
    return this.someone.createWorkload({
      name,
      interfaces: [{ name: "eth0", address }],
      labels: [{ href: this.labels[role]! }],
    });
  }

  /** Writes the file; a change makes another declaration of it. */
  bind(changes = ""): void {
    const binding = "    labels: { role: { anyOf: [web] } }\n    target: { firewall: edge }\n";
    writeFileSync(this.file, `owner: network-team\nbindings:\n  web:\n${binding}${changes}`);
  }

  /** Writes the file with other bindings, each a line of YAML. */
  declare(...bindings: string[]): void {
    writeFileSync(
      this.file,
      `owner: network-team\nbindings:\n${bindings.map((one) => `  ${one}\n`).join("")}`,
    );
  }

  get environment(): Record<string, string | undefined> {
    const { pce, panos } = this;
    return {
      PATH: process.env["PATH"],
      ILLUMIO_PCE_HOST: pce.host,
      ILLUMIO_PCE_PORT: String(this.gates.pce.port),
      ILLUMIO_PCE_ORG_ID: String(pce.orgId),
      ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
      ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
      ILLUMIO_CA_FILE: pce.caFile,
      ILLUMIO_FIREWALL_EDGE_HOSTS: `127.0.0.1:${this.gates.firewall.port}`,
      ILLUMIO_FIREWALL_EDGE_API_KEY: panos.apiKey,
      ILLUMIO_FIREWALL_EDGE_CA_FILE: panos.caFile,
      ...this.variables,
    };
  }

  /** `illumio-iac dag-sync …` with the file. */
  run(...args: string[]): Promise<Ended> {
    return this.call([...args, "--bindings", this.file]);
  }

  /** `illumio-iac dag-sync …` and nothing else; with an input in a process of its own. */
  call(args: readonly string[], input = ""): Promise<Ended> {
    return this.command("dag-sync", args, input);
  }

  /** `illumio-iac <name> …`; with an input in a process of its own. */
  command(name: string, args: readonly string[], input = ""): Promise<Ended> {
    if (input === "" && !this.inOwnProcess) return illumioIac([name, ...args], { env: this.environment });
    const child = this.start([name, ...args]);
    child.stdin!.end(input);
    return ended(child);
  }

  /** `illumio-iac dag-sync --watch …` with the file, until it is stopped. */
  watch(...args: string[]): Watching {
    const child = this.start(["dag-sync", "--watch", "--bindings", this.file, ...args]);
    return new Watching(
      (onErr) => ended(child, onErr),
      (signal) => child.kill(signal),
    );
  }

  /** Like `watch`, in the test process and by a clock that is 50 times as fast; any signal is a call to end. */
  watchInProcess(...args: string[]): Watching {
    const stop = new AbortController();
    const command = dagSyncCommand({ stop, clock: new FastClock(50) });
    const watching = new Watching(
      (onErr) =>
        illumioIac(["dag-sync", "--watch", "--bindings", this.file, ...args], {
          env: this.environment,
          command,
          onErr,
        }),
      () => stop.abort(),
    );
    this.watches.push(watching);
    return watching;
  }

  private start(args: readonly string[]): ChildProcess {
    const options = { env: this.environment, stdio: "pipe" } as const;
    const child = spawn(process.execPath, [COMMAND, ...args], options);
    this.children.push(child);
    return child;
  }

  /** What `pulumi up` does for a binding, without an engine. */
  up(written: JsonRecord, before?: DagBindingState): Promise<DagBindingState> {
    return this.asProvider(async (systems) => {
      const { inputs, failures } = await dagBindingProvider.check(written, systems, RUN);
      expect(failures).toEqual([]);
      const declared = inputs as unknown as DagBindingInputs;
      if (before) return dagBindingProvider.update("id", before, declared, systems, RUN);
      return (await dagBindingProvider.create(declared, systems, RUN)).state;
    });
  }

  destroy(state: DagBindingState): Promise<void> {
    return this.asProvider((systems) => dagBindingProvider.delete("id", state, systems, RUN));
  }

  private asProvider<T>(work: (systems: BindingSystems) => Promise<T>): Promise<T> {
    const config = { get: () => undefined };
    // Not through the gate: clients of one address in one process send their messages one after the other.
    const hosts = { ILLUMIO_FIREWALL_EDGE_HOSTS: `127.0.0.1:${this.panos.port}` };
    const environment = { ...this.environment, ...hosts };
    const pce = new PceSystems(config, environment);
    const systems = new BindingSystems(pce, config, environment);
    this.systems.push(systems);
    return work(systems);
  }

  /** Puts the file in force and applies it. @returns how the second of the two ended */
  async applied(): Promise<Ended> {
    await this.run("claim", "--replace");
    this.panos.clearRequests();
    return this.run("--apply");
  }

  /** What the firewall was told. */
  messages() {
    return this.panos.requests.filter(({ label }) => label === "user-id");
  }

  registered(): Record<string, readonly string[]> {
    return this.panos.firewalls[0]!.registered();
  }

  members(tag = TAG): string[] {
    return Object.entries(this.registered())
      .filter(([, tags]) => tags.includes(tag))
      .map(([address]) => address)
      .sort();
  }
}

async function ended(child: ChildProcess, onErr?: (text: string) => void): Promise<Ended> {
  let [out, err] = ["", ""];
  child.stdout!.setEncoding("utf8").on("data", (data) => {
    out += data;
  });
  child.stderr!.setEncoding("utf8").on("data", (data) => {
    err += data;
    onErr?.(data);
  });
  const [code] = await once(child, "close");
  return { code, out, err };
}

let incarnations = 0;

const RUN: RunContext = {
  owner: "acme/shop/prod/web",
  previewsCreate: false,
  preview: false,
  release: () => "take the resource out of the program",
  newIncarnation: () => String(++incarnations).padStart(8, "0"),
  formerName: () => "its former name",
  warn: () => undefined,
  say: () => undefined,
};

import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PceSimulator } from "../../../sandbox/pce";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import { count } from "../../support/process-counts";

const PROGRAM_FOLDER = path.resolve(__dirname, "../../fixtures/programs/pce");

export interface CommandResult {
  readonly code: number;
  /** Standard output and error together, as a person sees them. */
  readonly text: string;
}

// biome-ignore lint/suspicious/noExplicitAny: state as the CLI exports it
export type StateResource = any;

export interface StackOptions {
  readonly pce?: PceSimulator;
  readonly name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder of the program. @default one that takes its text from `program` */
  readonly folder?: string;
}

let found: Promise<string> | undefined;

/** A stack of the real CLI, with a home, a backend and a passphrase of its own. */
export class EngineStack {
  /** Text of the program, with `pulumi`, `Label`, `UnmanagedWorkload`, `DagBinding` and all of `pce` at hand. */
  program = "";

  private constructor(
    private readonly directory: string,
    private environment: NodeJS.ProcessEnv,
    private readonly name: string,
    private readonly folder: string,
  ) {}

  static async create({
    pce,
    name = "dev",
    environment = {},
    folder = PROGRAM_FOLDER,
  }: StackOptions): Promise<EngineStack> {
    const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-stack-"));
    found ??= findPulumi();
    const pulumiBin = await found;
    const isolated = isolatedPulumiEnvironment({ directory, pulumiBin, ...(pce && { pce }) });
    const stack = new EngineStack(directory, { ...isolated, ...environment }, name, folder);
    await copyFile(path.join(PROGRAM_FOLDER, "Pulumi.yaml"), path.join(directory, "Pulumi.yaml"));
    await stack.must("stack", "init", name, "--no-select");
    return stack;
  }

  /** Runs the CLI; the caller looks at the exit code. */
  run(...args: string[]): Promise<CommandResult> {
    return this.start(...args).result;
  }

  /** @throws Error with what the CLI printed when it fails */
  async must(...args: string[]): Promise<string> {
    const { code, text } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`);
    return text;
  }

  up(...args: string[]): Promise<string> {
    return this.must("up", "--yes", "--skip-preview", ...args);
  }

  /** Starts the CLI and answers at once, for tests that end a process on the way. */
  start(...args: string[]): { pid: number; seen: () => string; result: Promise<CommandResult> } {
    // It takes no --config-file: beside a copy of Pulumi.yaml it writes its settings where the others look for them.
    const isInit = args[0] === "stack" && args[1] === "init";
    const namesStacks = isInit || (args[0] === "state" && args[1] === "move");
    const stack = namesStacks ? [] : ["--stack", this.name];
    const config =
      args[0] === "config" || WITH_CONFIG.includes(args[0]!) ? ["--config-file", this.configFile] : [];
    count("pulumi CLI call");
    const child = spawn("pulumi", [...args, ...stack, ...config, "--non-interactive", "--color", "never"], {
      cwd: namesStacks ? this.directory : this.folder,
      env: { ...this.environment, PROGRAM: this.program },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (data) => {
        text += data;
      });
    }
    const result = new Promise<CommandResult>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code: code ?? -1, text }));
    });
    return { pid: child.pid!, seen: () => text, result };
  }

  /** Another stack of the same project in the same backend. */
  async sibling(name: string): Promise<EngineStack> {
    const stack = new EngineStack(this.directory, this.environment, name, this.folder);
    await stack.must("stack", "init", name, "--no-select");
    return stack;
  }

  /** Environment variables of later commands; `undefined` removes one. */
  setEnvironment(changes: Readonly<Record<string, string | undefined>>): void {
    this.environment = { ...this.environment, ...changes };
  }

  /** What a preview announces: resource name → operation. */
  async preview(...args: string[]): Promise<Record<string, string>> {
    const { steps } = JSON.parse(await this.must("preview", "--json", ...args));
    const ours = (steps as { urn: string; op: string }[]).filter(({ urn }) => urn.includes("illumio-iac"));
    return Object.fromEntries(ours.map(({ urn, op }) => [urn.split("::").at(-1), op]));
  }

  /** Resources of ours in the state, by name; also those that wait for their deletion. */
  async resources(): Promise<StateResource[]> {
    return (await this.state()).filter(({ type }) => type.includes("illumio-iac"));
  }

  /** What the program returned. */
  async outputs(): Promise<StateResource> {
    return (await this.state()).find(({ type }) => type === "pulumi:pulumi:Stack").outputs;
  }

  /** The state as the backend keeps it; reading its file costs no call of the CLI. */
  private async state(): Promise<StateResource[]> {
    const file = path.join(this.directory, "state/.pulumi/stacks", PROJECT, `${this.name}.json`);
    return JSON.parse(await readFile(file, "utf8")).checkpoint.latest?.resources ?? [];
  }

  async resource(name: string): Promise<StateResource> {
    const found = (await this.resources()).filter(({ urn }) => urn.endsWith(`::${name}`));
    if (found.length !== 1) throw new Error(`the state holds ${found.length} resources named ${name}`);
    return found[0];
  }

  /** What `pulumi stack export` prints. */
  exported(): Promise<string> {
    return this.must("stack", "export");
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private get configFile(): string {
    return path.join(this.directory, `Pulumi.${this.name}.yaml`);
  }
}

/** Name in the Pulumi.yaml of the programs. */
const PROJECT = "shop";

const WITH_CONFIG = ["up", "preview", "refresh", "destroy"];

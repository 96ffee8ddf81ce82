import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import type { PceSimulator } from "../../../simulators/pce";

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
}

/** A stack of the real CLI, with a home, a backend and a passphrase of its own. */
export class EngineStack {
  /** Text of the program, with `pulumi`, `Label`, `UnmanagedWorkload` and `DagBinding` at hand. */
  program = "";

  private constructor(
    private readonly directory: string,
    private environment: NodeJS.ProcessEnv,
    private readonly name: string,
  ) {}

  static async create({ pce, name = "dev", environment = {} }: StackOptions): Promise<EngineStack> {
    const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-stack-"));
    const pulumiBin = await findPulumi();
    const isolated = isolatedPulumiEnvironment({ directory, pulumiBin, ...(pce && { pce }) });
    const stack = new EngineStack(directory, { ...isolated, ...environment }, name);
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
    const stack = isInit ? [] : ["--stack", this.name];
    const config =
      args[0] === "config" || WITH_CONFIG.includes(args[0]!) ? ["--config-file", this.configFile] : [];
    const child = spawn("pulumi", [...args, ...stack, ...config, "--non-interactive", "--color", "never"], {
      cwd: isInit ? this.directory : PROGRAM_FOLDER,
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
    const exported = JSON.parse(await this.must("stack", "export"));
    return (exported.deployment.resources ?? []).filter(({ type }: StateResource) =>
      type.includes("illumio-iac"),
    );
  }

  async resource(name: string): Promise<StateResource> {
    const found = (await this.resources()).filter(({ urn }) => urn.endsWith(`::${name}`));
    if (found.length !== 1) throw new Error(`the state holds ${found.length} resources named ${name}`);
    return found[0];
  }

  /** The state file as it stands in the backend. */
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

const WITH_CONFIG = ["up", "preview", "refresh", "destroy"];

import type { FunctionSites } from "../../../dynamic-providers/azure/function-code/function-sites";
import type { SqlServers } from "../../../reconcilers/sql-firewall/server/sql-servers";
import type { PceSimulator } from "../../../sandbox/pce";
import { pceEnvironment } from "../../support/environments";
import { InProcessProvider } from "../in-process-provider";
import { type Death, type EngineProvider, InProcessRun, type Operation } from "./in-process-run";
import { evaluate, type Invoke, runProgram } from "./run-program";
import { nameOf, type StateResource } from "./state";

export interface CommandResult {
  readonly code: number;
  /** What a person would see, less the engine's own picture of the run. */
  readonly text: string;
}

export interface StackOptions {
  readonly pce?: PceSimulator | undefined;
  readonly name?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Providers of resources that are not ours. @param provider `<URN>::<id>` of the one that the program names; else empty */
  readonly clouds?: (type: string, name: string, provider: string) => EngineProvider | undefined;
  /** Functions of providers. @default none */
  readonly invoke?: Invoke;
  /** Deployment sites of function apps. @default none */
  readonly functionSites?: FunctionSites;
  /** SQL servers of a run. @default none */
  readonly sqlServers?: () => SqlServers;
  /** Runs the program. @default evaluates its text; see `evaluate` */
  readonly start?: (text: string, environment: Readonly<Record<string, string>>) => unknown;
}

/**
 * A stack whose programs, providers and engine run in this process, with the words of the CLI. Two of them do not run
 * at the same moment: the SDK knows one program for each process.
 *
 * Options: `--target <end of a URN>`, `--target-replace`, `--refresh`, `--expect-no-changes`; others change nothing here.
 */
export class InProcessStack {
  /** JavaScript; see `evaluate`. */
  program = "";
  /** Stack configuration; structured values as JSON text. */
  config: Record<string, string> = {};
  /** Keys of it that were set with `--secret`. */
  secretKeys: string[] = [];
  /** Ends the provider process in every run. */
  death: Death | undefined;
  private readonly state: StateResource[] = [];
  private environment: Record<string, string>;
  private readonly name: string;
  private running: InProcessProvider | undefined;

  constructor(private readonly options: StackOptions) {
    const { pce, name = "dev", environment = {} } = options;
    this.name = name;
    this.environment = { ...(pce && pceEnvironment(pce)), ...environment };
  }

  /** Runs a command; the caller looks at the exit code. */
  async run(...line: string[]): Promise<CommandResult> {
    return (await this.execute(line)).result;
  }

  /** @throws Error with what was printed when it fails */
  async must(...line: string[]): Promise<string> {
    const { code, text } = await this.run(...line);
    if (code !== 0) throw new Error(`${line.join(" ")} ended with ${code}:\n${text}`);
    return text;
  }

  up(...args: string[]): Promise<string> {
    return this.must("up", ...args);
  }

  /** What a preview announces: resource name → operation. */
  async preview(...args: string[]): Promise<Record<string, Operation>> {
    const { result, operations } = await this.execute(["preview", ...args]);
    if (result.code !== 0) throw new Error(result.text);
    return Object.fromEntries([...operations].map(([urn, operation]) => [nameOf({ urn }), operation]));
  }

  /** What a preview announces, less what stays the same, as `operation type name`. */
  async previewedSteps(): Promise<string[]> {
    const { result, operations } = await this.execute(["preview"]);
    if (result.code !== 0) throw new Error(result.text);
    return [...operations].flatMap(([urn, operation]) => {
      const type = urn.split("::")[2]!.split(":").at(-1);
      return operation === "same" ? [] : [`${operation} ${type} ${nameOf({ urn })}`];
    });
  }

  /** Resources of ours in the state, also those that wait for their deletion. */
  resources(): StateResource[] {
    return this.state.filter(({ custom }) => custom);
  }

  resource(name: string): StateResource {
    const found = this.resources().filter((one) => nameOf(one) === name);
    if (found.length !== 1) throw new Error(`the state holds ${found.length} resources named ${name}`);
    return found[0]!;
  }

  /** `pulumi state delete`. */
  forget(name: string): void {
    this.state.splice(this.state.indexOf(this.resource(name)), 1);
  }

  /** Environment variables of later commands; `undefined` removes one. */
  setEnvironment(changes: Readonly<Record<string, string | undefined>>): void {
    const all = Object.entries({ ...this.environment, ...changes });
    this.environment = Object.fromEntries(
      all.filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** Ends the run that is under way as a kill of the CLI and its providers does: nothing more is sent or written. */
  kill(): void {
    this.running?.cut();
  }

  private async execute([command = "", ...args]: readonly string[]): Promise<{
    result: CommandResult;
    operations: ReadonlyMap<string, Operation>;
  }> {
    const { config, environment, state, death } = this;
    const { functionSites, sqlServers } = this.options;
    const provider = new InProcessProvider({
      provider: "",
      config,
      environment,
      functionSites,
      sqlServers,
    });
    this.running = provider;
    if (!COMMANDS.includes(command)) throw new Error(`not a command of this engine: ${command}`);
    const after = (option: string) =>
      args.flatMap((arg, index) => (args[index - 1] === option ? [arg.replace(/^\*+/, "")] : []));
    const replace = after("--target-replace");
    const targets = [...after("--target"), ...replace];
    const preview = command === "preview";
    const providerOf = (resource: Pick<StateResource, "urn" | "type" | "provider">) =>
      this.options.clouds?.(resource.type, nameOf(resource), resource.provider) ?? provider;
    const run = new InProcessRun({ state, preview, targets, replace, death, providerOf });
    try {
      if (command === "refresh" || args.includes("--refresh")) await run.refresh();
      if (command === "destroy") await run.delete(state);
      if (run.errors.length === 0 && (command === "up" || preview)) await this.deploy(run, preview);
    } finally {
      this.running = undefined;
      await provider.close();
    }
    const changes = [...run.operations.values()].filter((one) => one !== "same" && one !== "read");
    if (args.includes("--expect-no-changes") && changes.length > 0)
      run.errors.push(
        `no changes were expected but changes occurred: ${JSON.stringify([...run.operations])}`,
      );
    const said = `${provider.stdout}${provider.stderr}`.replace(/^(?=.)/gm, "    ");
    const errors = run.errors.map((error) => `error: ${error}\n`).join("");
    return {
      result: { code: run.errors.length === 0 ? 0 : 1, text: said + errors },
      operations: run.operations,
    };
  }

  private async deploy(run: InProcessRun, preview: boolean): Promise<void> {
    const { name: stack, config, secretKeys, environment } = this;
    const program = () => (this.options.start ?? evaluate)(this.program, environment);
    const register = run.register.bind(run);
    const invoke = this.options.invoke ?? noFunctions;
    const ended = runProgram({ program, stack, preview, config, secretKeys, register, invoke }).catch(
      (error: Error) => {
        run.errors.push(error.message);
      },
    );
    await Promise.race([ended, run.failed]);
    await run.settled();
    if (run.errors.length === 0) await run.deleteRest();
  }
}

const noFunctions: Invoke = async (token) => {
  throw new Error(`this stack answers no call of a function: ${token}`);
};

const COMMANDS = ["up", "preview", "refresh", "destroy"];

import path from "node:path";
import { runCommand } from "./run-command";

export interface CdkAppOptions {
  /** The CLI's JavaScript file. */
  readonly cli: string;
  /** Folder with `cdk.json`. Nothing is written into it. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Where synthesis writes. */
  readonly assembly: string;
  /** Prints nothing of a command that succeeds. @default false */
  readonly quiet?: boolean;
}

/** What `cdk` is called with besides what a reader types: it asks nothing and writes plain text to standard output. */
const BATCH = ["--ci", "--no-color", "--no-notices"];

/** Lines about what is not finished, and about files on their way to the assets bucket. */
const PASSING =
  /_IN_PROGRESS |: (start|success): |^(start|success): |read-only change set|creating CloudFormation changeset/;

/** The real `cdk` CLI on one app. The app runs when it is synthesized; the other commands read what it wrote. */
export class CdkApp {
  constructor(private readonly options: CdkAppOptions) {}

  /** @param context settings of the app, as `-c NAME=VALUE` */
  async synth(context: Readonly<Record<string, string>>): Promise<void> {
    const settings = Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    await this.#run(["synth", "--quiet", ...settings], ["--output", this.options.assembly]);
  }

  /** Runs a command, `deploy` for example, on what was synthesized, and returns what it printed. */
  run(...args: string[]): Promise<string> {
    return this.#run(args, ["--app", this.options.assembly]);
  }

  deploy(...options: string[]): Promise<string> {
    return this.run("deploy", "--require-approval", "never", ...options);
  }

  /** @throws Error with what `cdk diff` printed, when it finds a difference */
  async requireNoDifference(): Promise<void> {
    const printed = await this.run("diff");
    if (!printed.includes("Number of stacks with differences: 0"))
      throw new Error(`cdk diff finds a difference in what was just deployed:\n${printed}`);
  }

  #run(args: readonly string[], more: readonly string[]): Promise<string> {
    const { cli, folder, environment, quiet = false } = this.options;
    return runCommand(process.execPath, [cli, ...args, ...more, ...BATCH], {
      name: `cdk ${args.map(quoted).join(" ")}`,
      cwd: folder,
      environment,
      quiet,
      passing: PASSING,
    });
  }
}

/** The CLI that is installed with the repository, whose version the package pins. */
export function installedCdk(): string {
  return path.join(path.dirname(require.resolve("aws-cdk/package.json")), "bin/cdk");
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text}'`;
}

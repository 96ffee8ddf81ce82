import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { awsPluginDirectory } from "../../../sandbox/cloud-plugins/aws/directory";
import type { Sandbox } from "../../../sandbox/sandbox";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import { AwsWorld } from "../../support/aws-world";
import { count } from "../../support/process-counts";

export interface CommandResult {
  readonly code: number;
  /** Standard output and error together, as a person sees them. */
  readonly text: string;
}

let found: Promise<string> | undefined;

/** A sandbox of its own, and a stack of the real CLI that deploys a program into it. */
export class AwsStack extends AwsWorld {
  private constructor(
    sandbox: Sandbox,
    private readonly directory: string,
    private readonly program: string,
    private environment: NodeJS.ProcessEnv,
  ) {
    super(sandbox);
  }

  /** @param program folder of the program */
  static async create(program: string, environment: NodeJS.ProcessEnv = {}): Promise<AwsStack> {
    const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-aws-stack-"));
    found ??= findPulumi();
    const pulumiBin = await found;
    const sandbox = await AwsWorld.sandbox();
    const isolated = isolatedPulumiEnvironment({
      directory,
      pulumiBin,
      pluginDirectories: [awsPluginDirectory()],
      aws: sandbox.aws,
      pce: sandbox.pce,
    });
    const own = { VPC_ID: sandbox.vpcId, PCE_SECRET_ARN: sandbox.pceSecretArn };
    const stack = new AwsStack(sandbox, directory, program, { ...isolated, ...own, ...environment });
    await copyFile(path.join(program, "Pulumi.yaml"), path.join(directory, "Pulumi.yaml"));
    await stack.must("stack", "init", "test", "--no-select");
    return stack;
  }

  /** Environment variables of later commands. */
  setEnvironment(changes: NodeJS.ProcessEnv): void {
    this.environment = { ...this.environment, ...changes };
  }

  /** Runs the CLI; the caller looks at the exit code. */
  run(...args: string[]): Promise<CommandResult> {
    // It takes no --config-file: beside a copy of Pulumi.yaml it writes its settings where the others look for them.
    const isInit = args[0] === "stack" && args[1] === "init";
    const which = isInit ? [] : ["--stack", "test"];
    const config =
      args[0] === "stack" ? [] : ["--config-file", path.join(this.directory, "Pulumi.test.yaml")];
    const all = [...args, ...which, ...config, "--non-interactive", "--color", "never"];
    count("pulumi CLI call");
    return new Promise((resolve, reject) => {
      const child = spawn("pulumi", all, {
        cwd: isInit ? this.directory : this.program,
        env: this.environment,
      });
      let text = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (data) => {
          text += data;
        });
      }
      child.once("error", reject);
      child.once("close", (code) => resolve({ code: code ?? -1, text }));
    });
  }

  /** @throws Error with what the CLI printed when it fails */
  async must(...args: string[]): Promise<string> {
    const { code, text } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`);
    return text;
  }

  override async close(): Promise<void> {
    await super.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { awsPluginDirectory } from "../../../sandbox/cloud-plugins/aws/directory";
import type { Sandbox } from "../../../sandbox/sandbox";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import { AwsWorld } from "../../support/aws-world";
import { type CommandResult, mustRun, type StackPlace, stackCommand } from "../stack-command";

let found: Promise<string> | undefined;

/** A sandbox of its own, and a stack of the real CLI that deploys a program into it. */
export class AwsStack extends AwsWorld implements StackPlace {
  private constructor(
    sandbox: Sandbox,
    readonly directory: string,
    readonly program: string,
    public environment: NodeJS.ProcessEnv,
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
    return stackCommand(this, args);
  }

  /** @throws Error with what the CLI printed when it fails */
  must(...args: string[]): Promise<string> {
    return mustRun(this, args);
  }

  override async close(): Promise<void> {
    await super.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

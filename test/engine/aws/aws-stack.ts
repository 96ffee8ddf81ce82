import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { findPulumi, isolatedPulumiEnvironment } from "../../../scripts/pulumi-cli";
import type { GroundTruth } from "../../../simulators/aws/traffic";
import { playThreeTier } from "../../../simulators/aws/traffic";
import { awsPluginDirectory } from "../../../simulators/cloud-plugins/aws/directory";
import { playOnClock } from "../../../simulators/play-on-clock";
import { type Sandbox, startSandbox } from "../../../simulators/sandbox";
import { cloudClients } from "../../support/sandbox-cloud";

const MINUTE = 60_000;

/** Longest from the last packet to the PCE: aggregation, delivery, both batching windows. */
const SETTLING = 30 * MINUTE;

export interface CommandResult {
  readonly code: number;
  /** Standard output and error together, as a person sees them. */
  readonly text: string;
}

/** A sandbox of its own, and a stack of the real CLI that deploys a program into it. */
export class AwsStack {
  private constructor(
    readonly sandbox: Sandbox,
    private readonly directory: string,
    private readonly program: string,
    private environment: NodeJS.ProcessEnv,
  ) {}

  /** @param program folder of the program */
  static async create(program: string, environment: NodeJS.ProcessEnv = {}): Promise<AwsStack> {
    const directory = await mkdtemp(path.join(tmpdir(), "illumio-iac-aws-stack-"));
    const pulumiBin = await findPulumi();
    const sandbox = await startSandbox({ startTime: Math.floor(Date.now() / MINUTE) * MINUTE });
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

  /** Lets the application of the sandbox's network talk, and waits until all of it has arrived where it can. */
  async play(minutes: number): Promise<GroundTruth> {
    const { aws, topology } = this.sandbox;
    const { packets, truth } = playThreeTier({ topology, seed: 1, start: aws.clock.now(), minutes });
    playOnClock(aws, packets);
    for (let minute = 0; minute < minutes; minute++) await aws.clock.advance(MINUTE);
    await aws.clock.advanceUntilIdle(SETTLING);
    return truth;
  }

  /** Types of the resources that exist in the cloud. */
  types(): string[] {
    return this.sandbox.aws.resources.list().map(({ type }) => type);
  }

  /** Everything that functions wrote into their log groups. */
  async functionLog(): Promise<string> {
    const clients = cloudClients(this.sandbox.aws);
    const groups = this.sandbox.aws.resources.list().filter(({ type }) => type === "AWS::Logs::LogGroup");
    try {
      const read = groups.map(({ id }) =>
        clients.logs.send(new FilterLogEventsCommand({ logGroupName: id })),
      );
      return (await Promise.all(read))
        .flatMap(({ events }) => events?.map(({ message }) => message))
        .join("\n");
    } finally {
      clients.destroy();
    }
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

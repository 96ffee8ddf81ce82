import { readFileSync } from "node:fs";
import path from "node:path";
import * as aws from "../../../components/pulumi/aws";
import * as panos from "../../../dynamic-providers/panos";
import * as pce from "../../../dynamic-providers/pce";
import { awsPlugin } from "../../../sandbox/cloud-plugins/aws/plugin";
import type { Sandbox } from "../../../sandbox/sandbox";
import { connectPlugin, type PluginClient } from "../../sandbox/cloud-plugins/plugin-client";
import { AwsWorld } from "../../support/aws-world";
import { type CommandResult, InProcessStack } from "./in-process-stack";
import { pluginProvider } from "./plugin-provider";

const OURS: Readonly<Record<string, unknown>> = {
  "illumio-iac/aws": aws,
  "illumio-iac/panos": panos,
  "illumio-iac/pce": pce,
};

/** A sandbox of its own, and a stack in this process that deploys one of the fixture programs into it. */
export class InProcessAwsStack extends AwsWorld {
  private readonly stack: InProcessStack;

  private constructor(
    sandbox: Sandbox,
    program: string,
    environment: Readonly<Record<string, string>>,
    private readonly plugin: PluginClient,
  ) {
    super(sandbox);
    this.stack = new InProcessStack({
      pce: sandbox.pce,
      name: "test",
      environment: { VPC_ID: sandbox.vpcId, PCE_SECRET_ARN: sandbox.pceSecretArn, ...environment },
      clouds: (type, name) => (type.startsWith("aws:") ? pluginProvider(plugin, type, name) : undefined),
      start: runFixture,
    });
    const { host, port, orgId } = sandbox.pce;
    this.stack.config = {
      "illumio:pceHost": host,
      "illumio:pcePort": String(port),
      "illumio:orgId": String(orgId),
    };
    this.stack.program = readFileSync(path.join(program, "index.js"), "utf8");
  }

  /** @param program folder of a fixture program */
  static async create(
    program: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<InProcessAwsStack> {
    const sandbox = await AwsWorld.sandbox();
    const { endpoint, region } = sandbox.aws;
    const plugin = await connectPlugin(awsPlugin({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region }));
    return new InProcessAwsStack(sandbox, program, environment, plugin);
  }

  setEnvironment(changes: Readonly<Record<string, string | undefined>>): void {
    this.stack.setEnvironment(changes);
  }

  run(...line: string[]): Promise<CommandResult> {
    return this.stack.run(...line);
  }

  must(...line: string[]): Promise<string> {
    return this.stack.must(...line);
  }

  previewedSteps(): Promise<string[]> {
    return this.stack.previewedSteps();
  }

  /** The state as text. */
  exported(): string {
    return JSON.stringify(this.stack.resources());
  }

  override async close(): Promise<void> {
    this.plugin.close();
    await super.close();
  }
}

/** Runs a fixture program with the sources in place of the package. What it replaces in `@pulumi/aws` comes back after. */
function runFixture(text: string, environment: Readonly<Record<string, string>>): void {
  const put: (() => void)[] = [];
  const load = (name: string): unknown => {
    if (name in OURS) return OURS[name];
    const loaded = require(name) as object;
    if (!name.startsWith("@pulumi/aws/")) return loaded;
    return new Proxy(loaded, {
      set(target, property, value) {
        const before = Object.getOwnPropertyDescriptor(target, property)!;
        put.push(() => Object.defineProperty(target, property, before));
        return Reflect.set(target, property, value);
      },
    });
  };
  try {
    new Function("require", "process", "module", text)(load, { env: environment }, {});
  } finally {
    for (const restore of put) restore();
  }
}

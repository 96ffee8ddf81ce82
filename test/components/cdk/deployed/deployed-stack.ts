import { type App, CfnResource, type Stack, Tags } from "aws-cdk-lib";
import { type IVpc, Vpc } from "aws-cdk-lib/aws-ec2";
import type { IDependable } from "constructs";
import { Stacks } from "../../../sandbox/aws/cloudformation/stacks";
import { AwsWorld } from "../../../support/aws-world";
import { cloudClients } from "../../../support/sandbox-cloud";
import { publishAssets } from "../../parity/publish-assets";
import { testStack } from "../synth";

/** A stack that is declared anew, as a program does, for every deployment into a sandbox of its own. */
export class DeployedStack extends AwsWorld {
  readonly stacks = Stacks.overTheWire(this.sandbox.aws);
  #deployments = 0;

  static async start(): Promise<DeployedStack> {
    return new DeployedStack(await AwsWorld.sandbox());
  }

  /**
   * Makes or updates the stack. Every deployment changes a tag of the functions, which ends their processes: what the next
   * request needs is read anew.
   *
   * @returns the status that the stack ends in, and the events that tell of failures
   */
  async deploy(
    declare: (stack: Stack) => void,
  ): Promise<{ readonly status: string; readonly failures: string[] }> {
    const { aws } = this.sandbox;
    const stack = testStack();
    const isFirst = ++this.#deployments === 1;
    declare(stack);
    Tags.of(stack).add("deployment", String(this.#deployments));
    const clients = cloudClients(aws);
    try {
      const urls = await publishAssets((stack.node.root as App).synth(), aws, clients.s3);
      const more = { TemplateBody: undefined, TemplateURL: urls[`${stack.stackName}.template.json`] };
      const status = await this.stacks[isFirst ? "create" : "update"](stack.stackName, {}, more);
      const events = await this.stacks.events(stack.stackName);
      return { status, failures: events.filter((line) => line.includes("_FAILED")) };
    } finally {
      clients.destroy();
    }
  }

  /** A copy of a secret of the sandbox under another ARN. */
  async copyOf(secretArn: string): Promise<string> {
    const { resources } = this.sandbox.aws;
    const original = resources.list().find(({ id }) => id === secretArn);
    const { Name, ...properties } = original!.properties;
    return (await resources.create("AWS::SecretsManager::Secret", { ...properties, Name: `${Name}-copy` }))
      .id;
  }

  /** The VPC of the sandbox, as a program names it. */
  vpc(stack: Stack): IVpc {
    const { vpcId, subnetIds } = this.sandbox;
    return Vpc.fromVpcAttributes(stack, "Vpc", {
      vpcId,
      availabilityZones: subnetIds.map((_, index) => `zone-${index}`),
      privateSubnetIds: [...subnetIds],
    });
  }
}

/** A resource that CloudFormation cannot make, after everything that it depends on. */
export function broken(stack: Stack, ...after: IDependable[]): void {
  const queue = new CfnResource(stack, "Broken", {
    type: "AWS::SQS::Queue",
    properties: { VisibilityTimeout: -1 },
  });
  queue.node.addDependency(...after);
}

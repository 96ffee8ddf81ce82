import { readFileSync, writeFileSync } from "node:fs";
import type { App, Stack } from "aws-cdk-lib";
import { type IVpc, Vpc } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { PceProps } from "../../../components/cdk";
import type { Sandbox } from "../../../sandbox/sandbox";
import { Stacks } from "../../sandbox/aws/cloudformation/stacks";
import { AwsWorld } from "../../support/aws-world";
import { cloudClients } from "../../support/sandbox-cloud";
import type { Template } from "../cdk/deployed/left-out";
import { testStack } from "../cdk/synth";
import { publishAssets } from "./publish-assets";

/** A stack that is synthesized in this process and deployed by the API of CloudFormation into a sandbox of its own. */
export class DeployedByCdk extends AwsWorld {
  readonly stack: Stack = testStack();

  /** The VPC of the sandbox. */
  readonly vpc: IVpc;

  private constructor(sandbox: Sandbox) {
    super(sandbox);
    const { vpcId, subnetIds } = sandbox;
    this.vpc = Vpc.fromVpcAttributes(this.stack, "Vpc", {
      vpcId,
      availabilityZones: subnetIds.map((_, index) => `zone-${index}`),
      privateSubnetIds: [...subnetIds],
    });
  }

  static async start(): Promise<DeployedByCdk> {
    return new DeployedByCdk(await AwsWorld.sandbox());
  }

  /** The PCE of the sandbox, and its secret. */
  pce(): PceProps {
    const { host, port, orgId } = this.sandbox.pce;
    const secret = Secret.fromSecretCompleteArn(this.stack, "PceKey", this.sandbox.pceSecretArn);
    return { host, port, orgId, secret };
  }

  /** @throws Error with the events of a deletion that failed */
  async destroy(): Promise<void> {
    const stacks = Stacks.overTheWire(this.sandbox.aws);
    const { StackId } = await stacks.describe(this.stack.stackName);
    if ((await stacks.delete(this.stack.stackName)) === "DELETE_COMPLETE") return;
    throw await failureOf(stacks, StackId);
  }

  /**
   * @param change of the template, before it is deployed
   * @throws Error with the events of a stack that failed
   */
  async deploy(change: (template: Template) => void = () => undefined): Promise<void> {
    const { aws } = this.sandbox;
    const stacks = Stacks.overTheWire(aws);
    const clients = cloudClients(aws);
    try {
      const assembly = (this.stack.node.root as App).synth();
      const file = assembly.getStackByName(this.stack.stackName).templateFullPath;
      const template = JSON.parse(readFileSync(file, "utf8"));
      change(template);
      writeFileSync(file, JSON.stringify(template));
      const { [`${this.stack.stackName}.template.json`]: TemplateURL } = await publishAssets(
        assembly,
        aws,
        clients.s3,
      );
      const status = await stacks.create(this.stack.stackName, {}, { TemplateBody: undefined, TemplateURL });
      if (status === "CREATE_COMPLETE") return;
      throw await failureOf(stacks, this.stack.stackName);
    } finally {
      clients.destroy();
    }
  }
}

async function failureOf(stacks: Stacks, stack: string): Promise<Error> {
  const events = await stacks.events(stack);
  return new Error(events.filter((line) => line.includes("_FAILED")).join("\n"));
}

import type { Stack, StackProps } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { type PceProps, VpcFlowLogsToPce, type VpcFlowLogsToPceProps } from "../../../components/cdk";
import { resourcesOf, type TemplateResource, testStack } from "./synth";

export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:pce-AbCdEf";
export const VPC_ID = "vpc-0123456789abcdef0";
export const GROUP_ARN = "arn:aws:logs:us-east-1:123456789012:log-group:/flows";

/**
 * A PCE whose secret exists already.
 *
 * @param id of the construct of the secret
 */
export function pce(stack: Stack, id = "Secret"): PceProps {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, id, SECRET_ARN);
  return { host: "pce.example.com", orgId: 7, secret };
}

/** A VPC that exists already. */
export function vpcOf(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, "Vpc", {
    vpcId: VPC_ID,
    availabilityZones: ["us-east-1a", "us-east-1b"],
    publicSubnetIds: ["subnet-0123456789abcde01", "subnet-0123456789abcde02"],
    publicSubnetRouteTableIds: ["rtb-0123456789abcde01", "rtb-0123456789abcde01"],
    privateSubnetIds: ["subnet-0123456789abcde03", "subnet-0123456789abcde04"],
    privateSubnetRouteTableIds: ["rtb-0123456789abcde03", "rtb-0123456789abcde04"],
  });
}

/** A stack with a construct that watches one VPC. */
export function traffic(
  more: (stack: Stack) => Partial<VpcFlowLogsToPceProps> = () => ({}),
  options: { readonly props?: StackProps; readonly flags?: Record<string, unknown> } = {},
): { readonly stack: Stack; readonly construct: VpcFlowLogsToPce } {
  const stack = testStack(options.props, options.flags === undefined ? {} : { flags: options.flags });
  const construct = new VpcFlowLogsToPce(stack, "Traffic", {
    targets: { shop: { vpc: vpcOf(stack) } },
    pce: pce(stack),
    ...more(stack),
  });
  return { stack, construct };
}

/** Resources of a construct by the words of its path within the construct, for example `Normalise/Function`. */
export function within(stack: Stack, construct: VpcFlowLogsToPce): Record<string, TemplateResource> {
  const all = resourcesOf(stack);
  const made = construct.node.findAll().flatMap((one) => {
    const id = (one as { logicalId?: string }).logicalId;
    const resource = id === undefined ? undefined : all[stack.resolve(id) as string];
    const path = one.node.path.slice(construct.node.path.length + 1).replace(/\/Resource$/, "");
    return resource === undefined ? [] : [[path, resource] as const];
  });
  return Object.fromEntries(made);
}

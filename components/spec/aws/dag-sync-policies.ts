import { writeOwnLog } from "./flow-log-policies";
import { logGroupOwner } from "./log-group-arn";
import { allow, type PolicyDocument, policy, type Statement } from "./policy-document";

/** What *dag-sync* may do: write its log, read its secrets, and have Lambda attach it to the VPC. */
export function dagSyncPolicy(arns: {
  readonly functionLogGroup: string;
  readonly secrets: readonly string[];
}): PolicyDocument {
  return policy(
    writeOwnLog(arns.functionLogGroup),
    allow(["secretsmanager:GetSecretValue"], [...new Set(arns.secrets)].sort()),
    ...attachToVpc(arns.functionLogGroup),
  );
}

const CHANGE_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const LOOK_AT_INTERFACES = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

/**
 * What the managed policy AWSLambdaVPCAccessExecutionRole allows, without its `logs:*` on everything: Lambda makes the
 * function's network interfaces with the function's own role, and checks that it may when the function is made. The
 * two `Describe` actions know no resources; the others are held to this account and Region (the interface does not exist
 * when the policy is written). The function's own code is denied all of them.
 *
 * @see AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", and "Using source
 *   function ARN to control function access behavior"
 */
function attachToVpc(logGroupArn: string): Statement[] {
  const { partition, region, account } = logGroupOwner(logGroupArn);
  return [
    allow(CHANGE_INTERFACES, `arn:${partition}:ec2:${region}:${account}:*/*`),
    allow(LOOK_AT_INTERFACES, "*"),
    {
      Effect: "Deny",
      Action: [...CHANGE_INTERFACES, ...LOOK_AT_INTERFACES],
      Resource: "*",
      Condition: { ArnLike: { "lambda:SourceFunctionArn": `arn:${partition}:lambda:*:*:function:*` } },
    },
  ];
}

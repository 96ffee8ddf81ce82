import type { AwsLocation } from "./location";
import { allow, type PolicyDocument, policy, type Statement } from "./policy-document";

/** Trust policy of a function's role: Lambda may assume it. */
export function functionTrust(): PolicyDocument {
  return policy({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

/** What a function needs to write into its own log group. */
export function writeOwnLog(logGroupArn: string): Statement {
  return allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroupArn}:*`);
}

const CHANGE_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const LOOK_AT_INTERFACES = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];

/**
 * What a function in a VPC needs: what the managed policy AWSLambdaVPCAccessExecutionRole allows, without its `logs:*` on
 * everything. Lambda makes the function's network interfaces with the function's own role, and checks that it may when
 * the function is made. The two `Describe` actions know no resources; the others are held to this account and Region
 * (the interface does not exist when the policy is written). The function's own code is denied all of them.
 *
 * @param location where the function lives
 * @see AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", and "Using source
 *   function ARN to control function access behavior"
 */
export function attachToVpc({ partition, region, account }: AwsLocation): Statement[] {
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

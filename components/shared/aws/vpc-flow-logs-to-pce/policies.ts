import { attachToVpc, writeOwnLog } from "../function-policies";
import { useKey } from "../key-policies";
import type { AwsLocation } from "../location";
import { allow, type PolicyDocument, policy } from "../policy-document";

/**
 * Trust policy of the role that writes flow logs: only flow logs of one account and Region may assume it.
 *
 * @param location of the log group
 * @see Amazon VPC user guide, "Publish flow logs to CloudWatch Logs", confused deputy
 */
export function flowLogTrust({ partition, region, account }: AwsLocation): PolicyDocument {
  return policy({
    Effect: "Allow",
    Principal: { Service: "vpc-flow-logs.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
    },
  });
}

/**
 * What the flow log service may do.
 *
 * Not `logs:CreateLogGroup`, although AWS's example has it: records that arrive after a destroy would make the group
 * again, without retention, and the next create would find the name taken.
 *
 * @param logGroupArn without `:*` at its end; `*` in its name stands for the log groups of other formats, into which flow
 *   logs that a change has replaced write for some minutes more
 */
export function flowLogPolicy(logGroupArn: string): PolicyDocument {
  return policy(
    allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], `${logGroupArn}:*`),
  );
}

/** What *normalise* may do. `s3:ListBucket` is what Lambda asks for besides `s3:PutObject` to write failed events. */
export function normalisePolicy(arns: {
  readonly functionLogGroup: string;
  readonly flowQueue: string;
  readonly failedDeliveries: string;
  /** ARN of the key that encrypts queue, bucket and environment variables. */
  readonly kmsKey?: string | undefined;
}): PolicyDocument {
  return policy(
    writeOwnLog(arns.functionLogGroup),
    allow(["sqs:SendMessage"], arns.flowQueue),
    allow(["s3:PutObject"], `${arns.failedDeliveries}/*`),
    allow(["s3:ListBucket"], arns.failedDeliveries),
    ...useKey(arns.kmsKey, "kms:Decrypt", "kms:GenerateDataKey"),
  );
}

/** What *upload* may do. It sends to the flow queue too: what it could not deliver goes back there. */
export function uploadPolicy(arns: {
  readonly functionLogGroup: string;
  readonly flowQueue: string;
  readonly deadLetterQueue: string;
  readonly refusedQueue: string;
  readonly pceSecret: string;
  /** ARN of the key that encrypts queues and environment variables. */
  readonly kmsKey?: string | undefined;
  /** Where the function lives, if it joins a VPC. */
  readonly inVpc?: AwsLocation | undefined;
}): PolicyDocument {
  return policy(
    writeOwnLog(arns.functionLogGroup),
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arns.flowQueue),
    allow(["sqs:SendMessage"], [arns.flowQueue, arns.refusedQueue, arns.deadLetterQueue]),
    allow(["secretsmanager:GetSecretValue"], arns.pceSecret),
    ...(arns.inVpc === undefined ? [] : attachToVpc(arns.inVpc)),
    ...useKey(arns.kmsKey, "kms:Decrypt", "kms:GenerateDataKey"),
  );
}

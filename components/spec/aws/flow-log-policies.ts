import { logGroupOwner } from "./log-group-arn";
import { allow, type PolicyDocument, policy, type Statement } from "./policy-document";

/**
 * Who may take the role that writes flow logs: the flow logs of the log group's own account and Region.
 *
 * @see Amazon VPC user guide, "Publish flow logs to CloudWatch Logs", confused deputy
 */
export function flowLogTrust(logGroupArn: string): PolicyDocument {
  const { partition, region, account } = logGroupOwner(logGroupArn);
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
 */
export function flowLogPolicy(logGroupArn: string): PolicyDocument {
  return policy(
    allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], `${logGroupArn}:*`),
  );
}

export function functionTrust(): PolicyDocument {
  return policy({
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
}

/** What *normalise* may do. `s3:ListBucket` is what Lambda asks for besides `s3:PutObject` to write failed events. */
export function normalisePolicy(arns: {
  readonly functionLogGroup: string;
  readonly flowQueue: string;
  readonly failedDeliveries: string;
}): PolicyDocument {
  return policy(
    writeOwnLog(arns.functionLogGroup),
    allow(["sqs:SendMessage"], arns.flowQueue),
    allow(["s3:PutObject"], `${arns.failedDeliveries}/*`),
    allow(["s3:ListBucket"], arns.failedDeliveries),
  );
}

/** What *upload* may do. */
export function uploadPolicy(arns: {
  readonly functionLogGroup: string;
  readonly flowQueue: string;
  readonly deadLetterQueue: string;
  readonly refusedQueue: string;
  readonly pceSecret: string;
}): PolicyDocument {
  return policy(
    writeOwnLog(arns.functionLogGroup),
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arns.flowQueue),
    allow(["sqs:SendMessage"], [arns.refusedQueue, arns.deadLetterQueue]),
    allow(["secretsmanager:GetSecretValue"], arns.pceSecret),
  );
}

/** Refuses requests that do not come over TLS. */
export function tlsOnlyPolicy(service: "s3" | "sqs", arn: string): PolicyDocument {
  return policy({
    Effect: "Deny",
    Principal: "*",
    Action: `${service}:*`,
    Resource: service === "s3" ? [arn, `${arn}/*`] : arn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
}

/** What a function needs to write into its own log group. */
export function writeOwnLog(logGroupArn: string): Statement {
  return allow(["logs:CreateLogStream", "logs:PutLogEvents"], `${logGroupArn}:*`);
}

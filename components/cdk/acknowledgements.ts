import type { Acknowledgement } from "./acknowledge";

/** Functions of the provider framework of CDK; the last two only where it waits. */
const FRAMEWORK = [
  "Provider/framework-onEvent",
  "Provider/framework-isComplete",
  "Provider/framework-onTimeout",
] as const;

/**
 * Every finding of the cdk-nag packs AwsSolutions and Serverless that holds for resources of the constructs, by what makes
 * the resources. No two rows of a rule have the same reason.
 */
export const ACKNOWLEDGEMENTS = {
  bundledFunction: [
    {
      rule: "Serverless-LambdaTracing",
      at: ["Function"],
      reason:
        "Tracing is off by default, because it costs per call. The function logs one line per call with what came in, what " +
        "went out and what failed.",
    },
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{logGroup}:*",
      at: ["Role/Policy"],
      reason: "The function writes into its own log group only, into streams whose names Lambda chooses.",
    },
  ],
  functionInVpc: [
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::arn:{partition}:ec2:{region}:{account}:*/*",
      at: ["Role/Policy"],
      reason:
        "Lambda makes and deletes network interfaces under the role of the function, and they do not exist yet when the " +
        "policy is written. The code of the function is denied these actions.",
    },
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::*",
      at: ["Role/Policy"],
      reason:
        "The actions ec2:DescribeNetworkInterfaces and ec2:DescribeSubnets take no resources. The code of the function is " +
        "denied both.",
    },
  ],
  flowLogs: [
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{logGroups}:*",
      at: ["Policy"],
      reason:
        "Flow logs write into the log groups of this construct only: one for every format, and in it a stream for every " +
        "network interface.",
    },
  ],
  normalise: [
    {
      rule: "Serverless-LambdaDLQ",
      at: ["Function"],
      reason:
        "Lambda keeps a delivery that fails in the bucket that is the on-failure destination of the function. A delivery " +
        "may be greater than a message of a dead-letter queue.",
    },
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{failedDeliveries}/*",
      at: ["Role/Policy"],
      reason: "Lambda writes failed deliveries into this bucket only, as objects whose keys it chooses.",
    },
  ],
  upload: [
    {
      rule: "Serverless-LambdaDLQ",
      at: ["Function"],
      reason:
        "Lambda polls a queue for the function, and the dead-letter queue is the queue's. One of the function would never " +
        "get a message.",
    },
    {
      rule: "Serverless-LambdaEventSourceMappingDestination",
      at: ["EventSourceMapping"],
      reason: "A queue as event source takes no on-failure destination. The queue has a dead-letter queue.",
    },
  ],
  vpcFlowLogsToPce: [
    {
      rule: "AwsSolutions-SQS3",
      at: ["Refused"],
      reason:
        "The queue keeps lines that the PCE refused until somebody looks at them. No function receives from it, so it " +
        "needs no dead-letter queue.",
    },
    {
      rule: "Serverless-SQSRedrivePolicy",
      at: ["Refused"],
      reason: "No function receives the lines that the PCE refused, so none can fail on them.",
    },
    {
      rule: "Serverless-SQSRedrivePolicy",
      at: ["DeadLetters"],
      reason: "This is the dead-letter queue of the queue of flows.",
    },
    {
      rule: "AwsSolutions-S1",
      at: ["FailedDeliveries"],
      reason:
        "An access log needs a bucket that outlives this one, which is a choice of the account. Data events of CloudTrail " +
        "record the same.",
    },
  ],
  dagSync: [
    {
      rule: "Serverless-LambdaDLQ",
      at: ["Sync/Function"],
      reason:
        "A run that fails leaves nothing to do later: the next run compares everything again, and an alarm tells that runs " +
        "fail.",
    },
    {
      rule: "Serverless-LambdaAsyncFailureDestination",
      at: ["Invocation"],
      reason: "The event of a run that failed says nothing but its time, so there is nothing to keep.",
    },
    {
      rule: "Serverless-EventBusDLQ",
      at: ["Schedule"],
      reason:
        "A run that could not be started is followed by the next one, and an alarm tells that runs are missing.",
    },
  ],
  pceConnection: [
    {
      rule: "Serverless-LambdaDLQ",
      at: ["Objects/Function", "Bindings/Function"],
      reason:
        "The provider framework of CDK waits for the answer of the function, and a failure fails the deployment.",
    },
  ],
  driftCheck: [
    {
      rule: "Serverless-LambdaDLQ",
      at: ["Check/Function"],
      reason:
        "A comparison that fails leaves nothing to do later: the next one compares everything again, and an alarm tells " +
        "that comparisons fail.",
    },
    {
      rule: "Serverless-LambdaAsyncFailureDestination",
      at: ["Invocation"],
      reason: "The event of a comparison that failed says nothing but its time, so there is nothing to keep.",
    },
    {
      rule: "Serverless-EventBusDLQ",
      at: ["Schedule"],
      reason:
        "A comparison that could not be started is followed by the next one, and an alarm tells that comparisons are " +
        "missing.",
    },
  ],
  objectProvider: [
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{logGroup}:*",
      at: ["Role/Policy", "WaiterRole/Policy"],
      reason:
        "The provider framework of CDK writes into a log group of its own only, into streams whose names Lambda chooses.",
    },
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{handler}:*",
      at: ["Role/DefaultPolicy", "WaiterRole/DefaultPolicy"],
      reason:
        "The provider framework of CDK may call every version of one function, the one that serves the requests.",
    },
    {
      rule: "Serverless-LambdaDLQ",
      at: FRAMEWORK,
      reason:
        "CloudFormation waits for an answer about every request, and rolls the deployment back when there is none.",
    },
    {
      rule: "Serverless-LambdaDefaultMemorySize",
      at: FRAMEWORK,
      reason:
        "The provider framework of CDK sets no memory size. The function only waits for another one, for which the 128 MiB " +
        "of the default are enough.",
    },
    {
      rule: "Serverless-LambdaTracing",
      at: FRAMEWORK,
      reason: "The provider framework of CDK has no setting for tracing.",
    },
  ],
  objectWaiter: [
    {
      rule: "AwsSolutions-IAM5",
      finding: "Resource::{functions}:*",
      at: ["Provider/waiter-state-machine/Role/DefaultPolicy"],
      reason:
        "The waiter of the provider framework of CDK may call every version of two functions, its own ones.",
    },
    {
      rule: "AwsSolutions-SF1",
      at: ["Provider/waiter-state-machine"],
      reason:
        "A log of the waiter would hold the pre-signed address to which CloudFormation takes the answer, so the provider " +
        "framework of CDK writes none by default. The function logs one line per call.",
    },
    {
      rule: "AwsSolutions-SF2",
      at: ["Provider/waiter-state-machine"],
      reason: "The provider framework of CDK has no setting for tracing its waiter.",
    },
    {
      rule: "Serverless-StepFunctionStateMachineXray",
      at: ["Provider/waiter-state-machine"],
      reason: "The provider framework of CDK has no setting for tracing its waiter.",
    },
  ],
} satisfies Record<string, readonly Acknowledgement[]>;

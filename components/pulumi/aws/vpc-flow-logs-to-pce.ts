import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import {
  flowQueueMaxReceiveCount,
  flowQueueVisibilityTimeoutInSeconds,
  QUEUE_RETENTION_IN_SECONDS,
} from "../../../core/contracts/flow-queue";
import { logGroupName, plainLogGroupArn } from "../../spec/aws/log-group-arn";
import { encryptedQueue } from "./encrypted-queue";
import { type FlowLogSettings, flowLogSettings } from "./flow-log-settings";
import { flowLogs } from "./flow-logs";
import { lossAlarms } from "./loss-alarms";
import { type NormaliseFunction, normaliseFunction } from "./normalise-function";
import { privateBucket } from "./private-bucket";
import { uploadFunction } from "./upload-function";
import type { VpcFlowLogsToPceArgs } from "./vpc-flow-logs-to-pce-args";

/**
 * Reports the traffic of VPCs, subnets or network interfaces to a PCE.
 *
 * Flow logs → log group → subscription → *normalise* function → SQS queue → *upload* function → PCE. What *normalise*
 * cannot pass on is kept in a bucket, what *upload* cannot deliver in a dead-letter queue, and lines that the PCE
 * refuses in a queue of their own.
 *
 * @throws pulumi.InputPropertiesError that names every argument with a problem
 */
export class VpcFlowLogsToPce extends pulumi.ComponentResource {
  /** Log group that receives the flow logs. */
  readonly logGroupName: pulumi.Output<string>;
  readonly logGroupArn: pulumi.Output<string>;
  /** Ids of the flow logs by the key of their target. */
  readonly flowLogIds: pulumi.Output<Record<string, string>>;
  /** Role under which flow logs write into the log group. Undefined without targets. */
  readonly flowLogRole: iam.Role | undefined;

  readonly normaliseFunction: lambda.Function;
  readonly normaliseRole: iam.Role;
  readonly normaliseLogGroup: cloudwatch.LogGroup;
  readonly uploadFunction: lambda.Function;
  readonly uploadRole: iam.Role;
  readonly uploadLogGroup: cloudwatch.LogGroup;

  /** Flows on their way to *upload*. */
  readonly flowQueue: sqs.Queue;
  /** Messages that *upload* could not deliver in a day or could not read. */
  readonly deadLetterQueue: sqs.Queue;
  /** Lines that the PCE refused. */
  readonly refusedQueue: sqs.Queue;
  /** Deliveries that *normalise* failed to pass on. */
  readonly failedDeliveries: s3.Bucket;

  constructor(name: string, args: VpcFlowLogsToPceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:VpcFlowLogsToPce", name, {}, opts); // {}: what stands here is kept in the state
    const settings = flowLogSettings(name, args);
    const child = { parent: this };

    const queue = { messageRetentionSeconds: QUEUE_RETENTION_IN_SECONDS, tags: settings.tags };
    this.deadLetterQueue = encryptedQueue(`${name}-dead-letters`, queue, child);
    this.refusedQueue = encryptedQueue(`${name}-refused`, queue, child);
    const visibilityTimeoutSeconds = pulumi
      .all([settings.upload.timeoutInSeconds, settings.batchWindowInSeconds])
      .apply(([timeout, window]) => flowQueueVisibilityTimeoutInSeconds(timeout, window));
    this.flowQueue = encryptedQueue(
      `${name}-flows`,
      {
        ...queue,
        visibilityTimeoutSeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetterQueue.arn,
          maxReceiveCount: visibilityTimeoutSeconds.apply(flowQueueMaxReceiveCount),
        }),
      },
      child,
    );
    const upload = uploadFunction(`${name}-upload`, settings, this, child);
    this.uploadFunction = upload.function;
    this.uploadRole = upload.role;
    this.uploadLogGroup = upload.logGroup;

    this.failedDeliveries = privateBucket(
      `${name}-failed-deliveries`.toLowerCase(),
      { expirationInDays: settings.failedDeliveryRetentionInDays, tags: settings.tags },
      child,
    );
    const normalise = normaliseFunction(`${name}-normalise`, settings, this, child);
    this.normaliseFunction = normalise.function;
    this.normaliseRole = normalise.role;
    this.normaliseLogGroup = normalise.logGroup;

    const logGroup = flowLogGroup(name, settings, child);
    this.logGroupArn = logGroup.arn;
    this.logGroupName = logGroup.name;
    const subscription = subscribe(name, this, normalise, child);
    if (settings.targets.length > 0) {
      const made = flowLogs(name, settings, this.logGroupArn, subscription, child);
      this.flowLogRole = made.role;
      this.flowLogIds = pulumi.output(made.ids);
    }
    this.flowLogIds ??= pulumi.output<Record<string, string>>({});

    lossAlarms(name, settings, this, child);
    this.registerOutputs({
      logGroupName: this.logGroupName,
      logGroupArn: this.logGroupArn,
      flowLogIds: this.flowLogIds,
      flowLogRoleArn: this.flowLogRole?.arn,
      normaliseFunctionArn: this.normaliseFunction.arn,
      normaliseRoleArn: this.normaliseRole.arn,
      uploadFunctionArn: this.uploadFunction.arn,
      uploadRoleArn: this.uploadRole.arn,
      flowQueueUrl: this.flowQueue.url,
      deadLetterQueueUrl: this.deadLetterQueue.url,
      refusedQueueUrl: this.refusedQueue.url,
      failedDeliveriesBucket: this.failedDeliveries.bucket,
    });
  }
}

function flowLogGroup(
  name: string,
  { existingLogGroupArn: existing, flowLogRetentionInDays: retentionInDays, tags }: FlowLogSettings,
  opts: pulumi.CustomResourceOptions,
): { readonly arn: pulumi.Output<string>; readonly name: pulumi.Output<string> } {
  if (existing) return { arn: existing.apply(plainLogGroupArn), name: existing.apply(logGroupName) };
  return new cloudwatch.LogGroup(name, { retentionInDays, tags }, opts);
}

function subscribe(
  name: string,
  logGroup: { readonly logGroupArn: pulumi.Output<string>; readonly logGroupName: pulumi.Output<string> },
  normalise: NormaliseFunction,
  opts: pulumi.CustomResourceOptions,
): cloudwatch.LogSubscriptionFilter {
  const permission = new lambda.Permission(
    name,
    {
      action: "lambda:InvokeFunction",
      function: normalise.function.name,
      principal: "logs.amazonaws.com",
      sourceArn: pulumi.interpolate`${logGroup.logGroupArn}:*`,
    },
    opts,
  );
  return new cloudwatch.LogSubscriptionFilter(
    name,
    { logGroup: logGroup.logGroupName, destinationArn: normalise.function.arn, filterPattern: "" },
    // AWS tries the function before it takes the filter; and no delivery may fail before its failure has a place.
    { ...opts, dependsOn: [permission, normalise.invocation] },
  );
}

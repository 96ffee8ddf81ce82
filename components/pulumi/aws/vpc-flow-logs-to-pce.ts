import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { flowLogAlarms } from "../../shared/aws/vpc-flow-logs-to-pce/alarms";
import { FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/aws/vpc-flow-logs-to-pce/children";
import { flowQueueTimes } from "../../shared/aws/vpc-flow-logs-to-pce/storage";
import { encryptedQueue } from "./encrypted-queue";
import { flowLogGroup, subscribe } from "./flow-log-group";
import { flowLogSettings } from "./flow-log-settings";
import { flowLogs } from "./flow-logs";
import { metricAlarms } from "./metric-alarms";
import { normaliseFunction } from "./normalise-function";
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
  /** Messages that *upload* could not deliver in 36 hours or could not read. */
  readonly deadLetterQueue: sqs.Queue;
  /** Lines that the PCE refused. */
  readonly refusedQueue: sqs.Queue;
  /** Deliveries that *normalise* failed to pass on. */
  readonly failedDeliveries: s3.Bucket;

  constructor(name: string, args: VpcFlowLogsToPceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("illumio-iac:index:VpcFlowLogsToPce", name, {}, opts); // {}: arguments given here would be kept in the state
    const settings = flowLogSettings(name, args);
    const child = { parent: this };

    const logGroup = flowLogGroup(settings, child);
    this.logGroupArn = logGroup.arn;
    this.logGroupName = logGroup.name;

    const { kmsKey, tags } = settings;
    this.deadLetterQueue = encryptedQueue(`${name}-${CHILDREN.deadLetterQueue}`, { kmsKey, tags }, child);
    this.refusedQueue = encryptedQueue(`${name}-${CHILDREN.refusedQueue}`, { kmsKey, tags }, child);
    const times = pulumi
      .all([settings.upload.timeoutInSeconds, settings.batchWindowInSeconds])
      .apply(([timeout, window]) => flowQueueTimes(timeout, window));
    this.flowQueue = encryptedQueue(
      `${name}-${CHILDREN.flowQueue}`,
      {
        visibilityTimeoutSeconds: times.visibilityTimeoutInSeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: this.deadLetterQueue.arn,
          maxReceiveCount: times.maxReceiveCount,
        }),
        kmsKey,
        tags,
      },
      child,
    );
    const upload = uploadFunction(`${name}-${CHILDREN.upload}`, settings, this, child);
    this.uploadFunction = upload.function;
    this.uploadRole = upload.role;
    this.uploadLogGroup = upload.logGroup;

    this.failedDeliveries = privateBucket(
      `${name}-${CHILDREN.failedDeliveries}`.toLowerCase(),
      {
        expirationInDays: settings.failedDeliveryRetentionInDays,
        forceDestroy: settings.deleteFailedDeliveries,
        kmsKey,
        tags,
      },
      child,
    );
    const normalise = normaliseFunction(`${name}-${CHILDREN.normalise}`, settings, this, child);
    this.normaliseFunction = normalise.function;
    this.normaliseRole = normalise.role;
    this.normaliseLogGroup = normalise.logGroup;

    const subscription = subscribe(settings, logGroup, normalise, child);
    if (settings.targets.length > 0) {
      const made = flowLogs(name, settings, this.logGroupArn, subscription, child);
      this.flowLogRole = made.role;
      this.flowLogIds = pulumi.output(made.ids);
    }
    this.flowLogIds ??= pulumi.output<Record<string, string>>({});

    const alarms = flowLogAlarms({
      normaliseFunction: this.normaliseFunction.name,
      uploadFunction: this.uploadFunction.name,
      flowQueue: this.flowQueue.name,
      deadLetterQueue: this.deadLetterQueue.name,
      receivesToWorry: times.receivesToWorry,
    });
    metricAlarms(name, alarms, settings, child);
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

import { Duration } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { flowLogAlarms } from "../shared/aws/vpc-flow-logs-to-pce/alarms";
import { flowQueueTimes } from "../shared/aws/vpc-flow-logs-to-pce/storage";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { encryptedQueue } from "./encrypted-queue";
import { checkFilters } from "./existing-log-group";
import { FlowLogGrants } from "./flow-log-grants";
import { flowLogGroup, scopeOfFormat, subscribe } from "./flow-log-group";
import { FlowLogMetrics } from "./flow-log-metrics";
import { flowLogSettings } from "./flow-log-settings";
import { flowLogs } from "./flow-logs";
import { metricAlarms } from "./metric-alarms";
import { NormaliseFunction } from "./normalise-function";
import { privateBucket } from "./private-bucket";
import { PropCheck } from "./prop-check";
import { UploadFunction } from "./upload-function";
import type { VpcFlowLogsToPceProps } from "./vpc-flow-logs-to-pce-props";

/**
 * Reports the traffic of VPCs, subnets or network interfaces to a PCE.
 *
 * Flow logs → log group → subscription → *normalise* function → SQS queue → *upload* function → PCE. What *normalise*
 * cannot pass on is kept in a bucket, what *upload* cannot deliver in a dead-letter queue, and lines that the PCE
 * refuses in a queue of their own.
 *
 * Synthesis fails with every prop that has a problem.
 */
export class VpcFlowLogsToPce extends FlowLogMetrics {
  /** Log group that receives the flow logs. */
  readonly logGroup: logs.ILogGroup;
  /** Gives *normalise* what the log group receives. */
  readonly subscriptionFilter: logs.CfnSubscriptionFilter;
  /** Flow logs by the key of their target. */
  readonly flowLogs: { readonly [target: string]: ec2.CfnFlowLog };
  /** Role under which flow logs write into the log group. Undefined without targets. */
  readonly flowLogRole: iam.Role | undefined;

  override readonly normaliseFunction: lambda.Function;
  readonly normaliseRole: iam.Role;
  readonly normaliseLogGroup: logs.LogGroup;
  override readonly uploadFunction: lambda.Function;
  readonly uploadRole: iam.Role;
  readonly uploadLogGroup: logs.LogGroup;

  /** Flows on their way to *upload*. */
  readonly flowQueue: sqs.Queue;
  /** Messages that *upload* could not deliver in 36 hours or could not read. */
  readonly deadLetterQueue: sqs.Queue;
  /** Lines that the PCE refused. */
  readonly refusedQueue: sqs.Queue;
  /** Deliveries that *normalise* failed to pass on. */
  readonly failedDeliveries: s3.Bucket;

  /**
   * By name: `deliveries-given-up`, `deliveries-lost`, `dead-letters`, `flows-late`, `flows-waiting`, `receives`.
   */
  readonly alarms: { readonly [name: string]: cloudwatch.Alarm };
  /** What operators may be allowed. */
  readonly grants: FlowLogGrants;

  constructor(scope: Construct, id: string, props: VpcFlowLogsToPceProps) {
    super(scope, id);
    const check = new PropCheck(this);
    const settings = flowLogSettings(check, props);
    const { kmsKey } = settings;
    const ofFormat = scopeOfFormat(this, settings);
    this.logGroup = flowLogGroup(ofFormat, settings);

    this.deadLetterQueue = encryptedQueue(this, "DeadLetters", { kmsKey });
    this.refusedQueue = encryptedQueue(this, "Refused", { kmsKey });
    const times = flowQueueTimes(settings.upload.timeoutInSeconds, settings.batchWindowInSeconds);
    this.flowQueue = encryptedQueue(this, "Flows", {
      visibilityTimeout: Duration.seconds(times.visibilityTimeoutInSeconds),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: times.maxReceiveCount },
      kmsKey,
    });
    const upload = new UploadFunction(this, "Upload", settings, this);
    this.uploadFunction = upload.function;
    this.uploadRole = upload.role;
    this.uploadLogGroup = upload.logGroup;

    this.failedDeliveries = privateBucket(this, "FailedDeliveries", {
      expirationInDays: settings.failedDeliveryRetentionInDays,
      deletesObjects: settings.deleteFailedDeliveries,
      kmsKey,
      deletion: {
        logRetentionInDays: settings.functionLogRetentionInDays,
        permissionsBoundary: settings.permissionsBoundary,
      },
    });
    const normalise = new NormaliseFunction(this, "Normalise", settings, this);
    this.normaliseFunction = normalise.function;
    this.normaliseRole = normalise.role;
    this.normaliseLogGroup = normalise.logGroup;

    this.subscriptionFilter = subscribe(ofFormat, settings, this.logGroup, normalise);
    checkFilters(check, this.logGroup);
    const made =
      settings.targets.length > 0
        ? flowLogs(this, ofFormat, settings, this.logGroup, this.subscriptionFilter)
        : undefined;
    this.flowLogRole = made?.role;
    this.flowLogs = made?.flowLogs ?? {};

    const alarms = flowLogAlarms<string, number>({
      normaliseFunction: this.normaliseFunction.functionName,
      uploadFunction: this.uploadFunction.functionName,
      flowQueue: this.flowQueue.queueName,
      deadLetterQueue: this.deadLetterQueue.queueName,
      receivesToWorry: times.receivesToWorry,
    });
    this.alarms = metricAlarms(this, alarms, settings.alarmActions);
    this.grants = new FlowLogGrants(this);
    acknowledge(this, ACKNOWLEDGEMENTS.vpcFlowLogsToPce);
  }
}

import * as lambda from "aws-cdk-lib/aws-lambda";
import type * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { normaliseVariables } from "../shared/aws/vpc-flow-logs-to-pce/environment";
import { flowLogFormats } from "../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { NORMALISE_FUNCTION, NORMALISE_INVOCATION } from "../shared/aws/vpc-flow-logs-to-pce/functions";
import { normalisePolicy } from "../shared/aws/vpc-flow-logs-to-pce/policies";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import { BundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";

/** Reads deliveries of the log group and puts their flows into the queue. CloudWatch Logs calls it asynchronously. */
export class NormaliseFunction extends BundledFunction {
  /** Retries, greatest age and on-failure destination of its events. */
  readonly invocation: lambda.CfnEventInvokeConfig;

  constructor(
    scope: Construct,
    id: string,
    settings: FlowLogSettings,
    between: {
      readonly logGroup: logs.ILogGroup;
      readonly flowQueue: sqs.Queue;
      readonly failedDeliveries: s3.Bucket;
    },
  ) {
    const { logGroup, flowQueue, failedDeliveries } = between;
    const { kmsKey, permissionsBoundary, logFormat } = settings;
    super(scope, id, {
      ...NORMALISE_FUNCTION,
      ...settings.normalise,
      policy: (functionLogGroup) =>
        normalisePolicy({
          functionLogGroup,
          flowQueue: flowQueue.queueArn,
          failedDeliveries: failedDeliveries.bucketArn,
          kmsKey: kmsKey?.keyArn,
        }),
      variables: normaliseVariables({
        flowLogFormats: flowLogFormats({ ...settings.formerLogGroups, [logGroup.logGroupName]: logFormat }),
        flowQueueUrl: flowQueue.queueUrl,
        includeRejected: String(settings.includeRejected),
      }),
      logRetentionInDays: settings.functionLogRetentionInDays,
      vpc: undefined,
      kmsKey,
      permissionsBoundary,
    });
    this.invocation = new lambda.CfnEventInvokeConfig(this, "Invocation", {
      functionName: this.function.functionName,
      qualifier: "$LATEST",
      ...NORMALISE_INVOCATION,
      destinationConfig: { onFailure: { destination: failedDeliveries.bucketArn } },
    });
    acknowledge(this, ACKNOWLEDGEMENTS.normalise, { failedDeliveries: failedDeliveries.bucketArn });
  }
}

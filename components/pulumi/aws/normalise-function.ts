import * as lambda from "@pulumi/aws/lambda";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { normaliseVariables } from "../../shared/aws/vpc-flow-logs-to-pce/environment";
import { flowLogFormats } from "../../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { NORMALISE_FUNCTION, NORMALISE_INVOCATION } from "../../shared/aws/vpc-flow-logs-to-pce/functions";
import { normalisePolicy } from "../../shared/aws/vpc-flow-logs-to-pce/policies";
import { type BundledFunction, bundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";

export interface NormaliseFunction extends BundledFunction {
  /** Retries, greatest age and on-failure destination of its events. */
  readonly invocation: lambda.FunctionEventInvokeConfig;
}

/** Reads deliveries of the log group and puts their flows into the queue. CloudWatch Logs calls it asynchronously. */
export function normaliseFunction(
  name: string,
  settings: FlowLogSettings,
  between: {
    readonly logGroupName: pulumi.Output<string>;
    readonly flowQueue: sqs.Queue;
    readonly failedDeliveries: s3.Bucket;
  },
  opts: pulumi.CustomResourceOptions,
): NormaliseFunction {
  const bundled = bundledFunction(
    name,
    {
      ...NORMALISE_FUNCTION,
      policy: (functionLogGroup) =>
        pulumi
          .output({
            functionLogGroup,
            flowQueue: between.flowQueue.arn,
            failedDeliveries: between.failedDeliveries.arn,
            kmsKey: settings.kmsKey,
          })
          .apply(normalisePolicy),
      variables: normaliseVariables<pulumi.Output<string>>({
        flowLogFormats: pulumi
          .all([between.logGroupName, settings.logFormat, settings.formerLogGroups])
          .apply(([logGroup, format, former]) => flowLogFormats({ ...former, [logGroup]: format })),
        flowQueueUrl: between.flowQueue.url,
        includeRejected: settings.includeRejected.apply(String),
      }),
      ...settings.normalise,
      logRetentionInDays: settings.functionLogRetentionInDays,
      platform: settings,
      tags: settings.tags,
    },
    opts,
  );
  const invocation = new lambda.FunctionEventInvokeConfig(
    name,
    {
      functionName: bundled.function.name,
      ...NORMALISE_INVOCATION,
      destinationConfig: { onFailure: { destination: between.failedDeliveries.arn } },
    },
    opts,
  );
  return { ...bundled, invocation };
}

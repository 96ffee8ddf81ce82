import * as lambda from "@pulumi/aws/lambda";
import type * as s3 from "@pulumi/aws/s3";
import type * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { BUNDLES } from "../../../core/contracts/bundles";
import { NORMALISE } from "../../../core/contracts/function-environment";
import { flowLogFields } from "../../../core/flow-logs";
import { normalisePolicy } from "../../spec/aws/flow-log-policies";
import { ASYNC_EVENT } from "../../spec/aws/flow-log-settings";
import { type BundledFunction, bundledFunction } from "./bundled-function";
import type { FlowLogSettings } from "./flow-log-settings";

export interface NormaliseFunction extends BundledFunction {
  /** Retries, greatest age and the place for what failed. */
  readonly invocation: lambda.FunctionEventInvokeConfig;
}

/** Reads deliveries of the log group and puts their flows into the queue. CloudWatch Logs calls it asynchronously. */
export function normaliseFunction(
  name: string,
  settings: FlowLogSettings,
  to: { readonly flowQueue: sqs.Queue; readonly failedDeliveries: s3.Bucket },
  opts: pulumi.CustomResourceOptions,
): NormaliseFunction {
  const bundled = bundledFunction(
    name,
    {
      bundle: BUNDLES.normalise,
      description: "Reads VPC flow logs and puts their flows into a queue",
      policy: (functionLogGroup) =>
        pulumi
          .output({
            functionLogGroup,
            flowQueue: to.flowQueue.arn,
            failedDeliveries: to.failedDeliveries.arn,
          })
          .apply(normalisePolicy),
      variables: {
        [NORMALISE.flowLogFields]: settings.logFormat.apply((format) => flowLogFields(format).join(" ")),
        [NORMALISE.flowQueueUrl]: to.flowQueue.url,
        [NORMALISE.includeRejected]: settings.includeRejected.apply(String),
      },
      ...settings.normalise,
      logRetentionInDays: settings.functionLogRetentionInDays,
      tags: settings.tags,
    },
    opts,
  );
  const invocation = new lambda.FunctionEventInvokeConfig(
    name,
    {
      functionName: bundled.function.name,
      maximumEventAgeInSeconds: ASYNC_EVENT.maximumAgeInSeconds,
      maximumRetryAttempts: ASYNC_EVENT.maximumRetryAttempts,
      destinationConfig: { onFailure: { destination: to.failedDeliveries.arn } },
    },
    opts,
  );
  return { ...bundled, invocation };
}

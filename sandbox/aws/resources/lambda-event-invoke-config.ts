import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, object, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { FunctionService } from "../lambda/function-service";
import type { LambdaFunction } from "../lambda/lambda-function";
import type { BucketService } from "../s3/bucket-service";
import type { QueueService } from "../sqs/queue-service";

interface EventInvokeConfigProperties {
  readonly FunctionName: string;
  readonly Qualifier: string;
  readonly MaximumEventAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination: string } };
}

const destination = object({ Destination: text({ pattern: /^arn:/ }) }, ["Destination"]);

type Needs = Pick<Foundation, "access"> & {
  readonly functions: Pick<FunctionService, "existing" | "find">;
  readonly s3: Pick<BucketService, "find">;
  readonly sqs: Pick<QueueService, "byArn">;
};

/** Retries and on-failure destination (bucket or queue) of asynchronous events. */
export const lambdaEventInvokeConfig: ResourceType<EventInvokeConfigProperties, Needs> = {
  type: "AWS::Lambda::EventInvokeConfig",
  createOnly: ["FunctionName", "Qualifier"],
  shape: object(
    {
      FunctionName: text({ min: 1 }),
      Qualifier: text({ oneOf: ["$LATEST"] }),
      MaximumEventAgeInSeconds: integer({ min: 60, max: 21_600 }),
      MaximumRetryAttempts: integer({ min: 0, max: 2 }),
      DestinationConfig: object({ OnFailure: destination }),
    },
    ["FunctionName", "Qualifier"],
  ),

  create(cloud, properties) {
    const target = cloud.functions.existing(properties.FunctionName);
    put(cloud, target, properties);
    return `${target.settings.name}|${properties.Qualifier}`;
  },

  attributes: () => ({}),

  update(cloud, _resource, properties) {
    put(cloud, cloud.functions.existing(properties.FunctionName), properties);
  },

  delete(cloud, { properties }) {
    const target = cloud.functions.find(properties.FunctionName);
    if (target) target.eventInvoke = undefined;
  },
};

function put(cloud: Needs, target: LambdaFunction, properties: EventInvokeConfigProperties): void {
  const onFailure = properties.DestinationConfig?.OnFailure?.Destination;
  if (onFailure !== undefined) requirePermission(cloud, target, onFailure);
  target.eventInvoke = {
    maximumRetryAttempts: properties.MaximumRetryAttempts ?? 2,
    maximumEventAgeInSeconds: properties.MaximumEventAgeInSeconds ?? 21_600,
    onFailure,
  };
}

function requirePermission(cloud: Needs, target: LambdaFunction, arn: string): void {
  const isBucket = arn.startsWith("arn:aws:s3:::");
  const action = isBucket ? "s3:PutObject" : "sqs:SendMessage";
  const exists = isBucket ? cloud.s3.find(arn.slice("arn:aws:s3:::".length)) : cloud.sqs.byArn(arn);
  const resource = isBucket ? `${arn}/aws/lambda/async/${target.settings.name}/record` : arn;
  const caller = target.caller;
  if (exists && caller && cloud.access.isAllowed({ caller, action, resource })) return;
  throw new CloudError(
    "InvalidParameterValueException",
    `The function's execution role does not have permissions to call ${isBucket ? "PutObject on S3" : "SendMessage on SQS"} for ${arn}`,
  );
}

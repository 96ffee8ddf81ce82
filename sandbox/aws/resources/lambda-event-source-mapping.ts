import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, list, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { FunctionService } from "../lambda/function-service";
import type { LambdaFunction } from "../lambda/lambda-function";
import {
  type Mapping,
  type PollerSettings,
  QueuePoller,
  type QueuePollerNeeds,
} from "../lambda/queue-poller";
import type { Queue } from "../sqs/queue";

interface MappingProperties {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly Enabled?: boolean;
  readonly FunctionResponseTypes?: readonly string[];
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly Tags?: unknown;
}

const NEEDED = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** Concurrency that Lambda starts with where none is set. */
const DEFAULT_CONCURRENCY = 5;

type Needs = QueuePollerNeeds &
  Pick<Foundation, "arn"> & {
    readonly functions: Pick<FunctionService, "existing" | "find">;
    readonly mappings: Mapping[];
  };

/** Mappings of SQS queues. */
export const lambdaEventSourceMapping: ResourceType<MappingProperties, Needs> = {
  type: "AWS::Lambda::EventSourceMapping",
  createOnly: ["EventSourceArn"],
  shape: object(
    {
      EventSourceArn: text({ pattern: /^arn:aws[a-z-]*:sqs:/ }),
      FunctionName: text({ min: 1 }),
      BatchSize: integer({ min: 1, max: 10_000 }),
      MaximumBatchingWindowInSeconds: integer({ min: 0, max: 300 }),
      Enabled: flag,
      FunctionResponseTypes: list(text({ oneOf: ["ReportBatchItemFailures"] }), { max: 1 }),
      ScalingConfig: object({ MaximumConcurrency: integer({ min: 2, max: 1000 }) }),
      Tags: tags,
    },
    ["EventSourceArn", "FunctionName"],
  ),

  create(cloud, properties) {
    const { target, queue } = checked(cloud, properties);
    if (cloud.mappings.some(({ arn, name }) => arn === queue.arn && name === target.settings.name)) {
      throw new CloudError(
        "ResourceConflictException",
        `An event source mapping with SQS arn ("${queue.arn}") and function ("${target.arn}") already exists.`,
        409,
      );
    }
    const id = cloud.ids.uuid();
    const poller = new QueuePoller(cloud, target, queue, settingsOf(properties));
    cloud.mappings.push({ id, arn: queue.arn, name: target.settings.name, poller });
    return id;
  },

  attributes: (cloud, { id, properties }) => ({
    Id: id,
    EventSourceMappingArn: cloud.arn("lambda", `event-source-mapping:${id}`),
    FunctionArn: cloud.functions.find(properties.FunctionName)?.arn,
    State: properties.Enabled === false ? "Disabled" : "Enabled",
  }),

  update(cloud, { id }, properties) {
    const { target, queue } = checked(cloud, properties);
    stop(cloud, id);
    const poller = new QueuePoller(cloud, target, queue, settingsOf(properties));
    cloud.mappings.push({ id, arn: queue.arn, name: target.settings.name, poller });
  },

  delete(cloud, { id }) {
    stop(cloud, id);
  },
};

function stop(cloud: Needs, id: string): void {
  const index = cloud.mappings.findIndex((mapping) => mapping.id === id);
  if (index < 0) return;
  cloud.mappings[index]!.poller.stop();
  cloud.mappings.splice(index, 1);
}

function checked(cloud: Needs, properties: MappingProperties): { target: LambdaFunction; queue: Queue } {
  const target = cloud.functions.existing(properties.FunctionName);
  const queue = cloud.sqs.byArn(properties.EventSourceArn);
  const refuse = (message: string): never => {
    throw new CloudError("InvalidParameterValueException", message);
  };
  if (queue === undefined)
    return refuse(
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue.",
    );
  const { caller } = target;
  for (const action of NEEDED) {
    const isAllowed =
      caller &&
      cloud.access.isAllowed({
        caller,
        action: `sqs:${action}`,
        resource: queue.arn,
        resourcePolicy: queue.policy,
      });
    if (!isAllowed) refuse(`The provided execution role does not have permissions to call ${action} on SQS`);
  }
  const { visibilitySeconds } = queue.settings;
  if (visibilitySeconds < target.settings.timeoutInSeconds) {
    refuse(
      `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${target.settings.timeoutInSeconds} seconds`,
    );
  }
  if ((properties.BatchSize ?? 10) > 10 && (properties.MaximumBatchingWindowInSeconds ?? 0) < 1) {
    refuse("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
  }
  return { target, queue };
}

function settingsOf(properties: MappingProperties): PollerSettings {
  return {
    batchSize: properties.BatchSize ?? 10,
    windowInSeconds: properties.MaximumBatchingWindowInSeconds ?? 0,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
    reportsItemFailures: properties.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
    enabled: properties.Enabled ?? true,
  };
}

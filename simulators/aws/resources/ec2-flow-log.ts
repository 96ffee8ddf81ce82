import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import {
  DEFAULT_FLOW_LOG_FIELDS,
  FlowLogRecorder,
  interfacesOf,
  type NetworkInterface,
  parseLogFormat,
  type TrafficType,
} from "../traffic";
import type { ResourceType } from "./resource-type";
import { integer, object, tags, text } from "./shape";

interface FlowLogProperties {
  readonly ResourceId: string;
  readonly ResourceType: string;
  readonly TrafficType: TrafficType;
  readonly LogDestination?: string;
  readonly LogDestinationType?: string;
  readonly LogGroupName?: string;
  readonly LogFormat?: string;
  readonly MaxAggregationInterval?: 60 | 600;
  readonly DeliverLogsPermissionArn?: string;
  readonly Tags?: unknown;
}

const CREATE_ONLY = [
  "ResourceId",
  "ResourceType",
  "TrafficType",
  "LogDestination",
  "LogDestinationType",
  "LogGroupName",
  "LogFormat",
  "MaxAggregationInterval",
  "DeliverLogsPermissionArn",
] as const;

const ID_PREFIX: Readonly<Record<string, string>> = {
  VPC: "vpc-",
  Subnet: "subnet-",
  NetworkInterface: "eni-",
};

/** Flow logs to CloudWatch Logs. A role that cannot deliver shows later, in `DeliverLogsErrorMessage`. */
export const ec2FlowLog: ResourceType<FlowLogProperties> = {
  type: "AWS::EC2::FlowLog",
  createOnly: CREATE_ONLY,
  shape: object(
    {
      ResourceId: text({ min: 1 }),
      ResourceType: text({ oneOf: Object.keys(ID_PREFIX) }),
      TrafficType: text({ oneOf: ["ACCEPT", "REJECT", "ALL"] }),
      LogDestination: text({ pattern: /^arn:/ }),
      LogDestinationType: text({ oneOf: ["cloud-watch-logs"] }),
      LogGroupName: text({ min: 1 }),
      LogFormat: text({ min: 1 }),
      MaxAggregationInterval: integer({ oneOf: [60, 600] }),
      DeliverLogsPermissionArn: text({ pattern: /^arn:aws[a-z-]*:iam::/ }),
      Tags: tags,
    },
    ["ResourceId", "ResourceType", "TrafficType"],
  ),

  create(cloud, properties) {
    const interfaces = coveredInterfaces(cloud, properties);
    const fields = fieldsOf(properties.LogFormat);
    const logGroupArn = logGroupArnOf(cloud, properties);
    const roleArn = properties.DeliverLogsPermissionArn;
    if (roleArn === undefined) {
      throw invalid("DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.");
    }
    const same = cloud.resources
      .list()
      .some(
        ({ type, properties: other }) =>
          type === "AWS::EC2::FlowLog" &&
          other["ResourceId"] === properties.ResourceId &&
          other["TrafficType"] === properties.TrafficType &&
          logGroupArnOf(cloud, other as unknown as FlowLogProperties) === logGroupArn,
      );
    if (same) {
      throw new AwsError(
        "FlowLogAlreadyExists",
        "There is an existing Flow Log with the same configuration and log destination.",
      );
    }
    const id = `fl-${cloud.ids.hex(17)}`;
    const { topology, region } = cloud;
    const aggregationInSeconds = properties.MaxAggregationInterval ?? 600;
    const recorder = new FlowLogRecorder({
      fields,
      trafficType: properties.TrafficType,
      aggregationInSeconds,
      interfaces,
      region,
      neighbours: topology?.interfaces ?? [],
      awsServices: topology?.awsServices,
      unloggedAddresses: topology?.unloggedAddresses,
    });
    cloud.flowLogs.add({ id, recorder, logGroupArn, roleArn, aggregationInMs: aggregationInSeconds * 1000 });
    return id;
  },

  attributes: (cloud, { id }) => ({
    Id: id,
    Arn: cloud.arn("ec2", `vpc-flow-log/${id}`),
    FlowLogStatus: "ACTIVE",
    DeliverLogsStatus: cloud.flowLogs.find(id)?.status,
    DeliverLogsErrorMessage: cloud.flowLogs.find(id)?.error,
  }),

  update: () => undefined,

  delete(cloud, { id }) {
    cloud.flowLogs.remove(id);
  },
};

function coveredInterfaces(
  cloud: Cloud,
  { ResourceId, ResourceType }: FlowLogProperties,
): NetworkInterface[] {
  const isKind = ResourceId.startsWith(ID_PREFIX[ResourceType]!);
  const { vpcs = [], subnets = [], interfaces = [] } = cloud.topology ?? {};
  if (!isKind || ![...vpcs, ...subnets, ...interfaces].some(({ id }) => id === ResourceId)) {
    throw new AwsError(
      `Invalid${ResourceType === "VPC" ? "Vpc" : ResourceType}Id.NotFound`,
      `The ${ResourceType} ID '${ResourceId}' does not exist`,
    );
  }
  return interfacesOf(cloud.topology!, ResourceId);
}

function fieldsOf(format: string | undefined): readonly string[] {
  if (format === undefined) return DEFAULT_FLOW_LOG_FIELDS;
  try {
    return parseLogFormat(format);
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function logGroupArnOf(cloud: Cloud, { LogDestination, LogGroupName }: FlowLogProperties): string {
  if ((LogDestination === undefined) === (LogGroupName === undefined)) {
    throw invalid("Specify either LogDestination or LogGroupName.");
  }
  const arn = LogDestination ?? cloud.arn("logs", `log-group:${LogGroupName}`);
  if (!/^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:[^:]+$/.test(arn)) {
    throw invalid(`Invalid log destination format: ${arn}`);
  }
  return arn;
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameter", message);
}

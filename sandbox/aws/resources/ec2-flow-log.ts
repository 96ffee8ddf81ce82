import { CloudError } from "../../cloud/cloud-error";
import type { ResourceTable } from "../../cloud/resources/resource-table";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, object, tags, text } from "../../cloud/resources/shape";
import type { Topology } from "../../cloud/traffic";
import { interfacesOf, type NetworkInterface, type TrafficType } from "../../cloud/traffic";
import { DEFAULT_FLOW_LOG_FIELDS, FlowLogRecorder, parseLogFormat } from "../flow-logs";
import type { FlowLogService } from "../flow-logs/flow-log-service";
import type { Foundation } from "../foundation";

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

type Needs = Pick<Foundation, "arn" | "ids" | "region"> & {
  readonly topology: Topology | undefined;
  readonly resources: Pick<ResourceTable, "list">;
  readonly flowLogs: Pick<FlowLogService, "add" | "find" | "remove">;
};

/**
 * Flow logs to CloudWatch Logs. A role that cannot deliver shows later, in `DeliverLogsErrorMessage`. A second one with the
 * same resource and destination is refused, whatever its format and traffic type (AWS does not publish what exactly has
 * to differ).
 */
export const ec2FlowLog: ResourceType<FlowLogProperties, Needs> = {
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
          logGroupArnOf(cloud, other as unknown as FlowLogProperties) === logGroupArn,
      );
    if (same) {
      throw new CloudError(
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
      cloudServices: topology?.cloudServices,
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
  cloud: Needs,
  { ResourceId, ResourceType }: FlowLogProperties,
): NetworkInterface[] {
  const isKind = ResourceId.startsWith(ID_PREFIX[ResourceType]!);
  const { vpcs = [], subnets = [], interfaces = [] } = cloud.topology ?? {};
  if (!isKind || ![...vpcs, ...subnets, ...interfaces].some(({ id }) => id === ResourceId)) {
    throw new CloudError(
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

function logGroupArnOf(cloud: Needs, { LogDestination, LogGroupName }: FlowLogProperties): string {
  if ((LogDestination === undefined) === (LogGroupName === undefined)) {
    throw invalid("Specify either LogDestination or LogGroupName.");
  }
  const arn = LogDestination ?? cloud.arn("logs", `log-group:${LogGroupName}`);
  if (!/^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:[^:]+$/.test(arn)) {
    throw invalid(`Invalid log destination format: ${arn}`);
  }
  return arn;
}

function invalid(message: string): CloudError {
  return new CloudError("InvalidParameter", message);
}

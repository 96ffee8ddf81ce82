import { type Arguments, fromCloud, integer, text, toCloud } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

const TARGETS: Readonly<Record<string, string>> = {
  vpcId: "VPC",
  subnetId: "Subnet",
  eniId: "NetworkInterface",
};

const OTHER_TARGETS = ["transitGatewayId", "transitGatewayAttachmentId", "regionalNatGatewayId"];

const known: Arguments = {
  ...region,
  vpcId: { kind: text(), replaces: true },
  subnetId: { kind: text(), replaces: true },
  eniId: { kind: text(), replaces: true },
  trafficType: {
    kind: text({ oneOf: ["ACCEPT", "REJECT", "ALL"] }),
    cloud: "TrafficType",
    required: true,
    replaces: true,
  },
  logDestination: {
    kind: text({ pattern: /^arn:/ }),
    cloud: "LogDestination",
    required: true,
    replaces: true,
  },
  logDestinationType: {
    kind: text({ oneOf: ["cloud-watch-logs", "s3", "kinesis-data-firehose"] }),
    cloud: "LogDestinationType",
    replaces: true,
    byDefault: "cloud-watch-logs",
  },
  iamRoleArn: { kind: text({ pattern: /^arn:/ }), cloud: "DeliverLogsPermissionArn", replaces: true },
  logFormat: { kind: text(), cloud: "LogFormat", replaces: true },
  maxAggregationInterval: {
    kind: integer({ oneOf: [60, 600] }),
    cloud: "MaxAggregationInterval",
    replaces: true,
    byDefault: 600,
  },
  ...tags,
};

export const flowLog = awsResource({
  type: "aws:ec2/flowLog:FlowLog",
  cloudType: "AWS::EC2::FlowLog",
  arguments: known,
  notSimulated: ["deliverCrossAccountRole", "destinationOptions", "tagFieldSpecifications", ...OTHER_TARGETS],
  rules(inputs) {
    const names = [...Object.keys(TARGETS), ...OTHER_TARGETS];
    const given = names.filter((name) => inputs[name] !== undefined);
    if (given.length === 1) return [];
    const reason = `only one of \`${names.join(",")}\` can be specified, ${given.length === 0 ? "none is" : `but \`${given.join(",")}\` were specified`}`;
    return [{ path: given[0] ?? "vpcId", reason }];
  },
  toCloud(inputs) {
    const target = Object.keys(TARGETS).find((name) => inputs[name] !== undefined)!;
    return { ...toCloud(known, inputs), ResourceId: inputs[target], ResourceType: TARGETS[target] };
  },
  fromCloud(properties) {
    const target = Object.keys(TARGETS).find((name) => TARGETS[name] === properties["ResourceType"])!;
    return { ...fromCloud(known, properties), [target]: properties["ResourceId"] };
  },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    arn: ({ attributes }) => attributes["Arn"],
    tagsAll,
  },
});

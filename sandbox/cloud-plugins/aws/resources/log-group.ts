import { flag, integer, text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

const DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroup = awsResource({
  type: "aws:cloudwatch/logGroup:LogGroup",
  cloudType: "AWS::Logs::LogGroup",
  arguments: {
    ...region,
    name: { kind: text({ pattern: /^[\w./#-]{1,512}$/ }), cloud: "LogGroupName", replaces: true },
    retentionInDays: { kind: integer({ oneOf: DAYS }), cloud: "RetentionInDays", byDefault: 0 },
    logGroupClass: {
      kind: text({ oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] }),
      cloud: "LogGroupClass",
      replaces: true,
      byDefault: "STANDARD",
    },
    kmsKeyId: { kind: text({ pattern: /^arn:/ }), cloud: "KmsKeyId" },
    skipDestroy: { kind: flag, byDefault: false },
    ...tags,
  },
  notSimulated: ["deletionProtectionEnabled", "namePrefix"],
  autoname: { property: "name", maximumLength: 512 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: {
    // CloudFormation's ARN ends in ":*", the provider's does not.
    arn: ({ attributes }) => String(attributes["Arn"]).replace(/:\*$/, ""),
    tagsAll,
  },
});

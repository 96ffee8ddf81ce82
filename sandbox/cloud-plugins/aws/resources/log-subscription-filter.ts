import { text } from "../../provider/arguments";
import { awsResource, region } from "../resource";

export const logSubscriptionFilter = awsResource({
  type: "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
  cloudType: "AWS::Logs::SubscriptionFilter",
  arguments: {
    ...region,
    name: { kind: text({ pattern: /^[^:*]{1,512}$/ }), cloud: "FilterName", replaces: true },
    logGroup: { kind: text(), cloud: "LogGroupName", required: true, replaces: true },
    filterPattern: { kind: text({ longest: 1024 }), cloud: "FilterPattern", required: true },
    destinationArn: { kind: text({ pattern: /^arn:/ }), cloud: "DestinationArn", required: true },
    distribution: {
      kind: text({ oneOf: ["ByLogStream", "Random"] }),
      cloud: "Distribution",
      byDefault: "ByLogStream",
    },
    roleArn: { kind: text(), cloud: "RoleArn", byDefault: "" },
  },
  notSimulated: ["applyOnTransformedLogs", "emitSystemFields"],
  autoname: { property: "name", maximumLength: 512 },
  locate: (_id, state) => `${state["name"]}|${state["logGroup"]}`,
  id: (_view, inputs) => `cwlsf-${inputs["logGroup"]}-${inputs["name"]}`,
  computed: {},
});

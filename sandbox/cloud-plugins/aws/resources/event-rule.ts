import { text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

/** Rules of the default bus with a rate. */
export const eventRule = awsResource({
  type: "aws:cloudwatch/eventRule:EventRule",
  cloudType: "AWS::Events::Rule",
  arguments: {
    ...region,
    name: { kind: text({ pattern: /^[\w.-]{1,64}$/ }), cloud: "Name", replaces: true },
    description: { kind: text({ longest: 512 }), cloud: "Description" },
    scheduleExpression: { kind: text({ longest: 256 }), cloud: "ScheduleExpression" },
    state: { kind: text({ oneOf: ["ENABLED", "DISABLED"] }), cloud: "State", byDefault: "ENABLED" },
    ...tags,
  },
  notSimulated: ["eventBusName", "eventPattern", "forceDestroy", "isEnabled", "namePrefix", "roleArn"],
  rules: ({ scheduleExpression }) =>
    scheduleExpression === undefined
      ? [{ path: "scheduleExpression", reason: "one of `eventPattern,scheduleExpression` must be specified" }]
      : [],
  autoname: { property: "name", maximumLength: 64 },
  locate: (id) => id,
  id: ({ id }) => id,
  computed: { arn: ({ attributes }) => attributes["Arn"], tagsAll },
});

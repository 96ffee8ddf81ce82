import { AwsError } from "../aws-error";
import type { ResourceType } from "./resource-type";
import { integer, object, tags, text } from "./shape";

interface LogGroupProperties {
  readonly LogGroupName?: string;
  readonly RetentionInDays?: number;
  readonly LogGroupClass?: string;
  readonly Tags?: unknown;
}

/** Days, as the API lists them. 0 is the provider's word for "for ever". */
const DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logsLogGroup: ResourceType<LogGroupProperties> = {
  type: "AWS::Logs::LogGroup",
  createOnly: ["LogGroupName", "LogGroupClass"],
  shape: object({
    LogGroupName: text({ pattern: /^[\w./#-]{1,512}$/ }),
    RetentionInDays: integer({ oneOf: DAYS }),
    LogGroupClass: text({ oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] }),
    Tags: tags,
  }),

  create(cloud, { LogGroupName, RetentionInDays, LogGroupClass }) {
    if ((LogGroupClass ?? "STANDARD") !== "STANDARD") {
      throw new AwsError("InvalidParameterException", "The sandbox has log groups of class STANDARD only.");
    }
    return cloud.logs.add(LogGroupName ?? `sandbox-logs-${cloud.ids.upper(12)}`, RetentionInDays || undefined)
      .name;
  },

  attributes(cloud, { id }) {
    return { Arn: `${cloud.arn("logs", `log-group:${id}`)}:*`, LogGroupName: id };
  },

  update(cloud, { id }, { RetentionInDays }) {
    cloud.logs.existing(id).retentionInDays = RetentionInDays || undefined;
  },

  delete(cloud, { id }) {
    const group = cloud.logs.find(id);
    if (group) cloud.logs.remove(group);
  },
};

import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { integer, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { LogService } from "../logs/log-service";

interface LogGroupProperties {
  readonly LogGroupName?: string;
  readonly RetentionInDays?: number;
  readonly LogGroupClass?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: unknown;
}

/** Retention in days, as the API lists them. The AWS provider writes 0 for "for ever". */
const DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

type Needs = Pick<Foundation, "arn" | "ids" | "keys" | "region"> & {
  readonly logs: Pick<LogService, "add" | "existing" | "find" | "remove">;
};

export const logsLogGroup: ResourceType<LogGroupProperties, Needs> = {
  type: "AWS::Logs::LogGroup",
  createOnly: ["LogGroupName", "LogGroupClass"],
  shape: object({
    LogGroupName: text({ pattern: /^[\w./#-]{1,512}$/ }),
    RetentionInDays: integer({ oneOf: DAYS }),
    LogGroupClass: text({ oneOf: ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"] }),
    KmsKeyId: text({ pattern: /^arn:[a-z0-9-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)\/.+$/ }),
    Tags: tags,
  }),

  create(cloud, { LogGroupName, RetentionInDays, LogGroupClass, KmsKeyId }) {
    if ((LogGroupClass ?? "STANDARD") !== "STANDARD") {
      throw new CloudError("InvalidParameterException", "The sandbox has log groups of class STANDARD only.");
    }
    const name = LogGroupName ?? `sandbox-logs-${cloud.ids.upper(12)}`;
    checkKey(cloud, name, KmsKeyId);
    return cloud.logs.add(name, RetentionInDays || undefined).name;
  },

  attributes(cloud, { id }) {
    return { Arn: `${cloud.arn("logs", `log-group:${id}`)}:*`, LogGroupName: id };
  },

  update(cloud, { id }, { RetentionInDays, KmsKeyId }) {
    checkKey(cloud, id, KmsKeyId);
    cloud.logs.existing(id).retentionInDays = RetentionInDays || undefined;
  },

  delete(cloud, { id }) {
    const group = cloud.logs.find(id);
    if (group) cloud.logs.remove(group);
  },
};

/** What CloudWatch Logs does with the key of a log group (its user guide, "Encrypt log data"). */
const KEY_USES = ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "DescribeKey"];

/** CloudWatch Logs uses the key by itself, so the policy of the key has to let it, for this log group. */
function checkKey(cloud: Needs, name: string, kmsKeyId: string | undefined): void {
  const arn = cloud.arn("logs", `log-group:${name}`);
  const caller = {
    kind: "service",
    service: "logs.amazonaws.com",
    regional: `logs.${cloud.region}.amazonaws.com`,
    context: { "kms:encryptioncontext:aws:logs:arn": arn },
  } as const;
  if (cloud.keys.refusal(kmsKeyId, { caller, actions: KEY_USES }) === undefined) return;
  throw new CloudError(
    "AccessDeniedException",
    `The specified KMS key does not exist or is not allowed to be used with Arn '${arn}'`,
  );
}

import type { Ids } from "../../../cloud/ids";

interface NameRule {
  readonly property: string;
  readonly longest: number;
  readonly lowercase?: boolean;
  /** Whether the name has no stack in front. */
  readonly isShort?: boolean;
}

/** Types whose names CloudFormation makes up where a template gives none. */
const RULES: Readonly<Record<string, NameRule>> = {
  "AWS::CloudWatch::Alarm": { property: "AlarmName", longest: 255 },
  "AWS::EC2::SecurityGroup": { property: "GroupName", longest: 255 },
  "AWS::Events::Rule": { property: "Name", longest: 64 },
  "AWS::IAM::ManagedPolicy": { property: "ManagedPolicyName", longest: 128 },
  "AWS::IAM::Role": { property: "RoleName", longest: 64 },
  "AWS::Lambda::Function": { property: "FunctionName", longest: 64 },
  "AWS::Logs::LogGroup": { property: "LogGroupName", longest: 512 },
  "AWS::Logs::SubscriptionFilter": { property: "FilterName", longest: 512 },
  "AWS::S3::Bucket": { property: "BucketName", longest: 63, lowercase: true },
  "AWS::SNS::Topic": { property: "TopicName", longest: 256 },
  "AWS::SQS::Queue": { property: "QueueName", longest: 80 },
  "AWS::SSM::Parameter": { property: "Name", longest: 1011, isShort: true },
  "AWS::SecretsManager::Secret": { property: "Name", longest: 512, isShort: true },
  "AWS::StepFunctions::StateMachine": { property: "StateMachineName", longest: 80 },
};

const SUFFIX = 12;

/** The property that names a resource of a type; undefined when the type takes no name. */
export function namePropertyOf(type: string): string | undefined {
  return Object.hasOwn(RULES, type) ? RULES[type]!.property : undefined;
}

/** `STACK-LOGICALID-SUFFIX`, both parts cut so that the whole fits. */
export function generateName(
  type: string,
  stackName: string,
  logicalId: string,
  ids: Pick<Ids, "base36" | "upper">,
): string {
  const rule: Omit<NameRule, "property"> = Object.hasOwn(RULES, type) ? RULES[type]! : { longest: 255 };
  const suffix = rule.lowercase ? ids.base36(SUFFIX) : ids.upper(SUFFIX);
  const room = rule.longest - SUFFIX - 1;
  if (rule.isShort) return `${logicalId.slice(0, room)}-${suffix}`;
  const half = Math.floor((room - 1) / 2);
  const own = logicalId.slice(0, Math.max(half, room - 1 - stackName.length));
  const stack = stackName.slice(0, room - 1 - own.length);
  const name = `${stack}-${own}-${suffix}`;
  return rule.lowercase ? name.toLowerCase() : name;
}

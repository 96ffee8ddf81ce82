import type { ResourceView } from "../../../sandbox/cloud/resources/resource-table";

/** Types that have a name of their own, and the property that holds it. */
const NAME: Readonly<Record<string, string>> = {
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::Events::Rule": "Name",
  "AWS::IAM::Role": "RoleName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::Logs::SubscriptionFilter": "FilterName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::SQS::Queue": "QueueName",
};

/** Types that have none, and the property that says to which resource they belong. */
const OWNER: Readonly<Record<string, string>> = {
  "AWS::EC2::FlowLog": "ResourceId",
  "AWS::Lambda::EventSourceMapping": "FunctionName",
  "AWS::Lambda::Permission": "FunctionName",
  "AWS::S3::BucketPolicy": "Bucket",
  "AWS::SQS::QueuePolicy": "Queues",
};

/** How the resources of one component are told apart. */
export interface Vocabulary {
  /** Words in the names that either engine gives, without anything but letters; the first that fits counts. */
  readonly words: readonly string[];
  /** What has none of the words in its name. */
  readonly otherwise: string;
}

/** What a resource is within its component, whichever engine made it: `AWS::SQS::Queue flows`. */
export function commonName({ type, id, properties }: ResourceView, vocabulary: Vocabulary): string {
  const owner = OWNER[type];
  const text = String((owner === undefined ? undefined : properties[owner]) ?? id);
  const letters = text.toLowerCase().replace(/[^a-z]/g, "");
  const word = vocabulary.words.find((one) => letters.includes(one)) ?? vocabulary.otherwise;
  return `${type} ${type === "AWS::EC2::FlowLog" ? text : word}`;
}

/** Replaces the names that an engine made up by common ones, in any text. */
export function withCommonNames(
  resources: readonly ResourceView[],
  vocabulary: Vocabulary,
): (text: string) => string {
  const names = resources.flatMap((resource) => {
    const name = resource.properties[NAME[resource.type] ?? ""];
    return name === undefined ? [] : [[String(name), `<${commonName(resource, vocabulary)}>`] as const];
  });
  // A name that contains another one comes first.
  names.sort(([a], [b]) => b.length - a.length);
  return (text) => names.reduce((changed, [name, common]) => changed.replaceAll(name, common), text);
}

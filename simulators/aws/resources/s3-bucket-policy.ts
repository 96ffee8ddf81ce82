import { AwsError } from "../aws-error";
import type { Cloud } from "../cloud";
import { parsePolicy } from "../iam/policy";
import type { ResourceType } from "./resource-type";
import { json, object, text } from "./shape";

interface BucketPolicyProperties {
  readonly Bucket: string;
  readonly PolicyDocument: unknown;
}

export const s3BucketPolicy: ResourceType<BucketPolicyProperties> = {
  type: "AWS::S3::BucketPolicy",
  createOnly: ["Bucket"],
  shape: object({ Bucket: text(), PolicyDocument: json }, ["Bucket", "PolicyDocument"]),

  create(cloud, properties) {
    put(cloud, properties);
    return properties.Bucket;
  },

  attributes: () => ({}),

  update(cloud, _resource, properties) {
    put(cloud, properties);
  },

  delete(cloud, { properties }) {
    const bucket = cloud.s3.find(properties.Bucket);
    if (bucket) bucket.policy = undefined;
  },
};

function put(cloud: Cloud, { Bucket, PolicyDocument }: BucketPolicyProperties): void {
  const bucket = cloud.s3.find(Bucket);
  if (bucket === undefined) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  const policy = parsePolicy(PolicyDocument, "resource", "MalformedPolicy");
  const foreign = policy
    .flatMap(({ resources }) => resources)
    .find((resource) => resource !== bucket.arn && !resource.startsWith(`${bucket.arn}/`));
  if (foreign !== undefined) throw new AwsError("MalformedPolicy", `Policy has invalid resource: ${foreign}`);
  bucket.policy = policy;
}

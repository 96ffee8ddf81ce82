import { CloudError } from "../../cloud/cloud-error";
import type { ResourceType } from "../../cloud/resources/resource-type";
import { json, object, text } from "../../cloud/resources/shape";
import { readBucketPolicy } from "../s3/bucket-policy";
import type { BucketService } from "../s3/bucket-service";

interface BucketPolicyProperties {
  readonly Bucket: string;
  readonly PolicyDocument: unknown;
}

type Needs = {
  readonly s3: Pick<BucketService, "find">;
};

export const s3BucketPolicy: ResourceType<BucketPolicyProperties, Needs> = {
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

function put(cloud: Needs, { Bucket, PolicyDocument }: BucketPolicyProperties): void {
  const bucket = cloud.s3.find(Bucket);
  if (bucket === undefined) throw new CloudError("NoSuchBucket", "The specified bucket does not exist", 404);
  bucket.policy = readBucketPolicy(bucket.arn, PolicyDocument);
}

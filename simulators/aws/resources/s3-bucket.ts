import type { Cloud } from "../cloud";
import type { ResourceType } from "./resource-type";
import { flag, integer, list, object, tags, text } from "./shape";

interface LifecycleRule {
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
}

interface BucketProperties {
  readonly BucketName?: string;
  readonly BucketEncryption?: unknown;
  readonly PublicAccessBlockConfiguration?: unknown;
  readonly LifecycleConfiguration?: { readonly Rules: readonly LifecycleRule[] };
  readonly Tags?: unknown;
}

const encryptionRule = object({
  ServerSideEncryptionByDefault: object(
    { SSEAlgorithm: text({ oneOf: ["AES256", "aws:kms", "aws:kms:dsse"] }), KMSMasterKeyID: text() },
    ["SSEAlgorithm"],
  ),
  BucketKeyEnabled: flag,
});

const lifecycleRule = object(
  {
    Id: text({ max: 255 }),
    Status: text({ oneOf: ["Enabled", "Disabled"] }),
    Prefix: text(),
    ExpirationInDays: integer({ min: 1 }),
    ExpirationDate: text(),
    ExpiredObjectDeleteMarker: flag,
    AbortIncompleteMultipartUpload: object({ DaysAfterInitiation: integer({ min: 1 }) }, [
      "DaysAfterInitiation",
    ]),
  },
  ["Status"],
);

export const s3Bucket: ResourceType<BucketProperties> = {
  type: "AWS::S3::Bucket",
  createOnly: ["BucketName"],
  shape: object({
    BucketName: text({ pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ }),
    BucketEncryption: object(
      { ServerSideEncryptionConfiguration: list(encryptionRule, { min: 1, max: 1 }) },
      ["ServerSideEncryptionConfiguration"],
    ),
    PublicAccessBlockConfiguration: object({
      BlockPublicAcls: flag,
      BlockPublicPolicy: flag,
      IgnorePublicAcls: flag,
      RestrictPublicBuckets: flag,
    }),
    LifecycleConfiguration: object({ Rules: list(lifecycleRule, { max: 1000 }) }, ["Rules"]),
    Tags: tags,
  }),

  create(cloud, properties) {
    const name = properties.BucketName ?? `sandbox-bucket-${cloud.ids.base36(12)}`;
    cloud.s3.add(name);
    configure(cloud, name, properties);
    return name;
  },

  attributes: (cloud, { id }) => ({
    Arn: `arn:aws:s3:::${id}`,
    DomainName: `${id}.s3.amazonaws.com`,
    RegionalDomainName: `${id}.s3.${cloud.region}.amazonaws.com`,
  }),

  update(cloud, { id }, properties) {
    configure(cloud, id, properties);
  },

  delete(cloud, { id }) {
    const bucket = cloud.s3.find(id);
    if (bucket) cloud.s3.remove(bucket);
  },
};

function configure(cloud: Cloud, name: string, { LifecycleConfiguration }: BucketProperties): void {
  const rules = LifecycleConfiguration?.Rules ?? [];
  const whole = rules.filter(({ Status, Prefix }) => Status === "Enabled" && !Prefix);
  cloud.s3.find(name)!.expirationInDays = whole.find(
    ({ ExpirationInDays }) => ExpirationInDays,
  )?.ExpirationInDays;
}

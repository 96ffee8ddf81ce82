import type { ResourceType } from "../../cloud/resources/resource-type";
import { flag, integer, list, object, tags, text } from "../../cloud/resources/shape";
import type { Foundation } from "../foundation";
import type { Bucket, BucketService } from "../s3/bucket-service";

interface LifecycleRule {
  readonly Status: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
}

interface EncryptionRule {
  readonly ServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
}

interface BucketProperties {
  readonly BucketName?: string;
  readonly BucketEncryption?: { readonly ServerSideEncryptionConfiguration: readonly EncryptionRule[] };
  readonly PublicAccessBlockConfiguration?: unknown;
  readonly LifecycleConfiguration?: { readonly Rules: readonly LifecycleRule[] };
  readonly Tags?: Bucket["tags"];
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

type Needs = Pick<Foundation, "region" | "ids"> & {
  readonly s3: Pick<BucketService, "add" | "find" | "remove">;
};

export const s3Bucket: ResourceType<BucketProperties, Needs> = {
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

/** S3 does not look at the key before it uses it. */
function kmsKeyOf({ BucketEncryption }: BucketProperties): string | undefined {
  const [rule] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  const { SSEAlgorithm = "AES256", KMSMasterKeyID } = rule?.ServerSideEncryptionByDefault ?? {};
  return SSEAlgorithm === "AES256" ? undefined : KMSMasterKeyID;
}

function configure(cloud: Needs, name: string, properties: BucketProperties): void {
  const { LifecycleConfiguration, Tags = [] } = properties;
  const bucket = cloud.s3.find(name)!;
  bucket.tags = Tags;
  bucket.kmsKeyArn = kmsKeyOf(properties);
  const rules = LifecycleConfiguration?.Rules ?? [];
  const whole = rules.filter(({ Status, Prefix }) => Status === "Enabled" && !Prefix);
  bucket.expirationInDays = whole.find(({ ExpirationInDays }) => ExpirationInDays)?.ExpirationInDays;
}

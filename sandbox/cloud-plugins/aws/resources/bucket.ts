import { flag, text } from "../../provider/arguments";
import { awsResource, region, tags, tagsAll } from "../resource";

/** Settings with a type of their own are refused here, as the provider advises. */
export const bucket = awsResource({
  type: "aws:s3/bucket:Bucket",
  cloudType: "AWS::S3::Bucket",
  arguments: {
    ...region,
    bucket: {
      kind: text({ pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/ }),
      cloud: "BucketName",
      replaces: true,
    },
    forceDestroy: { kind: flag, byDefault: false },
    ...tags,
  },
  notSimulated: [
    "accelerationStatus",
    "acl",
    "bucketNamespace",
    "bucketPrefix",
    "corsRules",
    "grants",
    "lifecycleRules",
    "logging",
    "objectLockConfiguration",
    "objectLockEnabled",
    "policy",
    "replicationConfiguration",
    "requestPayer",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
  ],
  autoname: { property: "bucket", maximumLength: 63, lowercase: true },
  locate: (id) => id,
  id: ({ id }) => id,
  // Read from the state: a change that was not deployed does not count.
  beforeDelete: async (door, { id }, { forceDestroy }) => {
    if (forceDestroy === true) await door.emptyBucket(id);
  },
  computed: {
    arn: ({ attributes }) => attributes["Arn"],
    bucketDomainName: ({ attributes }) => attributes["DomainName"],
    bucketRegionalDomainName: ({ attributes }) => attributes["RegionalDomainName"],
    tagsAll,
  },
});

import { flag, list, object, text } from "../../provider/arguments";
import { bucketPart } from "../bucket-part";
import { region } from "../resource";

const byDefault = object({
  sseAlgorithm: {
    kind: text({ oneOf: ["AES256", "aws:kms", "aws:kms:dsse"] }),
    cloud: "SSEAlgorithm",
    required: true,
  },
  kmsMasterKeyId: { kind: text(), cloud: "KMSMasterKeyID" },
});

export const bucketEncryption = bucketPart({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  property: "BucketEncryption",
  arguments: {
    ...region,
    bucket: { kind: text(), required: true, replaces: true },
    rules: {
      kind: list(
        object({
          applyServerSideEncryptionByDefault: { kind: byDefault, cloud: "ServerSideEncryptionByDefault" },
          bucketKeyEnabled: { kind: flag, cloud: "BucketKeyEnabled" },
        }),
        { most: 1 },
      ),
      cloud: "ServerSideEncryptionConfiguration",
      required: true,
    },
  },
  notSimulated: ["expectedBucketOwner"],
});

import * as s3 from "@pulumi/aws/s3";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnlyPolicy } from "../../shared/aws/tls-only-policy";
import { FAILED_DELIVERIES_BUCKET as BUCKET } from "../../shared/aws/vpc-flow-logs-to-pce/storage";
import type { Tags } from "../tags";

/**
 * A bucket that is encrypted, closed to the public and reached over TLS only, and whose objects expire after some days.
 */
export function privateBucket(
  name: string,
  args: {
    readonly expirationInDays: pulumi.Input<number>;
    /** Whether destroying the bucket deletes the objects that are still in it. */
    readonly forceDestroy: pulumi.Input<boolean>;
    /** ARN of the key that encrypts the objects; without one, S3 takes a key of its own. */
    readonly kmsKey: pulumi.Output<string> | undefined;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions,
): s3.Bucket {
  const bucket = new s3.Bucket(name, { forceDestroy: args.forceDestroy, tags: args.tags }, opts);
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [encryptionRule(args.kmsKey)],
    },
    opts,
  );
  const publicAccess = new s3.BucketPublicAccessBlock(
    name,
    { bucket: bucket.bucket, ...BUCKET.publicAccess },
    opts,
  );
  new s3.BucketPolicy(
    name,
    {
      bucket: bucket.bucket,
      policy: pulumi.jsonStringify(bucket.arn.apply((arn) => tlsOnlyPolicy("s3", arn))),
    },
    // S3 refuses two changes of a bucket's access at the same time.
    { ...opts, dependsOn: publicAccess },
  );
  new s3.BucketLifecycleConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: args.expirationInDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: BUCKET.abortIncompleteUploadAfterInDays },
        },
      ],
    },
    opts,
  );
  return bucket;
}

function encryptionRule(
  kmsMasterKeyId: pulumi.Output<string> | undefined,
): input.s3.BucketServerSideEncryptionConfigurationRule {
  if (kmsMasterKeyId === undefined)
    return { applyServerSideEncryptionByDefault: { sseAlgorithm: BUCKET.sseAlgorithm } };
  const { sseAlgorithm, bucketKeyEnabled } = BUCKET.withKmsKey;
  return { applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId }, bucketKeyEnabled };
}

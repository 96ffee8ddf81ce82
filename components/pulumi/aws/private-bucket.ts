import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { tlsOnlyPolicy } from "../../spec/aws/flow-log-policies";
import type { Tags } from "./tags";

/** A bucket that is encrypted, closed to the public, reached over TLS only, and that forgets after some days. */
export function privateBucket(
  name: string,
  args: { readonly expirationInDays: pulumi.Input<number>; readonly tags: Tags },
  opts: pulumi.CustomResourceOptions,
): s3.Bucket {
  const bucket = new s3.Bucket(name, { tags: args.tags }, opts);
  new s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    opts,
  );
  const publicAccess = new s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
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
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    opts,
  );
  return bucket;
}

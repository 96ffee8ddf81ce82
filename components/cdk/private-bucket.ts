import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { FAILED_DELIVERIES_BUCKET as BUCKET } from "../shared/aws/vpc-flow-logs-to-pce/storage";
import { type ObjectDeletionProps, prepareObjectDeletion } from "./object-deletion";

/**
 * A bucket that is encrypted, closed to the public and reached over TLS only, and whose objects expire after some days.
 * Its deletion with the stack fails while it holds objects, unless they are deleted with it.
 */
export function privateBucket(
  scope: Construct,
  id: string,
  props: {
    readonly expirationInDays: number;
    readonly deletesObjects: boolean;
    readonly kmsKey: kms.IKey | undefined;
    /** Of what deletes the objects. */
    readonly deletion: Omit<ObjectDeletionProps, "kmsKey">;
  },
): s3.Bucket {
  const { kmsKey } = props;
  const bucket = new s3.Bucket(scope, id, {
    ...(kmsKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: kmsKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    blockPublicAccess: new s3.BlockPublicAccess(BUCKET.publicAccess),
    enforceSSL: true,
    lifecycleRules: [
      {
        id: "expire",
        prefix: "",
        expiration: Duration.days(props.expirationInDays),
        abortIncompleteMultipartUploadAfter: Duration.days(BUCKET.abortIncompleteUploadAfterInDays),
      },
    ],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: props.deletesObjects,
  });
  if (props.deletesObjects) prepareObjectDeletion(bucket, { ...props.deletion, kmsKey });
  return bucket;
}

import { type CfnResource, RemovalPolicy, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kms from "aws-cdk-lib/aws-kms";
import * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";

export interface ObjectDeletionProps {
  readonly logRetentionInDays: number;
  readonly kmsKey: kms.IKey | undefined;
  readonly permissionsBoundary: iam.IManagedPolicy | undefined;
}

/** Construct of CDK that serves all buckets of a stack with `autoDeleteObjects`. */
const PROVIDER = "Custom::S3AutoDeleteObjectsCustomResourceProvider";

/**
 * Gives the function by which CDK deletes the objects of a bucket a log group of its own, and its role a boundary. CDK makes
 * one function for the whole stack: the log group is the one that the first bucket asks for, the boundary the last one.
 *
 * What CDK has no setting for stays: the role has the managed policy AWSLambdaBasicExecutionRole, the function joins no VPC,
 * and tags of the construct do not reach it.
 */
export function prepareObjectDeletion(bucket: s3.Bucket, props: ObjectDeletionProps): void {
  const { kmsKey, permissionsBoundary } = props;
  const provider = Stack.of(bucket).node.findChild(PROVIDER);
  if (permissionsBoundary) iam.PermissionsBoundary.of(provider).apply(permissionsBoundary);
  if (provider.node.tryFindChild("LogGroup")) return;
  const logGroup = new logs.LogGroup(provider, "LogGroup", {
    retention: props.logRetentionInDays,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(kmsKey && { encryptionKey: kmsKey }),
  });
  const handler = provider.node.findChild("Handler") as CfnResource;
  handler.addPropertyOverride("LoggingConfig.LogGroup", logGroup.logGroupName);
}

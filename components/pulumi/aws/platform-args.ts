import type * as pulumi from "@pulumi/pulumi";

/** Arguments by which a component fits into what an organization prescribes. */
export interface PlatformArgs {
  /**
   * Proxy for the calls to the PCE, `http://proxy.example.com:3128` or `https:`, without user name and password, because
   * environment variables can be read. Calls to AWS do not go through it.
   */
  readonly proxyUrl?: pulumi.Input<string>;
  /**
   * ARN of a customer-managed symmetric key in AWS KMS that encrypts everything the component keeps: queues, bucket, log
   * groups and the environment variables of functions. Roles of the component get what they need on the key. The policy of
   * the key is yours: beside the usual statement that lets IAM policies decide (`kms:*` for
   * `arn:aws:iam::ACCOUNT:root`), it has to allow the principal `logs.REGION.amazonaws.com` the actions `kms:Encrypt*`,
   * `kms:Decrypt*`, `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*`, with the condition `ArnLike`
   * `kms:EncryptionContext:aws:logs:arn` = `arn:aws:logs:REGION:ACCOUNT:log-group:*`.
   * @default keys of AWS
   */
  readonly kmsKey?: pulumi.Input<string>;
  /** ARN of a managed policy that limits what every role of the component may do. */
  readonly permissionsBoundary?: pulumi.Input<string>;
}

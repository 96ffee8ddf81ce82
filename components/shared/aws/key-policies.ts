import type { AwsLocation } from "./location";
import { allow, type Statement } from "./policy-document";

type KeyUse = "kms:Decrypt" | "kms:GenerateDataKey";

/**
 * What a function may do with a customer-managed key. Lambda decrypts the function's environment variables with the
 * function's own role, and so do SQS and S3 with what it reads and writes: to receive a message takes `kms:Decrypt`, to
 * send one `kms:GenerateDataKey` and `kms:Decrypt` (SQS checks what it encrypted), to put an object `kms:GenerateDataKey`.
 *
 * @param kmsKey ARN of the key; without one there is nothing to allow
 * @see Amazon SQS developer guide, "Key management"; AWS Lambda developer guide, "Securing environment variables"
 */
export function useKey(kmsKey: string | undefined, ...uses: KeyUse[]): Statement[] {
  return kmsKey === undefined ? [] : [allow(uses, kmsKey)];
}

/**
 * The statement that the policy of a key needs before log groups can be encrypted with it. The key is the user's, so its
 * policy is too; without the statement CloudWatch Logs refuses the log group.
 *
 * The names of log groups are made when they are, so the condition names those of the account and Region.
 *
 * @param location where the log groups are
 * @see CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS Key Management Service"
 */
export function encryptLogGroups({ partition, region, account }: AwsLocation): Statement {
  return {
    Effect: "Allow",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    },
  };
}

/**
 * What reading a secret takes that is encrypted with a customer-managed key of its own.
 *
 * @param location of the secret
 * @see AWS Secrets Manager user guide, "Secret encryption and decryption in AWS Secrets Manager"
 */
export function decryptSecret(keyArn: string, { region }: AwsLocation): Statement {
  return {
    ...allow(["kms:Decrypt"], keyArn),
    Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
  };
}

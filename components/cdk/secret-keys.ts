import type * as kms from "aws-cdk-lib/aws-kms";
import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { decryptSecret } from "../shared/aws/key-policies";
import type { PolicyDocument } from "../shared/aws/policy-document";
import { stackLocation } from "./stack-location";

/**
 * The key that encrypts a secret, that of an alias in the place of the alias: policies take the ARN of a key alone.
 *
 * @returns undefined without a key that the app knows, and for an alias that was imported without its key
 */
export function keyOfSecret(secret: secretsmanager.ISecret | undefined): kms.IKey | undefined {
  const key = secret?.encryptionKey;
  if (key === undefined || !("aliasTargetKey" in key)) return key;
  try {
    return (key as kms.IAlias).aliasTargetKey;
  } catch {
    return undefined; // CDK throws where it does not know the key; `secretArn` reports that
  }
}

/** The policy, and what it takes to read secrets that the app encrypts with a customer-managed key. */
export function readingSecrets(
  scope: Construct,
  secrets: readonly (secretsmanager.ISecret | undefined)[],
  policy: PolicyDocument,
): PolicyDocument {
  const keys = new Set(secrets.flatMap((secret) => keyOfSecret(secret)?.keyArn ?? []));
  const decrypt = [...keys].map((key) => decryptSecret(key, stackLocation(scope)));
  return { ...policy, Statement: [...policy.Statement, ...decrypt] };
}

import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { decryptSecret } from "../shared/aws/key-policies";
import type { PolicyDocument } from "../shared/aws/policy-document";
import { stackLocation } from "./stack-location";

/** The policy, and what it takes to read secrets that the app encrypts with a customer-managed key. */
export function readingSecrets(
  scope: Construct,
  secrets: readonly (secretsmanager.ISecret | undefined)[],
  policy: PolicyDocument,
): PolicyDocument {
  const keys = new Set(secrets.flatMap((secret) => secret?.encryptionKey?.keyArn ?? []));
  const decrypt = [...keys].map((key) => decryptSecret(key, stackLocation(scope)));
  return { ...policy, Statement: [...policy.Statement, ...decrypt] };
}

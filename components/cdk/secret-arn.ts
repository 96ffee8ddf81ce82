import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { required } from "../../core/checks";
import { wholeSecretArn } from "../../core/contracts/aws/secret-arn";
import type { PropCheck } from "./prop-check";
import { keyOfSecret } from "./secret-keys";
import { regionProblem } from "./stack-location";

/**
 * ARN by which a function reads a secret, with the six characters at its end: a policy that names the ARN without them
 * allows nothing.
 */
export function secretArn(
  check: PropCheck,
  path: string,
  secret: secretsmanager.ISecret | undefined,
): string {
  if (secret !== undefined && secret !== null) {
    if (typeof secret.secretArn !== "string")
      check.checks.called(path).must("be a secret of Secrets Manager", secret);
    else if (secret.secretFullArn === undefined)
      check.report(
        path,
        "must have its complete ARN, with the six characters at its end, because a policy without them allows " +
          `nothing; import it by Secret.fromSecretCompleteArn, got '${secret.secretArn}'`,
      );
    else {
      check.report(
        path,
        regionProblem(check.scope, secret, "a secret", "replicate the secret, and import the replica"),
      );
      check.report(path, keyProblem(check, secret));
      return check.read(path, secret.secretFullArn, required(wholeSecretArn()), "");
    }
    return "";
  }
  return check.read(path, undefined, required(wholeSecretArn()), "");
}

/** The function may be allowed to use a key, and not an alias; a secret and its key are of one region. */
function keyProblem({ scope }: PropCheck, secret: secretsmanager.ISecret): string | undefined {
  if (secret.encryptionKey === undefined) return undefined;
  const key = keyOfSecret(secret);
  if (key === undefined)
    return "must name the key that encrypts it, got an alias, which no policy takes; import the key by Key.fromKeyArn";
  return regionProblem(
    scope,
    key,
    "encrypted with a key",
    "import the replica of the secret with the key of that",
  );
}

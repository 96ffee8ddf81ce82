import type * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { required } from "../../core/checks";
import { wholeSecretArn } from "../../core/contracts/aws/secret-arn";
import type { PropCheck } from "./prop-check";
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
      return check.read(path, secret.secretFullArn, required(wholeSecretArn()), "");
    }
    return "";
  }
  return check.read(path, undefined, required(wholeSecretArn()), "");
}

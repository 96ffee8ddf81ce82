import { looksLike, type Rule } from "../../checks";

/** ARN of a secret in AWS Secrets Manager; the first group is its region. */
export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:.+$/;
const EXAMPLE = "arn:aws:secretsmanager:us-east-1:123456789012:secret:name-AbCdEf";

/** An ARN by which a secret can be read. */
export function secretArn(): Rule<string> {
  return looksLike(SECRET_ARN, EXAMPLE);
}

/**
 * The whole ARN, with the six random characters at its end: a policy that names the ARN without them allows nothing.
 */
export function wholeSecretArn(): Rule<string> {
  return looksLike(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/,
    `${EXAMPLE}, with the six characters at its end`,
  );
}

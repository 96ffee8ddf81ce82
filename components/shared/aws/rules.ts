import { isToken, list, looksLike, type Rule } from "../../../core/checks";
import { isRecord } from "../../../core/checks/json";
import { RETENTION_IN_DAYS } from "./function-defaults";

/** Days that a log group keeps its events. */
export function retentionInDays(): Rule<number> {
  return (value, checks) =>
    RETENTION_IN_DAYS.includes(value as number)
      ? (value as number)
      : checks.must(`be one of ${RETENTION_IN_DAYS.join(", ")}, which CloudWatch Logs has`, value);
}

/** Id of a resource of EC2: `vpc-0a1b2c3d` or `vpc-` and 17 hexadecimal digits. */
export function resourceId(prefix: "vpc" | "subnet" | "eni" | "sg"): Rule<string> {
  return looksLike(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `${prefix}-0123456789abcdef0`);
}

/** A list of ids, at most as many as Lambda accepts. */
export function resourceIds(prefix: "subnet" | "sg", most: number): Rule<string[]> {
  return list(resourceId(prefix), { least: 1, most });
}

/** `arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME`, with or without the `:*` that CloudFormation appends. */
export function logGroupArn(): Rule<string> {
  return looksLike(
    /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[\w./#-]{1,512}(:\*)?$/,
    "arn:aws:logs:us-east-1:123456789012:log-group:name",
  );
}

/**
 * ARN of a key in AWS KMS. Policies and log groups take neither a key id nor an alias, and an alias may come to mean another
 * key while everything that the former one encrypted still needs that.
 */
export function kmsKeyArn(): Rule<string> {
  const arn =
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
  return (value, checks) =>
    typeof value === "string" && arn.test(value)
      ? value
      : checks
          .advising("a key id and an alias do not do")
          .must(
            "be the ARN of a key, arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            value,
          );
}

/** ARN of a managed policy of IAM, of the user's own account or of AWS. */
export function managedPolicyArn(): Rule<string> {
  return looksLike(
    /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
    "arn:aws:iam::123456789012:policy/boundary",
  );
}

/**
 * Names of functions and roles are at most 64 characters of letters, digits and hyphens, names of buckets 63;
 * the children's own words and the random end take up to 28 of them.
 */
export function componentName(): Rule<string> {
  return (value, checks) =>
    typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9-]{0,34}$/.test(value)
      ? value
      : checks.must(
          "be at most 35 letters, digits and hyphens, because names of functions, roles and buckets start with it",
          value,
        );
}

/** What is wrong with a key of a record that only the deployment knows: neither templates nor names have a place for it. */
export function unknownKey(key: string): string | undefined {
  return isToken(key) ? "must have a key that is known when the program runs; it is a reference" : undefined;
}

/** A rule for a record whose keys must be known when the program runs; those that are not are named, and left out. */
export function knownKeys<T>(rule: Rule<T>): Rule<T> {
  return (value, checks) => {
    if (!isRecord(value)) return rule(value, checks);
    const entries = Object.entries(value);
    for (const [key] of entries) {
      const problem = unknownKey(key);
      if (problem !== undefined) checks.at(key).fail(problem);
    }
    return rule(Object.fromEntries(entries.filter(([key]) => unknownKey(key) === undefined)), checks);
  };
}

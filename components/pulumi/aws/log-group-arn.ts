import type { AwsLocation } from "../../shared/aws/location";

/** The ARN of a log group without the `:*` that consoles and CloudFormation append. */
export function plainLogGroupArn(arn: string): string {
  return arn.replace(/:\*$/, "");
}

/** @param arn the text itself, never a placeholder for a later value */
export function logGroupName(arn: string): string {
  return plainLogGroupArn(arn).split(":").slice(6).join(":");
}

/**
 * Where a log group lives. An output of the engine holds the text itself, so it can be read here.
 *
 * @param arn the text itself, never a placeholder for a later value
 */
export function logGroupLocation(arn: string): AwsLocation {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
}

/** ARN of a log group: `arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME`, with or without `:*` behind it. */
const LOG_GROUP_ARN = /^arn:aws[a-z-]*:logs:[a-z0-9-]+:\d{12}:log-group:[\w./#-]{1,512}(:\*)?$/;

export function isLogGroupArn(arn: string): boolean {
  return LOG_GROUP_ARN.test(arn);
}

/** Without the `:*` that consoles and CloudFormation append. */
export function plainLogGroupArn(arn: string): string {
  return arn.replace(/:\*$/, "");
}

export function logGroupName(arn: string): string {
  return plainLogGroupArn(arn).split(":").slice(6).join(":");
}

/** Where the log group lives. */
export function logGroupOwner(arn: string): { partition: string; region: string; account: string } {
  const [, partition = "", , region = "", account = ""] = arn.split(":");
  return { partition, region, account };
}

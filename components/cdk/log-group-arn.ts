import { ArnFormat, Stack } from "aws-cdk-lib";
import type * as logs from "aws-cdk-lib/aws-logs";

/**
 * The ARN of a log group of the stack's account and region, without the `:*` that CloudFormation appends to its own:
 * a flow log takes it without, and policies append their own.
 */
export function plainLogGroupArn(group: logs.ILogGroup): string {
  return Stack.of(group).formatArn({
    service: "logs",
    resource: "log-group",
    resourceName: group.logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

import { ArnFormat, Aws, Lazy, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as logs from "aws-cdk-lib/aws-logs";
import { CfnLogGroup } from "aws-cdk-lib/aws-logs";
import { Construct, type IDependable } from "constructs";
import { awsLogFormat, FLOW_LOG, trafficType } from "../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { flowLogPolicy, flowLogTrust } from "../shared/aws/vpc-flow-logs-to-pce/policies";
import { acknowledge } from "./acknowledge";
import { ACKNOWLEDGEMENTS } from "./acknowledgements";
import type { FlowLogSettings } from "./flow-log-settings";
import { plainLogGroupArn } from "./log-group-arn";
import { serviceRole } from "./service-role";
import { stackLocation } from "./stack-location";

export interface FlowLogs {
  readonly role: iam.Role;
  /** By the key of their target. */
  readonly flowLogs: Readonly<Record<string, ec2.CfnFlowLog>>;
}

/**
 * A flow log for every target, and the role under which they write into the log group. The role may write into the log
 * groups of all formats: a flow log that is deleted delivers for minutes what it has recorded.
 *
 * These are the resources themselves, because the flow log construct of CDK makes a role that any account's flow logs
 * could use.
 *
 * @param owner scope of what all formats have in common
 * @param scope of what the format has of its own
 * @param subscription what has to exist before the first record comes: a subscription passes on only new records
 */
export function flowLogs(
  owner: Construct,
  scope: Construct,
  settings: FlowLogSettings,
  group: logs.ILogGroup,
  subscription: IDependable,
): FlowLogs {
  const logGroups = ofEveryFormat(group, settings.digest);
  const role = serviceRole(owner, "FlowLogRole", {
    description: "Writes VPC flow logs into their log group",
    trust: flowLogTrust(stackLocation(scope)),
    policy: flowLogPolicy(logGroups),
    permissionsBoundary: settings.permissionsBoundary,
  });
  acknowledge(role, ACKNOWLEDGEMENTS.flowLogs, { logGroups });
  const targets = new Construct(scope, "Targets");
  const made = settings.targets.map(({ key, resourceId, resourceType }) => {
    const flowLog = new ec2.CfnFlowLog(targets, key, {
      resourceId,
      resourceType,
      trafficType: trafficType(settings.includeRejected),
      logDestinationType: FLOW_LOG.logDestinationType,
      logDestination: plainLogGroupArn(group),
      logFormat: awsLogFormat(settings.logFormat),
      maxAggregationInterval: FLOW_LOG.maxAggregationIntervalInSeconds,
      deliverLogsPermissionArn: role.roleArn,
    });
    flowLog.node.addDependency(role, subscription);
    return [key, flowLog] as const;
  });
  return { role, flowLogs: Object.fromEntries(made) };
}

/**
 * ARN of the log groups that differ only in the digest of their format: CloudFormation names each by its stack and its
 * logical id, which begins with the path up to the digest. Only the group itself where the logical id is another one.
 *
 * UNCONFIRMED: that the name holds the whole logical id; a name may have 512 characters, which is enough for both.
 */
function ofEveryFormat(group: logs.ILogGroup, digest: string | undefined): string {
  const made = group.node.defaultChild;
  if (digest === undefined || !(made instanceof CfnLogGroup)) return plainLogGroupArn(group);
  const name = Lazy.uncachedString({
    produce: (context) => {
      const logicalId = context.resolve(made.logicalId) as string;
      const end = logicalId.indexOf(digest);
      return end < 0 ? group.logGroupName : `${Aws.STACK_NAME}-${logicalId.slice(0, end)}*`;
    },
  });
  return Stack.of(group).formatArn({
    service: "logs",
    resource: "log-group",
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

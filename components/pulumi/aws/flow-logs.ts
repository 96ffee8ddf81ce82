import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { FLOW_LOG_CHILDREN } from "../../shared/aws/vpc-flow-logs-to-pce/children";
import { awsLogFormat, FLOW_LOG, trafficType } from "../../shared/aws/vpc-flow-logs-to-pce/flow-log";
import { flowLogPolicy, flowLogTrust } from "../../shared/aws/vpc-flow-logs-to-pce/policies";
import { type FlowLogSettings, ofFormat } from "./flow-log-settings";
import { logGroupLocation } from "./log-group-arn";
import { serviceRole } from "./service-role";

export interface FlowLogs {
  readonly role: iam.Role;
  /** By the key of their target. */
  readonly ids: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * A flow log for every target, and the role under which they write into the log group. The role may write into the log
 * groups of all formats: a flow log that is deleted delivers for minutes what it has recorded.
 *
 * @param subscription resources that have to exist before the first record comes: a subscription passes on only new
 *   records
 */
export function flowLogs(
  name: string,
  settings: FlowLogSettings,
  logGroupArn: pulumi.Output<string>,
  subscription: pulumi.Resource,
  opts: pulumi.CustomResourceOptions,
): FlowLogs {
  const { role, policy } = serviceRole(
    `${name}-${FLOW_LOG_CHILDREN.flowLogRole}`,
    {
      description: "Writes VPC flow logs into their log group",
      trust: logGroupArn.apply((arn) => flowLogTrust(logGroupLocation(arn))),
      policy: logGroupArn.apply((arn) => flowLogPolicy(ofEveryFormat(arn, settings.digest))),
      permissionsBoundary: settings.permissionsBoundary,
      tags: settings.tags,
    },
    opts,
  );
  const flowLog = ({ key, ...target }: FlowLogSettings["targets"][number]) =>
    new ec2.FlowLog(
      ofFormat(`${name}-${key}`, settings),
      {
        vpcId: target.vpcId,
        subnetId: target.subnetId,
        eniId: target.networkInterfaceId,
        trafficType: settings.includeRejected.apply(trafficType),
        logDestinationType: FLOW_LOG.logDestinationType,
        logDestination: logGroupArn,
        logFormat: settings.logFormat.apply(awsLogFormat),
        maxAggregationInterval: FLOW_LOG.maxAggregationIntervalInSeconds,
        iamRoleArn: role.arn,
        tags: settings.tags,
      },
      // Nothing but the tags of a flow log can change. With another format it has another name and log group, so the new one
      // writes before the old one is deleted. Whatever else replaces it leaves target and destination as they
      // are, and AWS refuses a second one with both.
      { ...opts, dependsOn: [policy, subscription], deleteBeforeReplace: true },
    );
  return {
    role,
    ids: Object.fromEntries(settings.targets.map((target) => [target.key, flowLog(target).id])),
  };
}

/** The log groups that differ only in the digest of their format, and in what the engine appends to it. */
function ofEveryFormat(logGroupArn: string, digest: string | undefined): string {
  const end = digest === undefined ? -1 : logGroupArn.lastIndexOf(`-${digest}`);
  return end < 0 ? logGroupArn : `${logGroupArn.slice(0, end)}-*`;
}

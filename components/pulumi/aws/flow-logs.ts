import * as ec2 from "@pulumi/aws/ec2";
import type * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";
import { logFormatText } from "../../../core/contracts/flow-log-format";
import { flowLogFields } from "../../../core/flow-logs";
import { flowLogPolicy, flowLogTrust } from "../../spec/aws/flow-log-policies";
import { AGGREGATION_INTERVAL_IN_SECONDS } from "../../spec/aws/flow-log-settings";
import type { FlowLogSettings } from "./flow-log-settings";
import { serviceRole } from "./service-role";

export interface FlowLogs {
  readonly role: iam.Role;
  /** By the key of their target. */
  readonly ids: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * A flow log for every target, and the role under which they write into the log group.
 *
 * @param subscription what has to be in place before the first record comes: a subscription sees only new ones
 */
export function flowLogs(
  name: string,
  settings: FlowLogSettings,
  logGroupArn: pulumi.Output<string>,
  subscription: pulumi.Resource,
  opts: pulumi.CustomResourceOptions,
): FlowLogs {
  const { role, policy } = serviceRole(
    `${name}-flow-log`,
    {
      description: "Writes VPC flow logs into their log group",
      trust: logGroupArn.apply(flowLogTrust),
      policy: logGroupArn.apply(flowLogPolicy),
      tags: settings.tags,
    },
    opts,
  );
  const flowLog = ({ key, ...target }: FlowLogSettings["targets"][number]) =>
    new ec2.FlowLog(
      `${name}-${key}`,
      {
        vpcId: target.vpcId,
        subnetId: target.subnetId,
        eniId: target.networkInterfaceId,
        trafficType: settings.includeRejected.apply((rejected) => (rejected ? "ALL" : "ACCEPT")),
        logDestinationType: "cloud-watch-logs",
        logDestination: logGroupArn,
        logFormat: settings.logFormat.apply((format) => logFormatText(flowLogFields(format))),
        maxAggregationInterval: AGGREGATION_INTERVAL_IN_SECONDS,
        iamRoleArn: role.arn,
        tags: settings.tags,
      },
      // Nothing but the tags of a flow log can change, and AWS refuses a second one with the same target and destination.
      { ...opts, dependsOn: [policy, subscription], deleteBeforeReplace: true },
    );
  return {
    role,
    ids: Object.fromEntries(settings.targets.map((target) => [target.key, flowLog(target).id])),
  };
}

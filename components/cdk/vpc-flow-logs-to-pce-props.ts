import type { Duration } from "aws-cdk-lib";
import type * as logs from "aws-cdk-lib/aws-logs";
import type { FlowLogTargetProps } from "./flow-log-target-props";
import type { FunctionSizeProps } from "./function-size-props";
import type { FunctionVpcProps } from "./function-vpc-props";
import type { PceProps } from "./pce-props";
import type { PlatformProps } from "./platform-props";

/** Props of `VpcFlowLogsToPce`. Values may be tokens, except where a prop says that it has to be known. */
export interface VpcFlowLogsToPceProps extends PlatformProps {
  /**
   * VPCs, subnets and network interfaces whose traffic is reported. Each gets a flow log; the key is a name of your choice
   * that stands in the flow log's logical id, so adding or removing one target leaves the others alone. The keys have to
   * be known when the program runs.
   * @default none, which needs `existingLogGroup`
   */
  readonly targets?: { readonly [name: string]: FlowLogTargetProps };
  /**
   * Log group of the stack's account and region into which flow logs write already. Needs `logFormat`. It has to be of the
   * class STANDARD. AWS allows two subscription filters per group, and the construct uses one of them. Flow logs of `targets`
   * write into it too. A change of `logFormat` or `includeRejected` then takes two deployments, first without `targets`:
   * AWS refuses a second flow log with equal target and destination, and CloudFormation makes the new one first.
   * @default the construct makes a log group
   */
  readonly existingLogGroup?: logs.ILogGroup;
  /**
   * Fields of the flow logs in their order, as AWS writes it: `${version} ${account-id} …` (bare names work too). Every
   * flow log that writes into the log group has to use it, and those that the construct makes do. In an existing log
   * group without `targets`, `-` stands for a column to skip. The format of an existing log group needs `action` unless
   * `includeRejected` is set. Without an existing log group the format has to be known when the program runs, because the
   * construct makes a log group of its own for every format, see `deleteFlowLogGroup`.
   * @default the 14 fields of AWS's default format, then tcp-flags, flow-direction, pkt-srcaddr, pkt-dstaddr, type,
   *   instance-id, vpc-id, subnet-id
   */
  readonly logFormat?: string;
  /**
   * Log groups of before a change of the format, by their names in AWS: their formats. *normalise* then reads what still comes
   * from them, and what `illumio-iac redrive` sends again; deliveries of any other log group are refused. Give it with the
   * change, and take it away some hours later. The names have to be known when the program runs.
   * @default none
   */
  readonly formerLogGroups?: { readonly [logGroupName: string]: string };
  /**
   * Whether rejected traffic is reported to the PCE too, and recorded by the flow logs. Has to be known when the program
   * runs.
   * @default false
   */
  readonly includeRejected?: boolean;

  /** The PCE that gets the flows. */
  readonly pce: PceProps;
  /**
   * The VPC that *upload* joins, for a PCE that is not on the internet. *upload* also has to reach SQS and Secrets Manager
   * from there. *normalise* stays outside: it does not call the PCE.
   * @default *upload* is in no VPC
   */
  readonly vpc?: FunctionVpcProps;
  /**
   * Greatest number of calls per minute that all *upload* instances together make. The PCE allows 500 per key; lower it
   * when several pipelines share one key. Has to be known when the program runs.
   * @default 400
   */
  readonly pceCallsPerMinute?: number;

  /**
   * Ports on which you know servers to listen. They decide which side is the server where the log does not show the
   * opening of a connection.
   * @default none
   */
  readonly serverPorts?: number[];
  /**
   * What happens to a flow whose direction cannot be decided, an `Undecided`: `drop`, or `lower-port` to take the side
   * with the lower port as the server. Either way it is counted.
   * @default drop
   */
  readonly undecided?: string;

  /**
   * The function that reads deliveries of the log group and adds them up.
   * @default 512 MiB, one minute
   */
  readonly normalise?: FunctionSizeProps;
  /**
   * The function that sends flows to the PCE. Its timeout has to be known when the program runs.
   * @default 512 MiB, two minutes
   */
  readonly upload?: FunctionSizeProps;
  /**
   * Greatest number of *upload* instances that run at the same time, 2 to 1000. They share `pceCallsPerMinute`, so it
   * may not be greater than that. Has to be known when the program runs.
   * @default 2
   */
  readonly maxConcurrency?: number;
  /**
   * How long *upload* waits to fill a batch, 1 to 300 seconds. A longer wait merges more and calls the PCE less. Has to be
   * known when the program runs.
   * @default five minutes
   */
  readonly batchWindow?: Duration;

  /**
   * How long the log group of the flow logs keeps its events. Without effect on an existing log group.
   * @default one week
   */
  readonly flowLogRetention?: logs.RetentionDays;
  /**
   * How long the log groups of the two functions keep their events.
   * @default one month
   */
  readonly functionLogRetention?: logs.RetentionDays;
  /**
   * How long the bucket keeps deliveries that *normalise* gave up, 1 to 3650 days.
   * @default 90 days
   */
  readonly failedDeliveryRetention?: Duration;
  /**
   * Whether deleting the stack deletes the deliveries that *normalise* gave up, with the bucket that keeps them. Otherwise the
   * deletion fails with `BucketNotEmpty` while there are any. CDK does it by a custom resource, with a function and a role for
   * all such buckets of the stack. They get the boundary and a log group; CDK has no setting for the rest: the role has the
   * managed policy `AWSLambdaBasicExecutionRole`, the function joins no VPC, and `tags` do not reach them. Has to be known
   * when the program runs; a change takes effect once it is deployed.
   * @default false
   */
  readonly deleteFailedDeliveries?: boolean;
  /**
   * Whether the log group of the flow logs is deleted with its records once it is no longer used: after a change of
   * `logFormat` or `includeRejected`, which makes another one, and with the stack. Otherwise the group stays, with its
   * subscription filter and the filter's permission, so that records which come late are refused by *normalise* and kept with
   * the failed deliveries. Without effect on an existing log group. Has to be known when the program runs; a change takes
   * effect once it is deployed.
   * @default false
   */
  readonly deleteFlowLogGroup?: boolean;
}

import type * as pulumi from "@pulumi/pulumi";
import type { PceArgs } from "./pce-args";
import type { PlatformArgs } from "./platform-args";
import type { VpcArgs } from "./vpc-args";

/** What a flow log watches: exactly one of the three. */
export interface FlowLogTargetArgs {
  /** Every network interface of this VPC. */
  readonly vpcId?: pulumi.Input<string>;
  /** Every network interface of this subnet. */
  readonly subnetId?: pulumi.Input<string>;
  /** This network interface alone. */
  readonly networkInterfaceId?: pulumi.Input<string>;
}

export interface FunctionSizeArgs {
  /**
   * Memory, 128 to 10240 MB. AWS gives CPU in proportion.
   * @default 512
   */
  readonly memorySizeInMegabytes?: pulumi.Input<number>;
  /**
   * Timeout of a run, 1 to 900 seconds.
   * @default 60 for *normalise*, 120 for *upload*
   */
  readonly timeoutInSeconds?: pulumi.Input<number>;
}

export interface VpcFlowLogsToPceArgs extends PlatformArgs {
  /**
   * VPCs, subnets and network interfaces whose traffic is reported. Each gets a flow log; the key is a name of your
   * choice that stands in the flow log's name, so adding or removing one target leaves the others alone. May be left
   * out when `existingLogGroupArn` is given. The keys have to be known when the program runs.
   */
  readonly targets?: { readonly [name: string]: FlowLogTargetArgs };
  /**
   * Log group into which flow logs write already; the component then makes none. Needs `logFormat`. It has to be of the
   * class STANDARD. AWS allows two subscription filters per group, and the component uses one of them.
   */
  readonly existingLogGroupArn?: pulumi.Input<string>;
  /**
   * Fields of the flow logs in their order, as AWS writes it: `${version} ${account-id} …` (bare names work too). Every
   * flow log that writes into the log group has to use it, and those that the component makes do. In an existing log
   * group without `targets`, `-` stands for a column to skip. The format of an existing log group needs `action` unless
   * `includeRejected` is set. Without an existing log group the format has to be known when the program runs, because the
   * component makes a log group of its own for every format, see `deleteFlowLogGroup`.
   * @default the 14 fields of AWS's default format, then tcp-flags, flow-direction, pkt-srcaddr, pkt-dstaddr, type,
   *   instance-id, vpc-id, subnet-id
   */
  readonly logFormat?: pulumi.Input<string>;
  /**
   * Log groups of before a change of the format, by their names in AWS: their formats. *normalise* then reads what still comes
   * from them, and what `illumio-iac redrive` sends again; deliveries of any other log group are refused. Give it with the
   * change, and take it away some hours later.
   * @default none
   */
  readonly formerLogGroups?: { readonly [logGroupName: string]: pulumi.Input<string> };
  /**
   * Whether rejected traffic is reported to the PCE too, and recorded by the flow logs. Has to be known when the program
   * runs, as `logFormat` has.
   * @default false
   */
  readonly includeRejected?: pulumi.Input<boolean>;

  /** The PCE that gets the flows. */
  readonly pce: PceArgs;
  /**
   * The VPC that *upload* joins, for a PCE that is not on the internet. *upload* also has to reach SQS and Secrets Manager
   * from there. *normalise* stays outside: it does not call the PCE.
   */
  readonly vpc?: VpcArgs;
  /**
   * Greatest number of calls per minute that all *upload* instances together make. The PCE allows 500 per key; lower it
   * when several pipelines share one key.
   * @default 400
   */
  readonly pceCallsPerMinute?: pulumi.Input<number>;

  /**
   * Ports on which you know servers to listen. They decide which side is the server where the log does not show the
   * opening of a connection.
   */
  readonly serverPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * What happens to a flow whose direction cannot be decided, an `Undecided`: `drop`, or `lower-port` to take the side
   * with the lower port as the server. Either way it is counted.
   * @default drop
   */
  readonly undecided?: pulumi.Input<string>;

  /** The function that reads deliveries of the log group and adds them up. */
  readonly normalise?: FunctionSizeArgs;
  /** The function that sends flows to the PCE. */
  readonly upload?: FunctionSizeArgs;
  /**
   * Greatest number of *upload* instances that run at the same time, 2 to 1000. They share `pceCallsPerMinute`, so it
   * may not be greater than that.
   * @default 2
   */
  readonly maxConcurrency?: pulumi.Input<number>;
  /**
   * How long *upload* waits to fill a batch, 1 to 300 seconds. A longer wait merges more and calls the PCE less.
   * @default 300
   */
  readonly batchWindowInSeconds?: pulumi.Input<number>;

  /**
   * Days the log group of the flow logs keeps its events. Without effect on an existing log group.
   * @default 7
   */
  readonly flowLogRetentionInDays?: pulumi.Input<number>;
  /**
   * Days the log groups of the two functions keep their events.
   * @default 30
   */
  readonly functionLogRetentionInDays?: pulumi.Input<number>;
  /**
   * Days the bucket keeps deliveries that *normalise* gave up.
   * @default 90
   */
  readonly failedDeliveryRetentionInDays?: pulumi.Input<number>;
  /**
   * Whether destroying the component deletes the deliveries that *normalise* gave up, with the bucket that keeps them.
   * Otherwise `destroy` fails with `BucketNotEmpty` while there are any. A change takes effect once it is deployed.
   * @default false
   */
  readonly deleteFailedDeliveries?: pulumi.Input<boolean>;
  /**
   * Whether the log group of the flow logs is deleted with its records once it is no longer used: after a change of
   * `logFormat` or `includeRejected`, which makes another one, and by `destroy`; the engine does not tell the two apart.
   * Otherwise the group stays, with its subscription filter and the filter's permission, so that records which come late
   * are refused by *normalise* and kept with the failed deliveries. Without effect on an existing log group. Has to be known when
   * the program runs; a change takes effect once it is deployed.
   * @default false
   */
  readonly deleteFlowLogGroup?: pulumi.Input<boolean>;
  /**
   * ARNs of what the alarms notify, for example SNS topics. Without them the alarms change their state and notify
   * nobody.
   */
  readonly alarmActionArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

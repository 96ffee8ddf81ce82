import type * as pulumi from "@pulumi/pulumi";

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
   * Longest run, 1 to 900 seconds.
   * @default 60 for *normalise*, 120 for *upload*
   */
  readonly timeoutInSeconds?: pulumi.Input<number>;
}

export interface VpcFlowLogsToPceArgs {
  /**
   * VPCs, subnets and network interfaces whose traffic is reported. Each gets a flow log; the key is a name of your
   * choice that stands in the flow log's name, so adding or removing one target leaves the others alone.
   * May be left out when `existingLogGroupArn` is given. Which keys exist has to be known when the program runs.
   */
  readonly targets?: { readonly [name: string]: FlowLogTargetArgs };
  /**
   * Log group into which flow logs write already; the component then makes none. Needs `logFormat`. It has to be of
   * the class STANDARD, and AWS allows two subscription filters per group, of which this takes one.
   */
  readonly existingLogGroupArn?: pulumi.Input<string>;
  /**
   * Fields of the flow logs in their order, as AWS has it: `${version} ${account-id} …` (bare names work too). Every
   * flow log that writes into the log group has to use it, and those that the component makes do. `-` stands for a
   * column to pass over, in an existing log group without `targets`. An existing log group's needs `action` unless
   * `includeRejected` is set.
   * @default the 14 fields of AWS's default format, then tcp-flags, flow-direction, pkt-srcaddr, pkt-dstaddr, type,
   *   instance-id, vpc-id, subnet-id
   */
  readonly logFormat?: pulumi.Input<string>;
  /**
   * Rejected traffic is reported to the PCE too, and the flow logs record it.
   * @default false
   */
  readonly includeRejected?: pulumi.Input<boolean>;

  /** Host name of the PCE, without scheme, port or path. */
  readonly pceHost: pulumi.Input<string>;
  /** TLS port of the PCE: 443 for SaaS, usually 8443 on premises. */
  readonly pcePort: pulumi.Input<number>;
  /** Number of the organization, as in every href of the PCE: `/orgs/7/…`. */
  readonly pceOrgId: pulumi.Input<number>;
  /**
   * ARN of the secret in AWS Secrets Manager that holds the PCE's API key:
   * `{"apiKeyUsername": "api_…", "apiKeySecret": "…", "caCertificate": "-----BEGIN …"}`, the last only for a PCE with a
   * certificate of a private authority. The whole ARN, with the six characters at its end. The key needs the role
   * Global Organization Owner or Global Administrator, because the PCE lets no other upload flows.
   */
  readonly pceSecretArn: pulumi.Input<string>;
  /**
   * Calls per minute that all *upload* instances together make. The PCE allows 500 per key; lower it when
   * several pipelines share one.
   * @default 400
   */
  readonly pceCallsPerMinute?: pulumi.Input<number>;

  /**
   * Ports on which you know servers to listen. They decide which side is the server where the log does not show the
   * opening of a connection.
   */
  readonly serverPorts?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * What happens to a flow whose direction nothing decides: `drop`, or `lower-port` to take the side with the lower
   * port for the server. Either way it is counted.
   * @default drop
   */
  readonly undecided?: pulumi.Input<string>;

  /** The function that reads deliveries of the log group and adds them up. */
  readonly normalise?: FunctionSizeArgs;
  /** The function that sends flows to the PCE. */
  readonly upload?: FunctionSizeArgs;
  /**
   * How many *upload* instances run at the same time at most, 2 to 1000. They share `pceCallsPerMinute`, and may
   * not be more.
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
  /** ARNs of what an alarm tells, for example SNS topics. Without it the alarms change their state and tell nobody. */
  readonly alarmActionArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

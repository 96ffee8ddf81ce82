import type * as pulumi from "@pulumi/pulumi";
import type { FunctionAppArgs, FunctionAppNames } from "./function-app/function-app-args";
import type { FunctionNetworkArgs, PrivateEndpointsArgs } from "./function-app/network-args";
import type { NetworkWatcherArgs, VnetFlowLogTargetArgs } from "./vnet-flow-log-target-args";

/** An account that exists, into which flow logs are written. Nothing of it is changed. */
export interface FlowLogAccountArgs {
  /** ARM id of the account. In the same region and tenant. */
  readonly id: pulumi.Input<string>;
  /**
   * `primaryEndpoints.blob` of the account. Only for one in another subscription than the provider's, which the component
   * does not look up.
   * @default as Azure says
   */
  readonly blobEndpoint?: pulumi.Input<string>;
  /**
   * For how many days the account keeps blobs, 2 to 365, after which the function forgets how far it has read them.
   * @default 7
   */
  readonly retentionDays?: pulumi.Input<number>;
}

/** Names that replace those which the component makes of its own name and a hash. */
export interface VnetFlowLogsToPceNames extends FunctionAppNames {
  /** 3 to 24 small letters and digits, not used by anybody in Azure. A change replaces the account with its flow logs. */
  readonly flowLogAccount?: pulumi.Input<string>;
}

export interface VnetFlowLogsToPceArgs extends FunctionAppArgs {
  /** Resource group for everything that the component makes but flow logs, which stand beside their watcher. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the targets, the accounts and the function: a flow log is written in the region of its target. */
  readonly location: pulumi.Input<string>;
  /**
   * Virtual networks, subnets and network interfaces of the provider's subscription whose traffic is reported. Each gets a
   * flow log; the key is a name of your choice that stands in the flow log's name, so adding or removing one target leaves
   * the others alone. May be left out when `flowLogAccount` is given, into which others write. The keys have to be known when
   * the program runs. For targets of another subscription use `VnetFlowLogs`.
   */
  readonly targets?: { readonly [name: string]: VnetFlowLogTargetArgs };
  /**
   * Account that exists, for example one into which Azure Policy has flow logs written. The component only grants its
   * function the role Storage Blob Data Reader there.
   * @default an account is made
   */
  readonly flowLogAccount?: FlowLogAccountArgs;
  /**
   * Days that the account which the component makes keeps blobs, 2 to 365. An outage of PCE or function that is shorter loses
   * nothing. Refused with `flowLogAccount`.
   * @default 7
   */
  readonly retentionDays?: pulumi.Input<number>;
  /**
   * The watcher of the region.
   * @default the one that Azure makes by itself: `NetworkWatcher_<region>` in `NetworkWatcherRG`
   */
  readonly networkWatcher?: NetworkWatcherArgs;
  /**
   * Whether logs of network security groups (versions 1 and 2) that stand in the account are read too. Such flow logs are
   * never made.
   * @default false
   */
  readonly nsgLogs?: pulumi.Input<boolean>;
  /**
   * Whether denied traffic is reported to the PCE too.
   * @default false
   */
  readonly includeRejected?: pulumi.Input<boolean>;
  /**
   * Time in UTC, `2026-11-20T06:00:00Z`, with whose hour a first deployment begins. Without effect after the first drain.
   * @default the current hour
   */
  readonly startFrom?: pulumi.Input<string>;

  /**
   * Greatest number of calls per minute to the PCE, 1 to 500. The PCE allows 500 per key; lower it when several pipelines
   * share one key.
   * @default 400
   */
  readonly pceCallsPerMinute?: pulumi.Input<number>;
  /**
   * The subnet from which the function calls. Needed for a flow-log account with network rules.
   * @default the function calls from addresses of Azure
   */
  readonly network?: FunctionNetworkArgs;
  /**
   * Private endpoints of the accounts that the component makes, which then take no call from anywhere else but Azure's trusted
   * services. Needs `network`. Without it both accounts take calls from anywhere, with tokens of Entra ID only (the flow-log
   * account also with its keys, which Network Watcher may use).
   */
  readonly privateEndpoints?: PrivateEndpointsArgs;

  /** Names of accounts and app in Azure. */
  readonly names?: VnetFlowLogsToPceNames;
}

import type * as pulumi from "@pulumi/pulumi";
import type { FunctionNetworkArgs, PrivateEndpointsArgs } from "./network-args";
import type { PceArgs } from "./pce-args";
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
export interface VnetFlowLogsToPceNames {
  /** 3 to 24 small letters and digits, not used by anybody in Azure. A change replaces the account and what it knows. */
  readonly hostAccount?: pulumi.Input<string>;
  /** 3 to 24 small letters and digits, not used by anybody in Azure. A change replaces the account with its flow logs. */
  readonly flowLogAccount?: pulumi.Input<string>;
  /** 2 to 32 small letters, digits and hyphens, not used by anybody in Azure. */
  readonly functionApp?: pulumi.Input<string>;
}

export interface VnetFlowLogsToPceArgs {
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

  /** The PCE that gets the flows. */
  readonly pce: PceArgs;
  /**
   * Greatest number of calls per minute to the PCE, 1 to 500. The PCE allows 500 per key; lower it when several pipelines
   * share one key.
   * @default 400
   */
  readonly pceCallsPerMinute?: pulumi.Input<number>;
  /**
   * Proxy for the calls to the PCE, `http://proxy.example.com:3128` or `https:`, without user name and password, because
   * app settings can be read. Calls to Azure do not go through it.
   */
  readonly proxyUrl?: pulumi.Input<string>;

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

  /**
   * ARM id of a user-assigned identity in the provider's subscription as which the function works.
   * @default one is made
   */
  readonly identityId?: pulumi.Input<string>;
  /**
   * Whether the component makes the role assignments of that identity. `false` makes none, so that the deployer needs no right to
   * grant roles; they are in `requiredRoleAssignments` then, the first `up` succeeds without them, and the code is deployed by
   * the first `up` after they were granted (or by `illumio-iac azure deploy`). Has to be known when the program runs.
   * @default true
   */
  readonly createRoleAssignments?: boolean;
  /**
   * ARM id of a component of Application Insights, based on a workspace, in the provider's subscription.
   * @default one is made
   */
  readonly applicationInsightsId?: pulumi.Input<string>;
  /**
   * ARM id of the Log Analytics workspace for the Application Insights component that is made.
   * @default one is made
   */
  readonly logAnalyticsWorkspaceId?: pulumi.Input<string>;
  /**
   * Days that the workspace which is made keeps log lines, 30 to 730.
   * @default 30
   */
  readonly logRetentionInDays?: pulumi.Input<number>;
  /**
   * Memory of an instance: 512, 2048 or 4096 MB.
   * @default 2048
   */
  readonly memoryInMegabytes?: pulumi.Input<number>;
  /** ARM ids of action groups that the alerts call. Without them the alerts are seen in Azure Monitor alone. */
  readonly actionGroupIds?: pulumi.Input<pulumi.Input<string>[]>;
  /** Names of accounts and app in Azure. */
  readonly names?: VnetFlowLogsToPceNames;
  /** Tags of everything that can carry tags. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

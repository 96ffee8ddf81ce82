import type * as pulumi from "@pulumi/pulumi";
import type { NetworkWatcherArgs, VnetFlowLogTargetArgs } from "./vnet-flow-log-target-args";

export interface VnetFlowLogsArgs {
  /**
   * Virtual networks, subnets and network interfaces of the provider's subscription. Each gets a flow log; the key is a name of
   * your choice that stands in the flow log's name. The keys have to be known when the program runs.
   */
  readonly targets: { readonly [name: string]: VnetFlowLogTargetArgs };
  /** Region of the targets and of the account. */
  readonly location: pulumi.Input<string>;
  /**
   * Id of the account that the flow logs are written into: `flowLogAccountId` of a `VnetFlowLogsToPce`. In the same region
   * and tenant; another subscription will do.
   */
  readonly flowLogAccountId: pulumi.Input<string>;
  /**
   * The watcher of the region in the provider's subscription.
   * @default the one that Azure makes by itself: `NetworkWatcher_<region>` in `NetworkWatcherRG`
   */
  readonly networkWatcher?: NetworkWatcherArgs;
  /** Tags of the flow logs. */
  readonly tags?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

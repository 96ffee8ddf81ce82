import type * as pulumi from "@pulumi/pulumi";

/**
 * What a flow log watches: exactly one of the three ids. Azure takes no new flow logs of network security groups since 30 June
 * 2025.
 */
export interface VnetFlowLogTargetArgs {
  /** Every network interface of this virtual network. */
  readonly virtualNetworkId?: pulumi.Input<string>;
  /** Every network interface of this subnet. */
  readonly subnetId?: pulumi.Input<string>;
  /** This network interface alone. */
  readonly networkInterfaceId?: pulumi.Input<string>;
  /**
   * Name of the flow log in Azure, at most 80 characters. A change replaces it.
   * @default the component's name, the key, and a hash
   */
  readonly flowLogName?: pulumi.Input<string>;
}

/** The watcher below which flow logs stand. */
export interface NetworkWatcherArgs {
  /** Its name, `NetworkWatcher_westeurope` for the one that Azure makes in that region. */
  readonly name: pulumi.Input<string>;
  /** Name of its resource group. */
  readonly resourceGroupName: pulumi.Input<string>;
}

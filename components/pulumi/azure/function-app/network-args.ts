import type * as pulumi from "@pulumi/pulumi";

/** The subnet from which the function calls. */
export interface FunctionNetworkArgs {
  /**
   * ARM id of a subnet that is delegated to `Microsoft.App/environments`. All calls of the function go through it, so it also has
   * to reach the PCE, Key Vault, Entra ID and Application Insights.
   */
  readonly subnetId: pulumi.Input<string>;
}

/** A private endpoint for the blobs of each account that the component makes. */
export interface BlobEndpointArgs {
  /** ARM id of the subnet for the endpoints; not the one that the function calls from. */
  readonly subnetId: pulumi.Input<string>;
  /** ARM ids of the private DNS zones that the function's virtual network resolves: `privatelink.blob.core.windows.net`. */
  readonly blobZoneId: pulumi.Input<string>;
}

/** Private endpoints of the accounts that the component makes. */
export interface PrivateEndpointsArgs extends BlobEndpointArgs {
  /** `privatelink.queue.core.windows.net` */
  readonly queueZoneId: pulumi.Input<string>;
  /** `privatelink.table.core.windows.net` */
  readonly tableZoneId: pulumi.Input<string>;
}

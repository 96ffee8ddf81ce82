import type * as pulumi from "@pulumi/pulumi";
import type { FunctionAppArgs, FunctionAppNames } from "./function-app/function-app-args";
import type { BlobEndpointArgs } from "./function-app/network-args";

export interface SqlFirewallSyncArgs extends FunctionAppArgs {
  /** Resource group for everything that the component makes but its roles, which stand in the groups of servers and subnets. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the function. */
  readonly location: pulumi.Input<string>;
  /**
   * The firewalls to follow: the output `definition` of a `SqlFirewall` for each. The key is a name of your choice that stands in
   * the name of a role. All of them have to belong to the PCE that is named here. The keys have to be known when the program runs.
   */
  // biome-ignore lint/suspicious/noExplicitAny: other languages get a schema of this, which has no unions
  readonly bindings: { readonly [name: string]: pulumi.Input<any> };
  /**
   * ARM ids of all subnets that `egress` entries of the firewalls name, by a name of your choice: a server lets a subnet in only
   * for whoever has a right on the subnet. The keys have to be known when the program runs.
   * @default none
   */
  readonly subnets?: { readonly [name: string]: pulumi.Input<string> };
  /**
   * Minutes from one run to the next, 1 to 60, counted from the full hour.
   * @default 5
   */
  readonly intervalInMinutes?: pulumi.Input<number>;
  /**
   * Private endpoint of the account that the component makes, which then takes no call from anywhere else but Azure's trusted
   * services. Needs `network`. Without it the account takes calls from anywhere, with tokens of Entra ID only.
   */
  readonly privateEndpoints?: BlobEndpointArgs;
  /** Names of account and app in Azure. */
  readonly names?: FunctionAppNames;
}

/** A virtual machine as the inventory of Azure shows it. */
export interface InventoryVm {
  /** In lower case. */
  readonly vmId: string;
  /** In the casing of Azure; compare in lower case. */
  readonly resourceId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Host name in the operating system; undefined where the machine was made of a specialised disk. */
  readonly computerName: string | undefined;
  readonly location: string;
  readonly os: "linux" | "windows" | "other";
  /** `arm64` or `x64`; undefined where Azure does not say. */
  readonly architecture: "x64" | "arm64" | undefined;
  /** Names in their own casing; Azure compares them without it. Those of the resource group are in it if they count. */
  readonly tags: Readonly<Record<string, string>>;
  readonly privateAddresses: readonly string[];
  readonly publicAddresses: readonly string[];
  /** `Creating`, `Updating`, `Succeeded`, `Failed`, `Deleting`. */
  readonly provisioningState: string;
  /** `running`, `deallocated`, `stopped`, …; undefined where Azure does not say. */
  readonly powerState: string | undefined;
  /** Whether the Azure agent is ready; undefined where Azure does not say. */
  readonly agentReady: boolean | undefined;
  readonly agentVersion: string | undefined;
  /** Id of a scale set with uniform orchestration that it is an instance of. */
  readonly uniformScaleSet: string | undefined;
}

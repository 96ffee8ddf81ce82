export { AzureInventory, type AzureInventoryOptions } from "./azure-inventory";
export { RunCommandInstaller, type RunCommandInstallerOptions } from "./run-command-installer";

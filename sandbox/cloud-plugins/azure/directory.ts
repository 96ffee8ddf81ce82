import { pluginDirectory } from "../provider/plugin-directory";

/**
 * Directory that holds the sandbox's `pulumi-resource-azure-native`. First on `PATH`, the `pulumi` CLI takes it instead
 * of the real azure-native provider, and says so in a warning.
 *
 * @throws Error when the package was not built
 */
export function azurePluginDirectory(): string {
  return pluginDirectory(__dirname, "azure", "pulumi-resource-azure-native");
}

import { pluginDirectory } from "../provider/plugin-directory";

/**
 * Directory that holds the sandbox's `pulumi-resource-aws`. First on `PATH`, the `pulumi` CLI takes it instead of the
 * real AWS provider, and says so in a warning.
 *
 * @throws Error when the package was not built
 */
export function awsPluginDirectory(): string {
  return pluginDirectory(__dirname, "aws", "pulumi-resource-aws");
}

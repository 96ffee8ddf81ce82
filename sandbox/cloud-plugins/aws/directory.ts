import { existsSync } from "node:fs";
import path from "node:path";

const SCRIPT = "pulumi-resource-aws";

/**
 * Directory that holds the sandbox's `pulumi-resource-aws`. First on `PATH`, the `pulumi` CLI takes it instead of the
 * real AWS provider, and says so in a warning.
 *
 * @throws Error when the package was not built
 */
export function awsPluginDirectory(): string {
  const built = __dirname.split(path.sep).includes("dist")
    ? __dirname
    : path.join(__dirname, "../../dist/cloud-plugins/aws");
  const directory = path.join(built, "bin");
  if (existsSync(path.join(directory, SCRIPT)) && existsSync(path.join(built, "main.js"))) return directory;
  throw new Error(`${directory} holds no ${SCRIPT}. In a checkout, run "npm run build" first.`);
}

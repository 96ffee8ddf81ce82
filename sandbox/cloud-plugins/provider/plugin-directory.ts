import { existsSync } from "node:fs";
import path from "node:path";

/**
 * The folder with a plugin's script, which the `pulumi` CLI starts when it is on `PATH`.
 *
 * @param folder `__dirname` of the plugin, in the sources or where they are built to
 * @throws Error when the package was not built
 */
export function pluginDirectory(folder: string, cloud: string, script: string): string {
  const built = folder.split(path.sep).includes("dist")
    ? folder
    : path.join(folder, "../../dist/cloud-plugins", cloud);
  const directory = path.join(built, "bin");
  if (existsSync(path.join(directory, script)) && existsSync(path.join(built, "main.js"))) return directory;
  throw new Error(`${directory} holds no ${script}. In a checkout, run "npm run build" first.`);
}

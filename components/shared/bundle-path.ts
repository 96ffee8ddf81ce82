import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Folder of a function's bundle inside this package. It holds `index.js` and nothing else.
 *
 * @param name one of `BUNDLES`
 * @throws Error when the package was not built
 */
export function bundleFolder(name: string): string {
  return path.dirname(bundlePath(name));
}

/**
 * File of a function's bundle inside this package.
 *
 * @param name one of `BUNDLES`
 * @throws Error when the package was not built
 */
export function bundlePath(name: string): string {
  const file = path.join(packageDirectory(__dirname), "dist", "lambda", name, "index.js");
  if (!existsSync(file)) {
    throw new Error(`The function bundle ${file} does not exist. In a checkout, run "npm run build" first.`);
  }
  return file;
}

function packageDirectory(start: string): string {
  for (let directory = start; directory !== path.dirname(directory); directory = path.dirname(directory)) {
    const manifest = path.join(directory, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "illumio-iac")
      return directory;
  }
  throw new Error(`No package.json of illumio-iac above ${start}: the package is installed incompletely.`);
}

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { bundleDigest } from "../../core/contracts/azure/bundles";

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

/**
 * File of the package of a function app of Azure.
 *
 * @param name one of the `BUNDLES` of Azure
 * @throws Error when the package was not built
 */
export function functionAppZip(name: string): string {
  return functionAppPart(`${name}.zip`);
}

/**
 * Digest of a function app of Azure, as its functions compute it themselves.
 *
 * @param name one of the `BUNDLES` of Azure
 * @throws Error when the package was not built
 */
export function functionAppDigest(name: string): string {
  return bundleDigest((file) => readFileSync(functionAppPart(path.join(name, file))));
}

function functionAppPart(part: string): string {
  const file = path.join(packageDirectory(__dirname), "dist", "function-apps", part);
  if (!existsSync(file)) {
    throw new Error(`The function app ${file} does not exist. In a checkout, run "npm run build" first.`);
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

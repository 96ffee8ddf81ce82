import { readFileSync } from "node:fs";
import path from "node:path";
import type { CodeToDeploy } from "../../../clients/azure/deploy-code";
import { bundleDigest } from "../../../core/contracts/azure/bundles";
import { IllumioIacError } from "../../../core/errors";

/**
 * Reads the package of a function app that came with this library.
 *
 * @param bundle one of the `BUNDLES` of Azure
 * @param digest of the bundle that the program found
 * @throws IllumioIacError when the engine's provider process has another one
 */
export function bundleZip(bundle: string, digest: string): CodeToDeploy {
  const folder = path.join(
    path.dirname(require.resolve("illumio-iac/package.json")),
    "dist",
    "function-apps",
  );
  const found = bundleDigest((file) => readFileSync(path.join(folder, bundle, file)));
  if (found !== digest)
    throw new IllumioIacError(
      `The function app ${bundle} in ${folder} has the digest ${found}, the program expects ${digest}. Two copies of ` +
        "illumio-iac are installed: have one (npm ls illumio-iac), or build again in a checkout",
    );
  return { zip: readFileSync(path.join(folder, `${bundle}.zip`)), digest };
}

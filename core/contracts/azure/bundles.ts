import { createHash } from "node:crypto";

/**
 * Function apps: folders under `dist/function-apps`, each with the files of {@link BUNDLE_FILES}, and beside it a zip of
 * them, `<name>.zip`, which is what gets deployed.
 */
export const BUNDLES = {
  drain: "azure-drain",
  sqlSync: "azure-sql-sync",
  onboarding: "azure-onboarding",
} as const;

/** Everything that a function app consists of; its packages are bundled into `index.js`. */
export const BUNDLE_FILES = ["host.json", "index.js", "package.json"] as const;

export type BundleFile = (typeof BUNDLE_FILES)[number];

/**
 * Digest of a function app, in 64 hexadecimal digits. A component puts that of its own library version into an app
 * setting, and the function computes it from the files beside itself, so that each knows whether they belong together.
 *
 * @param read content of a file of the folder
 */
export function bundleDigest(read: (file: BundleFile) => Uint8Array): string {
  const hash = createHash("sha256");
  for (const file of BUNDLE_FILES) {
    const content = read(file);
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

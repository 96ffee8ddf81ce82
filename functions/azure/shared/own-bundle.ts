import { readFileSync } from "node:fs";
import path from "node:path";
import type { AppLog } from "../../../core/contracts/azure/app-log";
import { type BundleFile, bundleDigest } from "../../../core/contracts/azure/bundles";

/** Digest of the bundle in a folder. @param folder that of the running code */
export function digestOf(folder: string): string {
  return bundleDigest((file: BundleFile) => readFileSync(path.join(folder, file)));
}

/**
 * What a line says of the bundle that runs.
 *
 * @param expected digest that the component expects; undefined when it says none
 */
export function bundleSeen(expected: string | undefined, own: string | undefined): AppLog["bundle"] {
  return expected === undefined || expected === own ? "expected" : "other";
}

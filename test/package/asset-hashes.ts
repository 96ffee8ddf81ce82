import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { bundleFolder } from "../../components/shared/bundle-path";
import { testStack } from "../components/cdk/synth";

/** Hashes of the folders that an assembly packs for functions. */
export function assetHashes(assembly: string): string[] {
  const [manifest = ""] = globSync("*.assets.json", { cwd: assembly });
  const { files } = JSON.parse(readFileSync(path.join(assembly, manifest), "utf8")) as {
    readonly files: Readonly<Record<string, { readonly source: { readonly packaging: string } }>>;
  };
  return Object.entries(files).flatMap(([hash, { source }]) => (source.packaging === "zip" ? [hash] : []));
}

/** Hashes of bundles as they are in the checkout. */
export function hashesInCheckout(bundles: readonly string[]): string[] {
  return bundles.map((bundle) => new Asset(testStack(), "Code", { path: bundleFolder(bundle) }).assetHash);
}

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { LARGEST_BUNDLE_IN_BYTES, requireSmallBundles } from "../../../benchmarks/functions/bundle-size";
import { bundleFolder } from "../../../components/shared/bundle-path";
import { BUNDLES } from "../../../core/contracts/aws/bundles";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bundle-size-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function bundle(name: string, bytes: number): void {
  mkdirSync(path.join(folder, name));
  const file = path.join(folder, name, "index.js");
  writeFileSync(file, "");
  truncateSync(file, bytes);
}

test("a bundle of 1.5 MB is accepted", () => {
  bundle("aws-large", LARGEST_BUNDLE_IN_BYTES);
  expect(() => requireSmallBundles(folder)).not.toThrow();
});

test("bundles of more than 1.5 MB are refused, each with its size", () => {
  bundle("aws-a", LARGEST_BUNDLE_IN_BYTES + 1);
  bundle("aws-b", 10);
  bundle("aws-c", 2_000_000);
  expect(() => requireSmallBundles(folder)).toThrow(
    "larger than 1500000 bytes: aws-a (1500001 bytes), aws-c (2000000 bytes)",
  );
});

test("no bundle of the package is refused", () => {
  const bundles = path.dirname(bundleFolder(BUNDLES.upload));
  expect(() => requireSmallBundles(bundles)).not.toThrow();
});

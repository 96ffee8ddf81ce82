import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { bundleFolder } from "../../../components/shared/bundle-path";
import { BUNDLES } from "../../../core/contracts/aws/bundles";
import { FLAGS, testStack } from "./synth";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assets-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const hashOf = (at: string, flags = FLAGS.none) =>
  new Asset(testStack({}, { flags }), "Code", { path: at }).assetHash;

test.each(Object.values(BUNDLES))("the folder of %s holds one file", (name) => {
  expect(readdirSync(bundleFolder(name))).toEqual(["index.js"]);
});

test.each(Object.values(BUNDLES))(
  "the asset of %s has the same hash wherever and however the package is installed",
  (name) => {
    const copy = path.join(folder, "node_modules/.pnpm/illumio-iac@1.0.0/dist/lambda", name);
    cpSync(bundleFolder(name), copy, { recursive: true });
    const file = path.join(copy, "index.js");
    chmodSync(file, 0o755);
    utimesSync(file, 1, 1);
    const link = path.join(folder, name);
    symlinkSync(path.dirname(path.dirname(path.dirname(copy))), link);
    const hash = hashOf(bundleFolder(name));
    expect(hashOf(copy)).toBe(hash);
    expect(hashOf(path.join(link, "dist/lambda", name))).toBe(hash);
    expect(hashOf(copy, FLAGS.recommended)).toBe(hash);
  },
);

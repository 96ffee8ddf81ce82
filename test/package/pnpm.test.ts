import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { BUNDLES } from "../../core/contracts/aws/bundles";
import { describeNeeding } from "../support/needs";
import { assetHashes, hashesInCheckout } from "./asset-hashes";
import { emptyProject, install, manifestOf, output, packAll } from "./packed";

const app = path.resolve(__dirname, "../fixtures/cdk-every-bundle/app.js");

describeNeeding("npm registry", "a project of pnpm", () => {
  let directory: string;
  let project: string;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-pnpm-"));
    const tarballs = await packAll(directory);
    project = emptyProject(path.join(directory, "project"));
    const { devDependencies } = manifestOf("illumio-iac");
    const peers = ["aws-cdk-lib", "constructs"].map((name) => `${name}@${devDependencies[name]}`);
    await add(tarballs["illumio-iac"], ...peers);
  }, 300_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Installs by a pnpm that npm brings. Tool, store and caches are gone with the directory. */
  async function add(...packages: string[]): Promise<void> {
    const tool = emptyProject(path.join(directory, "pnpm"));
    await install(tool, ["--prefer-offline", "pnpm@10"]);
    const places = ["store", "cache", "state"].map((name) => `--config.${name}-dir=${path.join(tool, name)}`);
    const args = ["add", "--ignore-scripts", ...places, ...packages];
    await output(path.join(tool, "node_modules/.bin/pnpm"), args, project);
  }

  test("has every function with the asset hash of a checkout", async () => {
    const installed = realpathSync(path.join(project, "node_modules/illumio-iac"));
    expect(path.relative(realpathSync(project), installed)).toMatch(/^node_modules.\.pnpm.illumio-iac@/);
    cpSync(app, path.join(project, "app.js"));
    const assembly = path.join(project, "cdk.out");
    await output("env", [`CDK_OUTDIR=${assembly}`, process.execPath, "app.js"], project);
    expect(assetHashes(assembly)).toEqual(expect.arrayContaining(hashesInCheckout(Object.values(BUNDLES))));
  }, 120_000);
});

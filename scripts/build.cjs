// Compiles the packages file by file, those that others need first, and bundles the functions. Called by npm scripts before
// anything that needs dist/.
const { execFileSync } = require("node:child_process");
const { copyFileSync, existsSync, mkdirSync, rmSync } = require("node:fs");
const path = require("node:path");
const { FOLDERS } = require("./workspace-sources.cjs");

const root = path.dirname(__dirname);
const started = Date.now();

/** Compiles one project. What tsc remembers of an earlier build is removed when the built files are gone. */
function compile(project, dist, remembered) {
  if (!existsSync(path.join(root, dist)))
    rmSync(path.join(root, "node_modules/.cache", remembered), { force: true });
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", project], {
    cwd: root,
    stdio: ["ignore", 2, "inherit"],
  });
}

process.stderr.write("building … ");
for (const folder of FOLDERS) compile(folder, `${folder}/dist`, `build-${folder}.tsbuildinfo`);
compile("tsconfig.build.json", "dist", "build.tsbuildinfo");

// The pulumi CLI looks on PATH for these scripts, which stand beside the compiled plugins.
for (const script of ["aws/bin/pulumi-resource-aws", "azure/bin/pulumi-resource-azure-native"]) {
  const built = path.join(root, "sandbox/dist/cloud-plugins", script);
  mkdirSync(path.dirname(built), { recursive: true });
  copyFileSync(path.join(root, "sandbox/cloud-plugins", script), built);
}

require("./bundle-functions.cjs").bundleFunctions(path.join(root, "dist/lambda"));
require("./bundle-function-apps.cjs").bundleFunctionApps(path.join(root, "dist/function-apps"));
process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);

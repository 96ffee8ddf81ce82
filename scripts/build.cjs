// Compiles the package file by file and bundles the functions. Called by npm scripts before anything that needs dist/.
const { execFileSync } = require("node:child_process");
const { copyFileSync, existsSync, mkdirSync } = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const started = Date.now();
if (!existsSync(path.join(root, "dist"))) {
  require("node:fs").rmSync(path.join(root, "node_modules/.cache/build.tsbuildinfo"), { force: true });
}
process.stderr.write("building … ");
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: ["ignore", 2, "inherit"],
});

// What the pulumi CLI looks for on PATH is a script beside the compiled plugin.
const script = "simulators/cloud-plugins/aws/bin/pulumi-resource-aws";
mkdirSync(path.dirname(path.join(root, "dist", script)), { recursive: true });
copyFileSync(path.join(root, script), path.join(root, "dist", script));

require("./bundle-functions.cjs").bundleFunctions(path.join(root, "dist/lambda"));
process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);

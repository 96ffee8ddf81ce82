// Bundles the function apps of Azure, each as a folder and as a zip that is deployed. The same sources give the same bytes
// everywhere. A folder as argument is the target: `node scripts/bundle-function-apps.cjs FOLDER`.
const { copyFileSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { bundle, emptyBut, functionsOf } = require("./bundle-functions.cjs");

const FILES = ["host.json", "index.js", "package.json"];

const OPTIONS = {
  // The host of Azure Functions supplies this package.
  external: ["@azure/functions-core"],
  // Modules of the Azure SDKs ask where they are, and CommonJS has another word for that.
  banner: { js: 'const moduleUrl=require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "moduleUrl" },
};

/** Writes `<folder>/azure-<function>/` with host.json, index.js and package.json, and `<folder>/azure-<function>.zip`. */
function bundleFunctionApps(folder) {
  for (const [name, source] of functionsOf("azure")) {
    const target = path.join(folder, name);
    emptyBut(target, FILES);
    bundle(source, path.join(target, "index.js"), OPTIONS);
    copyFileSync(path.join(source, "host.json"), path.join(target, "host.json"));
    const about = { name: `illumio-iac-${name}`, private: true, main: "index.js" };
    writeFileSync(path.join(target, "package.json"), `${JSON.stringify(about, undefined, 2)}\n`);
    writeFileSync(`${target}.zip`, zip(target));
  }
}

/** The files of a folder, all as old as a zip can say. */
function zip(folder) {
  const files = FILES.map((file) => [file, readFileSync(path.join(folder, file))]);
  const oldest = new Date(1980, 0, 1);
  return require("fflate").zipSync(Object.fromEntries(files), { level: 9, mtime: oldest });
}

module.exports = { bundleFunctionApps };
if (require.main === module) bundleFunctionApps(path.resolve(process.argv[2]));

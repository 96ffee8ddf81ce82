// Bundles the functions that are deployed to a cloud: one file each, without paths or times in it, so that the same
// sources give the same bytes everywhere. A folder as argument is the target: `node scripts/bundle-functions.cjs
// FOLDER`.
const { existsSync, mkdirSync, readdirSync, rmSync } = require("node:fs");
const path = require("node:path");

const functions = path.join(path.dirname(__dirname), "functions");

/** Every folder `functions/<cloud>/<function>` with a handler.ts, as `[<cloud>-<function>, folder]`. */
function functionsOf(cloud) {
  const folders = readdirSync(path.join(functions, cloud)).map((name) => [
    `${cloud}-${name}`,
    path.join(functions, cloud, name),
  ]);
  return folders.filter(([, folder]) => existsSync(path.join(folder, "handler.ts")));
}

/** Writes a function with its packages into one file. @param options of esbuild beside these */
function bundle(folder, outfile, options = {}) {
  require("esbuild").buildSync({
    entryPoints: [path.join(folder, "handler.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
}

/** Makes a folder in which only these files may stand: what is deployed is the whole folder. */
function emptyBut(folder, files) {
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(folder))
    if (!files.includes(other)) rmSync(path.join(folder, other), { recursive: true });
}

/** Writes `<folder>/aws-<function>/index.js` for every function of AWS. CDK deploys such a folder. */
function bundleFunctions(folder) {
  for (const [name, source] of functionsOf("aws")) {
    const target = path.join(folder, name);
    emptyBut(target, ["index.js"]);
    bundle(source, path.join(target, "index.js"));
  }
}

module.exports = { bundle, bundleFunctions, emptyBut, functionsOf };
if (require.main === module) bundleFunctions(path.resolve(process.argv[2]));

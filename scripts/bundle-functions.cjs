// Bundles the functions that go to a cloud: one file each, without paths or times in it, so that the same sources give
// the same bytes everywhere. With a folder as argument it bundles into that: `node scripts/bundle-functions.cjs FOLDER`.
const { existsSync, readdirSync } = require("node:fs");
const path = require("node:path");

const functions = path.join(path.dirname(__dirname), "functions");

/** Writes `<folder>/<function>/index.js` for every folder of functions/ that has a handler.ts. */
function bundleFunctions(folder) {
  for (const name of readdirSync(functions)) {
    const entry = path.join(functions, name, "handler.ts");
    if (!existsSync(entry)) continue;
    require("esbuild").buildSync({
      entryPoints: [entry],
      outfile: path.join(folder, name, "index.js"),
      bundle: true,
      platform: "node",
      target: "node22",
      format: "cjs",
      minify: true,
      keepNames: true,
      legalComments: "none",
      logLevel: "warning",
    });
  }
}

module.exports = { bundleFunctions };
if (require.main === module) bundleFunctions(path.resolve(process.argv[2]));

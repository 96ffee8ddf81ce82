// Bundles the functions that are deployed to a cloud: one file each, without paths or times in it, so that the same
// sources give the same bytes everywhere. A folder as argument is the target: `node scripts/bundle-functions.cjs
// FOLDER`.
const { existsSync, mkdirSync, readdirSync, rmSync } = require("node:fs");
const path = require("node:path");

const functions = path.join(path.dirname(__dirname), "functions");

/**
 * Writes `<folder>/<cloud>-<function>/index.js` for every folder `functions/<cloud>/<function>` with a handler.ts. Nothing
 * else stays in such a folder, because CDK deploys the whole folder.
 */
function bundleFunctions(folder) {
  for (const place of readdirSync(functions, { recursive: true })) {
    const entry = path.join(functions, place, "handler.ts");
    if (!existsSync(entry)) continue;
    const target = path.join(folder, place.split(path.sep).join("-"));
    mkdirSync(target, { recursive: true });
    for (const other of readdirSync(target))
      if (other !== "index.js") rmSync(path.join(target, other), { recursive: true });
    require("esbuild").buildSync({
      entryPoints: [entry],
      outfile: path.join(target, "index.js"),
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

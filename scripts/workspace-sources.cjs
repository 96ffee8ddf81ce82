// Import names of the packages of this repository besides illumio-iac, and the source file behind each: {
// "illumio-iac-sandbox/pce": "sandbox/pce/index.ts" }, as paths from the root.
const FOLDERS = ["flow-map", "sandbox"];

function workspaceSources() {
  const sources = {};
  for (const folder of FOLDERS) {
    const { name, exports } = require(`../${folder}/package.json`);
    for (const [subpath, target] of Object.entries(exports)) {
      if (target.default === undefined) continue;
      sources[name + subpath.slice(1)] = target.default.replace(/^\.\/dist/, folder).replace(/\.js$/, ".ts");
    }
  }
  return sources;
}

module.exports = { FOLDERS, workspaceSources };

// Compares the API of the packages, by their declarations in dist/, with the reports in docs/api. `--update` writes the
// reports instead. A changed report is a change of the API: describe it in CHANGELOG.md.
const path = require("node:path");
const { Extractor, ExtractorConfig, ExtractorLogLevel } = require("@microsoft/api-extractor");

const root = path.dirname(__dirname);
const update = process.argv.includes("--update");

/** Only the engine requires the providers, and a firewall without a network is for the soak runs of this repository. */
const UNREPORTED = /^\.\/(providers\/|panos\/device$)/;

const changed = [];

/** A report for each subpath of the package in a folder; its file name starts with `prefix`. */
function report(folder, prefix) {
  const { exports: subpaths } = require(path.join(root, folder, "package.json"));
  for (const [subpath, target] of Object.entries(subpaths)) {
    if (target.types === undefined || UNREPORTED.test(subpath)) continue;
    const name = [prefix, ...subpath.split("/").slice(1)].filter((part) => part !== "").join("-");
    compare(folder, target.types, name);
  }
}

/** Compares the declarations of one entry point with `docs/api/<name>.api.md`, or writes that file. */
function compare(folder, types, name) {
  const quiet = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, folder, types),
      compiler: { tsconfigFilePath: path.join(root, folder, folder === "." ? "tsconfig.build.json" : "tsconfig.json") },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: path.join(root, "docs/api"),
        reportTempFolder: path.join(root, "node_modules/.cache/api-reports"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: quiet,
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, folder, "package.json"),
  });
  const { apiReportChanged, succeeded, errorCount } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      if (message.category === "console") message.logLevel = ExtractorLogLevel.None;
    },
  });
  if (errorCount > 0 || (!succeeded && !apiReportChanged)) throw new Error(`${name}: no report could be made`);
  if (apiReportChanged) changed.push(`docs/api/${name}.api.md`);
}
report(".", "");
report("sandbox", "sandbox");
report("flow-map", "flow-map");
if (changed.length > 0 && !update) {
  console.error(`The API is not what ${changed.join(", ")} says. Run \`npm run api -- --update\` and look at the change.`);
  process.exit(1);
}

// Compares what the package offers, by its declarations in dist/, with the reports in docs/api.
// `--update` writes the reports instead. A change of them is a change of the API: say it in CHANGELOG.md.
const path = require("node:path");
const { Extractor, ExtractorConfig, ExtractorLogLevel } = require("@microsoft/api-extractor");

const root = path.dirname(__dirname);
const update = process.argv.includes("--update");
const { exports: subpaths } = require("../package.json");

const changed = [];
for (const [subpath, target] of Object.entries(subpaths)) {
  // The engine alone requires the providers, and nobody types them.
  if (target.types === undefined || subpath.startsWith("./providers/")) continue;
  const name = subpath.slice(2).replaceAll("/", "-");
  const quiet = { default: { logLevel: ExtractorLogLevel.None } };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, target.types),
      compiler: { tsconfigFilePath: path.join(root, "tsconfig.build.json") },
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
    packageJsonFullPath: path.join(root, "package.json"),
  });
  const { apiReportChanged, succeeded, errorCount } = Extractor.invoke(config, {
    localBuild: update,
    messageCallback: (message) => {
      if (message.category === "console") message.logLevel = ExtractorLogLevel.None;
    },
  });
  if (errorCount > 0 || (!succeeded && !apiReportChanged)) throw new Error(`${subpath}: no report could be made`);
  if (apiReportChanged) changed.push(`docs/api/${name}.api.md`);
}
if (changed.length > 0 && !update) {
  console.error(`The API is not what ${changed.join(", ")} says. Run \`npm run api -- --update\` and look at the change.`);
  process.exit(1);
}

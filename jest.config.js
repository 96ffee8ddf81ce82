const { workspaceSources } = require("./scripts/workspace-sources.cjs");

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2022",
          transform: { useDefineForClassFields: false },
        },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
    "/node_modules/.+\\.js$": ["@swc/jest", { jsc: { target: "es2022" }, module: { type: "commonjs" } }],
  },
  // These are modules of the new kind only, which jest loads as CommonJS.
  transformIgnorePatterns: ["/node_modules/(?!(hyparquet|hyparquet-compressors|hysnappy)/)"],
  // The packages of this repository are their sources.
  moduleNameMapper: Object.fromEntries(
    Object.entries(workspaceSources()).map(([name, file]) => [`^${name}$`, `<rootDir>/${file}`]),
  ),
  modulePathIgnorePatterns: [
    "<rootDir>/dist/",
    "<rootDir>/flow-map/dist/",
    "<rootDir>/sandbox/dist/",
    "<rootDir>/examples/",
  ],
  testTimeout: 120_000,
  maxWorkers: 2,
  reporters: ["default", "<rootDir>/test/support/summary-reporter.js"],
};

#!/usr/bin/env node
const { existsSync } = require("node:fs");
const path = require("node:path");

function stop(text) {
  console.error(text);
  process.exit(1);
}

const major = Number(process.versions.node.split(".")[0]);
if (major < 22) {
  stop(
    `illumio-iac needs Node 22 or newer, this is ${process.version} (${process.execPath}). Install a newer Node.`,
  );
}
const root = path.dirname(__dirname);
const main = path.join(root, "dist/cli/main.js");
if (!existsSync(main)) stop(`illumio-iac is not built in ${root}: run \`npm ci && npm run build\` there.`);
try {
  require(main);
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
  const [first] = error.message.split("\n");
  stop(
    `illumio-iac is not installed whole (${first}): run \`npm ci\` and, in a checkout, \`npm run build\`.`,
  );
}

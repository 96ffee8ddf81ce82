#!/usr/bin/env node
const major = Number(process.versions.node.split(".")[0]);
if (major < 22) {
  console.error(
    `illumio-iac needs Node 22 or newer, this is ${process.version} (${process.execPath}). Install a newer Node.`,
  );
  process.exit(1);
}
require("../dist/cli/main.js");

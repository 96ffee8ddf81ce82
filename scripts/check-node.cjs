// Runs first in every npm script: says what to do when the Node that runs it is too old.
const major = Number(process.versions.node.split(".")[0]);
if (major < 22) {
  console.error(
    `This repository runs on Node 22 or newer; this is ${process.version} (${process.execPath}).\n` +
      "npm ci installs Node 24 into node_modules through the `node` package, unless install scripts are off.\n" +
      "Run `npm ci` with scripts allowed (`npm rebuild node`), or put a newer Node first on PATH.",
  );
  process.exit(1);
}

import { runCommandLine } from "./program";

void runCommandLine(process.argv.slice(2)).then((code) => {
  if (code !== 0) process.exitCode = code; // not exit(): what was written may still be on its way
});

import { spawn } from "node:child_process";
import { findPulumi } from "./pulumi-cli";

/** Runs the tests. What is slow to make once (the pulumi CLI) is made first, outside the timeout of any test. */
async function main(): Promise<void> {
  await findPulumi();
  const jest = require.resolve("jest/bin/jest");
  const child = spawn(process.execPath, [jest, ...process.argv.slice(2)], { stdio: "inherit" });
  const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
  process.exitCode = code;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

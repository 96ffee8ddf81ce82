import os from "node:os";
import path from "node:path";
import { problemOf } from "./inspect";
import { runWithProgress } from "./run-with-progress";
import { LAUNCHER_VERSION } from "./versions";

const LONGEST_IN_MS = 180_000;

/** Folder of the CLI in a folder that the launcher has filled. */
export function launchedBin(home: string): string {
  return path.join(home, "versions", LAUNCHER_VERSION, "bin");
}

/**
 * Installs the CLI into `home` by the official launcher, the npm package `pulumi`. The launcher installs below
 * `PULUMI_HOME` and reads `PULUMI_VERSION`, so it gets none of the caller's settings except those of the network.
 *
 * @throws Error when it fails, takes longer than three minutes or leaves no usable CLI
 */
export async function installByLauncher(
  home: string,
  environment: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<void> {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith("PULUMI_"));
  const args = ["exec", "--yes", `--package=pulumi@${LAUNCHER_VERSION}`, "--", "pulumi", "version"];
  await runWithProgress("npm", args, {
    cwd: os.tmpdir(),
    env: { ...Object.fromEntries(others), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    progress: (seconds) =>
      say(`installing pulumi ${LAUNCHER_VERSION} with the official launcher: ${seconds} s (once)`),
    timeoutInMs: LONGEST_IN_MS,
  });
  const problem = await problemOf(launchedBin(home), environment);
  if (problem !== undefined) throw new Error(`it left no usable CLI: ${problem}`);
}

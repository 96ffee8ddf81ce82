import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { withoutForeignSettings } from "./isolated-environment";
import { isAtLeast, OLDEST_CLI_VERSION } from "./versions";

const run = promisify(execFile);

/**
 * Why the CLI in this folder cannot run our programs, or undefined when it can. The CLI is run with a home of its own
 * and without the caller's settings, which could make it fail, or fill the caller's home with logs.
 */
export async function problemOf(
  bin: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  for (const file of ["pulumi", "pulumi-language-nodejs"]) {
    if (!isExecutable(path.join(bin, file))) return `no ${file} in it`;
  }
  let version: string;
  const home = mkdtempSync(path.join(os.tmpdir(), "illumio-iac-pulumi-home-"));
  try {
    const { stdout } = await run(path.join(bin, "pulumi"), ["version"], {
      env: { ...withoutForeignSettings(environment), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: 30_000,
    });
    version = stdout.trim();
  } catch (error) {
    return `\`pulumi version\` failed: ${(error as Error).message.split("\n")[0]}`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  if (!/^v\d+\.\d+\.\d+/.test(version)) return `\`pulumi version\` printed '${version}'`;
  return isAtLeast(version, OLDEST_CLI_VERSION)
    ? undefined
    : `${version} is older than ${OLDEST_CLI_VERSION}`;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (["ENOENT", "EACCES", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

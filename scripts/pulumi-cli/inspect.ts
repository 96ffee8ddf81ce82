import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { isAtLeast, OLDEST_CLI_VERSION } from "./versions";

const run = promisify(execFile);

/** Why the CLI in this folder cannot run our programs, or undefined when it can. */
export async function problemOf(bin: string): Promise<string | undefined> {
  for (const file of ["pulumi", "pulumi-language-nodejs"]) {
    if (!isExecutable(path.join(bin, file))) return `no ${file} in it`;
  }
  let version: string;
  try {
    const { stdout } = await run(path.join(bin, "pulumi"), ["version"], {
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: 30_000,
    });
    version = stdout.trim();
  } catch (error) {
    return `\`pulumi version\` failed: ${(error as Error).message.split("\n")[0]}`;
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

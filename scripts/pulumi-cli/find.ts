import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildPulumi } from "./build";
import { cacheDirectory } from "./cache";
import { isExecutable, problemOf } from "./inspect";
import { makeOnce } from "./once";
import { BUILT_CLI_VERSION, isAtLeast, LAUNCHER_VERSION } from "./versions";

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Repository root, which holds the Go modules. */
  readonly root?: string;
  readonly say?: (text: string) => void;
}

/**
 * The folder that holds a `pulumi` CLI with its Node language host: from PATH, `~/.pulumi`, our cache, the official
 * launcher, or built with Go, in this order.
 *
 * @throws Error that lists what was tried and what to install
 */
export async function findPulumi(options: FindOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env;
  const root = options.root ?? packageRoot();
  const say = options.say ?? ((text) => process.stderr.write(`${text}\n`));
  const tried: string[] = [];

  for (const bin of [...onPath(environment), ...inHome(environment)]) {
    const problem = await problemOf(bin);
    if (problem === undefined) return bin;
    tried.push(`${bin}: ${problem}`);
  }
  const cache = path.join(cacheDirectory(environment), "pulumi");
  const launched = path.join(cache, "launcher", "versions", LAUNCHER_VERSION, "bin");
  const built = path.join(cache, `${BUILT_CLI_VERSION}-${modulesDigest(root)}`);
  for (const bin of [launched, path.join(built, "bin")]) {
    if (existsSync(bin) && (await problemOf(bin)) === undefined) return bin;
  }

  say("no pulumi CLI on PATH or in ~/.pulumi: trying the official launcher");
  const launcher = launch(path.join(cache, "launcher"), environment);
  if (launcher === undefined && (await problemOf(launched)) === undefined) return launched;
  tried.push(`official launcher (npx pulumi@${LAUNCHER_VERSION}): ${launcher ?? "left no CLI"}`);

  if (spawnSync("go", ["version"], { env: environment }).error !== undefined) {
    tried.push("build with Go: there is no `go` on PATH");
    throw notFound(tried);
  }
  const bin = path.join(built, "bin");
  const isWhole = async () => existsSync(bin) && (await problemOf(bin)) === undefined;
  try {
    await makeOnce(
      built,
      isWhole,
      (directory) => buildPulumi(root, directory, say),
      () => say("waiting for another process that builds the pulumi CLI"),
    );
  } catch (error) {
    tried.push(`build with Go: ${(error as Error).message}`);
    throw notFound(tried);
  }
  const problem = await problemOf(bin);
  if (problem === undefined) return bin;
  throw notFound([...tried, `build with Go: ${bin}: ${problem}`]);
}

function notFound(tried: readonly string[]): Error {
  return new Error(
    `There is no usable pulumi CLI. Tried:\n${tried.map((line) => `  - ${line}`).join("\n")}\n` +
      "Install the CLI (https://www.pulumi.com/docs/install/) or Go 1.25.11 or newer, then run the command again.",
  );
}

function onPath(environment: NodeJS.ProcessEnv): string[] {
  const folders = (environment["PATH"] ?? "")
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder));
  return folders
    .filter((folder) => !folder.endsWith("node_modules/.bin") && isExecutable(path.join(folder, "pulumi")))
    .slice(0, 1);
}

function inHome(environment: NodeJS.ProcessEnv): string[] {
  const home = environment["PULUMI_HOME"] || path.join(environment["HOME"] || os.homedir(), ".pulumi");
  const versions = path.join(home, "versions");
  const installed = existsSync(versions)
    ? readdirSync(versions).sort((a, b) => (isAtLeast(a, b) ? -1 : 1))
    : [];
  return [path.join(home, "bin"), ...installed.map((version) => path.join(versions, version, "bin"))].filter(
    (bin) => isExecutable(path.join(bin, "pulumi")),
  );
}

/** Runs the launcher; answers why it failed. It installs below `PULUMI_HOME`, so it gets one of ours. */
function launch(home: string, environment: NodeJS.ProcessEnv): string | undefined {
  const args = ["exec", "--yes", `--package=pulumi@${LAUNCHER_VERSION}`, "--", "pulumi", "version"];
  const npm = spawnSync("npm", args, {
    cwd: os.tmpdir(),
    env: { ...environment, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
    encoding: "utf8",
    timeout: 180_000,
  });
  if (npm.status === 0) return undefined;
  const lines = `${npm.stderr ?? ""}`.trim().split("\n");
  return npm.error?.message ?? lines.at(-1) ?? "failed";
}

/** The modules decide what is built, so a cache made from others is not used. */
function modulesDigest(root: string): string {
  const hash = createHash("sha256");
  for (const folder of ["cli", "language-host"]) {
    hash.update(readFileSync(path.join(root, "scripts/pulumi-cli/go", folder, "go.sum")));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Works from the sources (tests) and from `dist` (npm scripts). */
function packageRoot(): string {
  const above = path.resolve(__dirname, "../..");
  return path.basename(above) === "dist" ? path.dirname(above) : above;
}

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildPulumi } from "./build";
import { cacheDirectory } from "./cache";
import { isExecutable, problemOf } from "./inspect";
import { installByLauncher, launchedBin } from "./launcher";
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
    const problem = await problemOf(bin, environment);
    if (problem === undefined) return bin;
    tried.push(`${bin}: ${problem}`);
  }
  const cache = path.join(cacheDirectory(environment), "pulumi");
  const launched = path.join(cache, `launcher-${LAUNCHER_VERSION}`);
  const built = path.join(cache, `${BUILT_CLI_VERSION}-${modulesDigest(root)}`);
  const ways: Way[] = [
    {
      name: `official launcher (npx pulumi@${LAUNCHER_VERSION})`,
      folder: launched,
      bin: launchedBin(launched),
      make: (directory) => installByLauncher(directory, environment, say),
    },
    {
      name: "build with Go",
      folder: built,
      bin: path.join(built, "bin"),
      make: async (directory) => {
        const go = spawnSync("go", ["version"], { env: environment });
        if (go.error !== undefined) throw new Error("there is no `go` on PATH");
        await buildPulumi(root, directory, say);
      },
    },
  ];
  for (const { bin } of ways) if (await isWhole(bin, environment)) return bin;

  say("no pulumi CLI on PATH or in ~/.pulumi");
  for (const [index, { name, folder, bin, make }] of ways.entries()) {
    try {
      await makeOnce(
        folder,
        () => isWhole(bin, environment),
        make,
        () => say(`waiting for another process that makes the pulumi CLI: ${name}`),
      );
      const problem = await problemOf(bin, environment);
      if (problem === undefined) return bin;
      tried.push(`${name}: ${bin}: ${problem}`);
    } catch (error) {
      const { message } = error as Error;
      tried.push(`${name}: ${message}`);
      const next = ways[index + 1];
      if (next !== undefined)
        say(`the ${name} gave no pulumi CLI: ${inOneLine(message)}; next comes the ${next.name}`);
    }
  }
  throw notFound(tried);
}

/** A way to get a CLI into our cache. */
interface Way {
  readonly name: string;
  readonly folder: string;
  /** Folder of the CLI, below `folder`. */
  readonly bin: string;
  readonly make: (directory: string) => Promise<void>;
}

async function isWhole(bin: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return existsSync(bin) && (await problemOf(bin, environment)) === undefined;
}

/** The beginning of a message, without line breaks. */
const inOneLine = (text: string) => text.replace(/\s+/g, " ").slice(0, 300);

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

/** Digest of the modules that decide what is built: a cache made from others is not used. */
function modulesDigest(root: string): string {
  const hash = createHash("sha256");
  for (const folder of ["cli", "language-host"]) {
    hash.update(readFileSync(path.join(root, "scripts/pulumi-cli/go", folder, "go.sum")));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Root of the package, from the sources (tests) and from `dist` (npm scripts). */
function packageRoot(): string {
  const above = path.resolve(__dirname, "../..");
  return path.basename(above) === "dist" ? path.dirname(above) : above;
}

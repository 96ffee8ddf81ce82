import { createRequire } from "node:module";
import path from "node:path";

/**
 * Why the engine's provider process could not load a provider of this package: it looks from the folder of the program,
 * and some package managers put the dependencies of a dependency where it does not find them.
 *
 * @param entry subpath of this package
 * @param folder of the program
 * @returns undefined when it is found
 */
export function missingPackageProblem(entry: string, folder: string): string | undefined {
  try {
    createRequire(path.join(folder, "index.js")).resolve(`illumio-iac/${entry}`);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") return undefined;
    const { version } = require("illumio-iac/package.json") as { version: string };
    return (
      `illumio-iac is not a direct dependency of the program in ${folder}, and Pulumi's provider process loads it from there, ` +
      `wherever the package that wraps it has its own copy. Install it there too: npm install illumio-iac@${version} ` +
      `(pnpm add illumio-iac@${version})`
    );
  }
}

/**
 * Folder from which the provider process of this run will load packages; undefined where no language host of the CLI
 * started this process, as in unit tests and in inline programs of the Automation API.
 */
export function programFolder(): string | undefined {
  const main = require.main?.filename ?? "";
  return /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]/.test(main) ? process.cwd() : undefined;
}

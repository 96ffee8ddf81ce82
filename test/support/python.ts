import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

export interface Python {
  readonly command: string;
  /** Like `3.13`. */
  readonly version: string;
}

const named = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/** Every Python from 3.9 on that this machine has, one for each version, the default one first. */
export function findPythons(): Python[] {
  const found = new Map<string, Python>();
  for (const command of [...named, ...pyenvPythons()]) {
    const version = output(command, ["-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]);
    if (version === undefined || found.has(version) || Number(version.split(".")[1]) < 9) continue;
    found.set(version, { command, version });
  }
  return [...found.values()];
}

function pyenvPythons(): string[] {
  const versions = path.join(process.env["PYENV_ROOT"] ?? path.join(homedir(), ".pyenv"), "versions");
  if (!existsSync(versions)) return [];
  return readdirSync(versions).map((version) => path.join(versions, version, "bin", "python3"));
}

/** What a command prints, or undefined when it cannot be run or fails. */
export function output(
  command: string,
  args: string[],
  options: { timeoutInMs?: number } = {},
): string | undefined {
  const run = spawnSync(command, args, { encoding: "utf8", timeout: options.timeoutInMs ?? 20_000 });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/** Programs of others that judge simulators and templates: the packages that are installed, and what is imported then. */
const CLIENTS = {
  "the Azure SDK": {
    package:
      "azure-storage-blob==12.31.1 azure-storage-queue==12.18.1 azure-data-tables==12.7.0 azure-keyvault-secrets==4.12.0 azure-identity==1.27.0",
    module:
      "azure.storage.blob, azure.storage.queue, azure.data.tables, azure.keyvault.secrets, azure.identity",
  },
  "azure-mgmt-sql": {
    package: "azure-mgmt-sql==4.0.0 azure-identity==1.27.0",
    module: "azure.mgmt.sql, azure.identity",
  },
  "the Azure CLI": { package: "azure-cli==2.91.0", module: "azure.cli.core" },
  "the AWS CLI and boto3": { package: "awscli==1.46.3 boto3==1.44.8", module: "awscli, boto3" },
  "cfn-lint": { package: "cfn-lint==1.58.0", module: "cfnlint" },
  "cp-mgmt-api-sdk": { package: "cp-mgmt-api-sdk==1.9.0", module: "cpapi" },
  "illumio-py": { package: "illumio==1.1.3", module: "illumio" },
  "pan-os-python": { package: "pan-os-python==1.13.1", module: "panos.firewall" },
  pysnc: { package: "pysnc==1.2.1 requests-oauthlib==2.0.0", module: "pysnc, requests_oauthlib" },
} as const;

/**
 * The interpreter of a virtual environment that has a client, made on first use and kept in the user's cache.
 * It is built beside its place and moved there whole, so two processes may want it at once.
 *
 * @returns undefined when there is no Python or the package cannot be fetched
 */
export function pythonWith(client: keyof typeof CLIENTS): string | undefined {
  const { package: wanted, module } = CLIENTS[client];
  const [python] = findPythons();
  if (python === undefined) return undefined;
  const cache = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "illumio-iac");
  const home = path.join(cache, `${wanted.replaceAll(/==| /g, "-")}-python-${python.version}`);
  const interpreter = (folder: string): string => path.join(folder, "bin", "python");
  const works = (folder: string): boolean =>
    output(interpreter(folder), ["-c", `import ${module}`], { timeoutInMs: 60_000 }) !== undefined;
  if (works(home)) return interpreter(home);

  const building = `${home}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...wanted.split(" ")];
  const built =
    output(python.command, ["-m", "venv", "--clear", building], { timeoutInMs: 120_000 }) !== undefined &&
    output(interpreter(building), pip, { timeoutInMs: 600_000 }) !== undefined;
  try {
    if (!built) return undefined;
    if (existsSync(home) && !works(home)) rmSync(home, { recursive: true, force: true });
    renameSync(building, home);
  } catch (error) {
    // Another process was first.
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  return works(home) ? interpreter(home) : undefined;
}

import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");

/** The folders of the packages that are shipped. */
const FOLDERS = { "illumio-iac": ".", "illumio-iac-sandbox": "sandbox", "illumio-iac-flow-map": "flow-map" };

export type PackageName = keyof typeof FOLDERS;

export const PACKAGES = Object.keys(FOLDERS) as PackageName[];

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly default?: string }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifestOf(name: PackageName): Manifest {
  return JSON.parse(readFileSync(path.join(root, FOLDERS[name], "package.json"), "utf8")) as Manifest;
}

/** What a call prints to both streams; a failure shows them. */
export async function output(command: string, args: string[], cwd: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd, maxBuffer: 64e6 });
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}\n${stderr}`);
  }
}

/** Packs every package as it was built. @returns the tarballs, in `folder` */
export async function packAll(folder: string): Promise<Record<PackageName, string>> {
  const tarballs = {} as Record<PackageName, string>;
  for (const name of PACKAGES) {
    const place = path.join(folder, name);
    mkdirSync(place, { recursive: true });
    const pack = ["pack", "--ignore-scripts", "--silent", "--pack-destination", place];
    await output("npm", pack, path.join(root, FOLDERS[name]));
    tarballs[name] = path.join(place, readdirSync(place)[0]!);
  }
  return tarballs;
}

/** A project of a user, with nothing installed. */
export function emptyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), '{"name":"empty","private":true}');
  return folder;
}

export async function install(project: string, what: readonly string[]): Promise<void> {
  await output("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", ...what], project);
}

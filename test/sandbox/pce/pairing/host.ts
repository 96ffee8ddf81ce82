import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Host {
  /** Folder that stands for `/`. */
  readonly root: string;
  /** Runs `/bin/sh` on a script whose absolute paths lead into the root. */
  run(script: string, args: readonly string[], environment?: Record<string, string>): Promise<Ran>;
  read(file: string): Promise<string>;
  remove(): Promise<void>;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Linux host that is a folder: a name, addresses, and room for what scripts install. */
export async function makeHost(name: string, interfaces: readonly string[]): Promise<Host> {
  const root = await mkdtemp(path.join(tmpdir(), "illumio-iac-host-"));
  await mkdir(path.join(root, "etc/illumio-sandbox"), { recursive: true });
  await writeFile(path.join(root, "etc/hostname"), `${name}\n`);
  await writeFile(path.join(root, "etc/illumio-sandbox/interfaces"), `${interfaces.join("\n")}\n`);
  const inRoot = (text: string): string =>
    text.replaceAll(/(^|[^\w/.-])(\/(?:opt|var|etc|usr\/local|tmp)\/)/gm, `$1${root}$2`);
  return {
    root,
    async run(script, args, environment = {}) {
      const file = path.join(root, "script.sh");
      await writeFile(file, inRoot(script));
      await chmod(file, 0o755);
      return run("/bin/sh", [file, ...args], { PATH: process.env["PATH"] ?? "", ...environment });
    },
    read: (file) => readFile(path.join(root, file), "utf8"),
    remove: () => rm(root, { recursive: true }),
  };
}

export function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { env: environment }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

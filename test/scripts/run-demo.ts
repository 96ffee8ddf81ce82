import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPulumi } from "../../scripts/pulumi-cli";

const root = path.resolve(__dirname, "../..");

export interface DemoRun {
  readonly code: number;
  /** Without the lines that show progress, of which a slow machine has more. */
  readonly stdout: string;
  readonly stderr: string;
  /** Files that are new in the example's folder, and folders of the demo among temporary files. */
  readonly left: readonly string[];
}

export interface DemoSettings {
  /** Lines of a shell that come before the real `pulumi`, whose folder is `$REAL`. @default the CLI as it is */
  readonly wrapper?: string;
  /** Called whenever the demo has printed something, with all of it. */
  readonly onOutput?: (stdout: string, demo: ChildProcess) => void;
}

/**
 * Runs what was built of a demo.
 *
 * @param name of the file in `dist/scripts`
 * @param example folder of the app that the demo deploys
 */
export async function runDemo(
  name: string,
  example: string,
  args: readonly string[] = [],
  { wrapper, onOutput }: DemoSettings = {},
): Promise<DemoRun> {
  const folder = path.join(root, "examples", example);
  const script = path.join(root, "dist/scripts", `${name}.js`);
  const directory = mkdtempSync(path.join(os.tmpdir(), "run-demo-"));
  const temporary = path.join(directory, "tmp");
  mkdirSync(temporary);
  try {
    const before = readdirSync(folder);
    const cli = wrapper === undefined ? {} : { PATH: await wrappedPath(directory, wrapper) };
    const env = { ...process.env, ...cli, TMPDIR: temporary };
    const demo = spawn(process.execPath, [script, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    demo.stdout.on("data", (data) => {
      stdout += data;
      onOutput?.(stdout, demo);
    });
    demo.stderr.on("data", (data) => {
      stderr += data;
    });
    const code = await new Promise<number>((resolve) =>
      demo.on("close", (exit, signal) => resolve(exit ?? (signal === null ? 0 : -1))),
    );
    const files = readdirSync(folder).filter((file) => !before.includes(file));
    // The CLI and Node have caches of their own there.
    const folders = readdirSync(temporary).filter((entry) => entry.startsWith("illumio-iac"));
    return { code, stdout: stdout.replace(/^ {3}… .*\n/gm, ""), stderr, left: [...files, ...folders] };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A PATH that finds the CLI behind some lines of a shell. */
async function wrappedPath(directory: string, wrapper: string): Promise<string> {
  const real = await findPulumi();
  const bin = path.join(directory, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nREAL=${real}\n${wrapper}\nexec "$REAL/\${0##*/}" "$@"\n`;
  for (const file of ["pulumi", "pulumi-language-nodejs"])
    writeFileSync(path.join(bin, file), script, { mode: 0o755 });
  return `${bin}:${process.env["PATH"]}`;
}

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const root = path.resolve(__dirname, "../..");

export interface DemoRun {
  readonly code: number;
  /** Without the lines that show progress, of which a slow machine has more. */
  readonly stdout: string;
  readonly stderr: string;
  /** Files that are new in the example's folder, and folders of the demo among temporary files. */
  readonly left: readonly string[];
}

/**
 * Runs what was built of a demo.
 *
 * @param name of the file in `dist/scripts`
 * @param example folder of the app that the demo deploys
 */
export async function runDemo(name: string, example: string, ...args: string[]): Promise<DemoRun> {
  const folder = path.join(root, "examples", example);
  const script = path.join(root, "dist/scripts", `${name}.js`);
  const temporary = mkdtempSync(path.join(os.tmpdir(), "run-demo-"));
  try {
    const before = readdirSync(folder);
    const env = { ...process.env, TMPDIR: temporary };
    const run = await new Promise<Omit<DemoRun, "left">>((resolve) =>
      execFile(process.execPath, [script, ...args], { env, maxBuffer: 16e6 }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout: stdout.replace(/^ {3}… .*\n/gm, ""), stderr }),
      ),
    );
    const files = readdirSync(folder).filter((file) => !before.includes(file));
    // The CLI and Node have caches of their own there.
    const folders = readdirSync(temporary).filter((entry) => entry.startsWith("illumio-iac"));
    return { ...run, left: [...files, ...folders] };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

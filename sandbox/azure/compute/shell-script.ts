import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { FakeRoot } from "./fake-root";
import { KEPT_BYTES, type RunningScript, type Script, type ScriptResult } from "./script";

/** The agent's folder for scripts. */
const DOWNLOADS = "/var/lib/waagent/run-command-handler/download";
let count = 0;

/**
 * Executes a script with `/bin/sh` as a process of this machine, in a group of its own so that it ends with everything that
 * it started. Its environment is what a parameter names and nothing of this process but the path of commands.
 */
export function runShellScript(root: FakeRoot, script: Script): RunningScript {
  count += 1;
  const directory = root.inside(`${DOWNLOADS}/${count}`);
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, "script.sh");
  writeFileSync(file, root.inside(script.text), { mode: 0o700 });
  const parameters = script.parameters.map(({ name, value }) => ({ name, value: root.inside(value) }));
  const named = parameters.filter(({ name }) => /^[A-Za-z_]\w*$/.test(name));
  const positional = script.arePositional ? parameters : parameters.filter(({ name }) => name === "");
  const child = spawn("/bin/sh", [file, ...positional.map(({ value }) => value)], {
    cwd: directory,
    detached: true,
    env: {
      ...Object.fromEntries(named.map(({ name, value }) => [name, value])),
      PATH: `${root.commands}${path.delimiter}${process.env["PATH"] ?? "/usr/bin:/bin"}`,
      HOME: path.join(root.directory, "root"),
      TMPDIR: path.join(root.directory, "tmp"),
      LANG: "C",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch (error) {
      // It ended in the meantime; macOS says EPERM of a group that has only ended processes.
      if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  };
  let ending: "timed-out" | "killed" | undefined;
  const end = (how: "timed-out" | "killed") => {
    ending ??= how;
    kill();
  };
  const timer = setTimeout(() => end("timed-out"), Math.min(script.timeoutInSeconds * 1000, 2 ** 31 - 1));
  const [output, error] = [tailReader(child.stdout), tailReader(child.stderr)];
  const result = new Promise<ScriptResult>((resolve) => {
    const finished = (exitCode: number, text = "") => {
      clearTimeout(timer);
      const shown = { output: root.outside(output()), error: root.outside(error() + text) };
      resolve({ how: ending ?? "ended", exitCode, ...shown });
    };
    child.once("error", (problem) => finished(126, problem.message));
    child.once("exit", () => kill());
    child.once("close", (code, signal) => finished(code ?? (signal === null ? 1 : 137)));
  });
  return { result, kill: () => end("killed") };
}

/** Reads a stream and keeps its end, more than Azure does, since paths get shorter in it. */
function tailReader(stream: NodeJS.ReadableStream): () => string {
  let kept = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-16 * KEPT_BYTES);
  });
  return () => kept.toString("utf8");
}

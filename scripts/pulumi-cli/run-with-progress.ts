import { spawn } from "node:child_process";

const BEAT_IN_MS = 10_000;

export interface ProgressRun {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called at once and every ten seconds. */
  readonly progress: (seconds: number) => void;
  readonly timeoutInMs?: number;
}

/**
 * Runs a command without input or output.
 *
 * @throws Error with the end of what it wrote to standard error when it fails, cannot start or takes too long
 */
export function runWithProgress(command: string, args: readonly string[], run: ProgressRun): Promise<void> {
  const { cwd, env, progress, timeoutInMs } = run;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 1000);
    const name = `${command} ${args[0]}`;
    let tail = "";
    const settle = (problem?: Error) => {
      clearInterval(beat);
      clearTimeout(limit);
      if (problem === undefined) resolve();
      else reject(problem);
    };
    const beat = setInterval(() => progress(seconds()), BEAT_IN_MS);
    const limit =
      timeoutInMs === undefined
        ? undefined
        : setTimeout(() => {
            child.kill();
            child.stderr.destroy();
            settle(new Error(`${name} was not done after ${seconds()} s`));
          }, timeoutInMs);
    progress(0);
    child.stderr.on("data", (data: Buffer) => {
      tail = (tail + data.toString()).slice(-2_000);
    });
    child.on("error", settle);
    child.on("close", (code, signal) =>
      settle(code === 0 ? undefined : new Error(`${name} ended with ${code ?? signal}: ${tail.trim()}`)),
    );
  });
}

import { AsyncLocalStorage } from "node:async_hooks";
import { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import { STANDARD } from "../../cli/output";
import { runCommandLine } from "../../cli/program";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Uint8Array;
  /** Characters on a line, where standard output is a terminal. @default it is none */
  readonly columns?: number;
  /** The command that is called. @default as the command line has it */
  readonly command?: Command;
  /** Gets what the command writes to standard error, as it comes. */
  readonly onErr?: (text: string) => void;
}

/** What the command takes for its process while it runs. */
interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const surroundings = new AsyncLocalStorage<Surroundings>();

for (const name of ["env", "stdin", "stdout", "stderr"] as const) {
  const own = process[name];
  Object.defineProperty(process, name, {
    configurable: true,
    get: () => surroundings.getStore()?.[name] ?? own,
  });
}

/**
 * `illumio-iac` with these arguments in this process, with an environment, a standard input and outputs of its own; runs
 * may overlap. Signals, pipes that close, what Node prints by itself and `-` for JSON (which is read from the file
 * descriptor) need the real process.
 */
export async function illumioIac(args: readonly string[], options: RunOptions): Promise<Ended> {
  const { env, stdin = "", columns, command, onErr } = options;
  const seen = { out: "", err: "" };
  const into = (name: "out" | "err") =>
    new Writable({
      write(chunk, _encoding, done) {
        seen[name] += String(chunk);
        if (name === "err") onErr?.(String(chunk));
        done();
      },
    });
  const around: Surroundings = {
    env: { ...env },
    stdin: Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]),
    stdout: Object.assign(into("out"), columns === undefined ? {} : { isTTY: true, columns }),
    stderr: into("err"),
  };
  const code = await surroundings.run(around, () => runCommandLine(args, STANDARD, command && [command]));
  return { code, ...seen };
}

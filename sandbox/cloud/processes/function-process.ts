import { type ChildProcess, spawn } from "node:child_process";
import { type Output, OutputReader } from "./output-reader";

export interface ProcessSettings {
  readonly bootstrapFile: string;
  /** Modules that are loaded before the bootstrap. */
  readonly preloads: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryInMegabytes: number;
}

export interface ProcessRequest {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: string;
  readonly arn: string;
  readonly timeoutInSeconds: number;
}

export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export interface ProcessOutcome {
  /** What the handler returned, as JSON text; absent after a failure. */
  readonly payload?: string;
  readonly failure?: FunctionFailure;
  readonly output: readonly Output[];
  /** Real time. */
  readonly durationInMilliseconds: number;
}

type Reply =
  | { readonly ready: true }
  | { readonly failed: FunctionFailure }
  | { readonly requestId: string; readonly payload?: string; readonly error?: FunctionFailure };

/** Loading the code has no limit of its own on a busy machine, but a process that never starts must not hang a test. */
const START_LIMIT_IN_SECONDS = 60;

/** One execution environment: a child process with exactly the given variables, used for one event at a time. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  readonly #output: OutputReader;
  readonly #ready: Promise<void>;
  #onReply: ((reply: Reply) => void) | undefined;
  #exit: string | undefined;
  #onExit: (() => void) | undefined;

  constructor(settings: ProcessSettings) {
    const { bootstrapFile, preloads, directory, environment, memoryInMegabytes } = settings;
    const heap = Math.max(64, Math.floor(memoryInMegabytes * 0.9));
    const loaded = preloads.flatMap((file) => ["--require", file]);
    this.#child = spawn(process.execPath, [`--max-old-space-size=${heap}`, ...loaded, bootstrapFile], {
      cwd: directory,
      env: environment,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#output = new OutputReader(this.#child.stdout!, this.#child.stderr!);
    this.#child.on("message", (reply) => this.#onReply?.(reply as Reply));
    this.#child.on("error", (error) => this.#ended(error.message));
    this.#child.on("exit", (code, signal) => {
      this.#ended(
        code === null ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `exit status ${code}`,
      );
    });
    this.#ready = this.#start();
    this.#ready.catch(() => undefined);
  }

  get isAlive(): boolean {
    return this.#exit === undefined;
  }

  async run(request: ProcessRequest): Promise<ProcessOutcome> {
    const { requestId, payload, arn, timeoutInSeconds } = request;
    try {
      await this.#ready;
    } catch (failure) {
      await this.#output.closed;
      return { failure: failure as FunctionFailure, output: this.#output.take(), durationInMilliseconds: 0 };
    }
    const started = performance.now();
    const milliseconds = timeoutInSeconds * 1000;
    const deadline = Date.now() + milliseconds;
    const replied = this.#nextReply(milliseconds);
    this.#child.send({ requestId, payload, arn, deadline });
    const reply = await replied;
    const durationInMilliseconds = performance.now() - started;
    if (typeof reply === "object" && "requestId" in reply) {
      await this.#output.until(requestId);
      const output = this.#output.take();
      return reply.error
        ? { failure: reply.error, output, durationInMilliseconds }
        : { payload: reply.payload ?? "null", output, durationInMilliseconds };
    }
    await this.stop();
    const failure =
      reply === "timeout"
        ? {
            errorType: "Sandbox.Timedout",
            errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutInSeconds.toFixed(2)} seconds`,
          }
        : {
            errorType: "Runtime.ExitError",
            errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${this.#exit}`,
          };
    return { failure, output: this.#output.take(), durationInMilliseconds };
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      const gone = new Promise<void>((resolve) => {
        this.#child.once("exit", () => resolve());
      });
      this.#child.kill("SIGKILL");
      await gone;
    }
    await this.#output.closed;
  }

  async #start(): Promise<void> {
    const reply = await this.#nextReply(START_LIMIT_IN_SECONDS * 1000);
    if (typeof reply === "object" && "ready" in reply) return;
    if (typeof reply === "object" && "failed" in reply) throw reply.failed;
    this.#child.kill("SIGKILL");
    throw {
      errorType: "Runtime.ExitError",
      errorMessage: `Error: Runtime exited with error: ${this.#exit ?? "no start"}`,
    };
  }

  #nextReply(limit: number): Promise<Reply | "timeout" | "exit"> {
    return new Promise((resolve) => {
      const done = (result: Reply | "timeout" | "exit"): void => {
        clearTimeout(timer);
        this.#onReply = undefined;
        this.#onExit = undefined;
        resolve(result);
      };
      const timer = setTimeout(() => done("timeout"), limit);
      this.#onReply = done;
      this.#onExit = () => done("exit");
      if (!this.isAlive) done("exit");
    });
  }

  #ended(reason: string): void {
    this.#exit ??= reason;
    this.#onExit?.();
  }
}

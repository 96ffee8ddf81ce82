import { mkdir } from "node:fs/promises";
import path from "node:path";
import { FunctionProcess, type ProcessOutcome } from "../../cloud/processes/function-process";
import { unpack } from "../../cloud/processes/unpack";
import type { Foundation } from "../foundation";
import type { Caller } from "../iam/access";
import type { Policy } from "../iam/policy";
import type { LogService } from "../logs/log-service";
import { processEnvironment } from "./function-environment";
import type { EventInvokeSettings, FunctionSettings } from "./function-settings";
import type { InvocationListener } from "./invocation";
import { writeInvocationLog } from "./invocation-log";
import { fillRuntimeDirectory, type Runtime } from "./runtime-directory";

/**
 * Greatest number of real processes of one function; further events wait for one while the sandbox clock stands still.
 */
const MOST_PROCESSES = 4;

interface Environment {
  readonly process: FunctionProcess;
  readonly logStream: string;
}

export type LambdaFunctionNeeds = Pick<
  Foundation,
  "accountId" | "region" | "endpoint" | "arn" | "clock" | "ids" | "access" | "keys" | "roles" | "metrics"
> & {
  /** Where code is unpacked. */
  readonly directory: string;
  readonly logs: Pick<LogService, "write">;
  readonly invocationListeners: readonly InvocationListener[];
};

/** One deployed function and the processes that run it. */
export class LambdaFunction {
  settings: FunctionSettings;
  /** Statements of its resource policy by their id. */
  readonly permissions = new Map<string, Policy>();
  eventInvoke: EventInvokeSettings | undefined;
  readonly arn: string;
  readonly #cloud: LambdaFunctionNeeds;
  #files: Record<string, Uint8Array>;
  #version = 0;
  #unpacked: Promise<Runtime & { readonly directory: string }> | undefined;
  #idle: Environment[] = [];
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cloud: LambdaFunctionNeeds, settings: FunctionSettings, files: Record<string, Uint8Array>) {
    this.#cloud = cloud;
    this.settings = settings;
    this.#files = files;
    this.arn = cloud.arn("lambda", `function:${settings.name}`);
  }

  get policy(): Policy {
    return [...this.permissions.values()].flat();
  }

  /** The role as the caller of the function's own calls; undefined when Lambda may not assume it. */
  get caller(): Caller | undefined {
    const role = this.#cloud.roles.assumableBy("lambda.amazonaws.com", this.settings.roleArn, {
      "aws:sourceaccount": this.#cloud.accountId,
      "aws:sourcearn": this.arn,
    });
    return role && this.#cloud.access.session(role, this.settings.name);
  }

  /** Whether all of its reserved concurrency is in use. */
  get isThrottled(): boolean {
    return this.#running >= (this.settings.reservedConcurrency ?? Infinity);
  }

  /** Sets settings, and code where it changes, for processes that start from now on. */
  async change(settings: FunctionSettings, files?: Record<string, Uint8Array>): Promise<void> {
    this.settings = settings;
    this.#files = files ?? this.#files;
    await this.#restart();
  }

  async run(requestId: string, payload: string): Promise<ProcessOutcome> {
    await this.#takeTurn();
    for (const listener of this.#cloud.invocationListeners)
      listener({ functionName: this.settings.name, payload });
    try {
      const locked = this.#idle.length > 0 ? undefined : this.#lockedVariables();
      if (locked !== undefined) {
        this.#count(locked);
        return locked;
      }
      const environment = this.#idle.pop() ?? (await this.#start());
      const version = this.#version;
      const { timeoutInSeconds } = this.settings;
      const outcome = await environment.process.run({ requestId, payload, arn: this.arn, timeoutInSeconds });
      writeInvocationLog(this.#cloud, this, environment.logStream, requestId, outcome);
      if (environment.process.isAlive && version === this.#version) this.#idle.push(environment);
      else await environment.process.stop();
      this.#count(outcome);
      return outcome;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    await this.#restart();
  }

  async #takeTurn(): Promise<void> {
    if (this.#running >= MOST_PROCESSES) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
  }

  async #restart(): Promise<void> {
    this.#version += 1;
    this.#unpacked = undefined;
    const idle = this.#idle;
    this.#idle = [];
    await Promise.all(idle.map(({ process }) => process.stop()));
  }

  /**
   * The failure of a process that cannot start, because the function's role may not decrypt the environment variables. A
   * process that runs has them already.
   */
  #lockedVariables(): ProcessOutcome | undefined {
    const { caller, settings } = this;
    if (caller === undefined) return undefined;
    const refusal = this.#cloud.keys.refusal(settings.kmsKeyArn, { caller, actions: ["Decrypt"] });
    if (refusal === undefined) return undefined;
    const errorType = `KMS${refusal.problem}Exception`;
    const errorMessage =
      "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the " +
      `function's KMS key settings. KMS Exception: ${refusal.problem}Exception KMS Message: ${refusal.message}`;
    return { failure: { errorType, errorMessage }, output: [], durationInMilliseconds: 0 };
  }

  async #start(): Promise<Environment> {
    const { ids, access, clock, directory: base } = this.#cloud;
    const role = this.#cloud.roles.byArn(this.settings.roleArn);
    if (role === undefined)
      throw new Error(`The role ${this.settings.roleArn} of ${this.settings.name} is gone.`);
    this.#unpacked ??= this.#unpack();
    const { directory, bootstrapFile, preloads } = await this.#unpacked;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[$LATEST]${ids.hex(32)}`;
    const credentials = access.issueSession(role, this.settings.name);
    const place = { directory, runtimeDirectory: base, logStream, credentials };
    const process = new FunctionProcess({
      bootstrapFile,
      preloads,
      directory,
      environment: processEnvironment(this.#cloud, this.settings, place),
      memoryInMegabytes: this.settings.memoryInMegabytes,
    });
    return { process, logStream };
  }

  async #unpack(): Promise<Runtime & { readonly directory: string }> {
    const directory = path.join(this.#cloud.directory, `${this.settings.name}-${this.#version}`);
    await mkdir(directory, { recursive: true });
    await unpack(this.#files, directory);
    return { directory, ...(await fillRuntimeDirectory(this.#cloud.directory)) };
  }

  #count({ failure, durationInMilliseconds }: ProcessOutcome): void {
    const dimensions = { FunctionName: this.settings.name };
    this.#cloud.metrics.put("AWS/Lambda", "Invocations", dimensions, 1);
    this.#cloud.metrics.put("AWS/Lambda", "Errors", dimensions, failure ? 1 : 0);
    this.#cloud.metrics.put("AWS/Lambda", "Duration", dimensions, durationInMilliseconds);
  }
}

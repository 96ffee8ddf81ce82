import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Cloud } from "../cloud";
import type { Caller } from "../iam/access";
import type { Policy } from "../iam/policy";
import { BOOTSTRAP } from "./bootstrap";
import { unpack } from "./code-archive";
import { processEnvironment } from "./function-environment";
import { FunctionProcess, type ProcessOutcome } from "./function-process";
import { writeInvocationLog } from "./invocation-log";

export interface FunctionSettings {
  readonly name: string;
  readonly roleArn: string;
  readonly runtime: string;
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly memoryInMegabytes: number;
  readonly timeoutInSeconds: number;
  readonly logGroup: string;
  readonly logFormat: string;
  /** Undefined shares the account's concurrency; 0 runs nothing. */
  readonly reservedConcurrency: number | undefined;
}

export interface EventInvokeSettings {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
  /** ARN of a bucket or a queue. */
  readonly onFailure: string | undefined;
}

/** Real processes of one function at a time; more events wait for one, while the sandbox clock stands still. */
const MOST_PROCESSES = 4;

interface Environment {
  readonly process: FunctionProcess;
  readonly logStream: string;
}

/** One deployed function and the processes that run it. */
export class LambdaFunction {
  settings: FunctionSettings;
  /** Statements of its resource policy by their id. */
  readonly permissions = new Map<string, Policy>();
  eventInvoke: EventInvokeSettings | undefined;
  readonly arn: string;
  readonly #cloud: Cloud;
  #files: Record<string, Uint8Array>;
  #version = 0;
  #unpacked: Promise<string> | undefined;
  #idle: Environment[] = [];
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cloud: Cloud, settings: FunctionSettings, files: Record<string, Uint8Array>) {
    this.#cloud = cloud;
    this.settings = settings;
    this.#files = files;
    this.arn = cloud.arn("lambda", `function:${settings.name}`);
  }

  get policy(): Policy {
    return [...this.permissions.values()].flat();
  }

  /** The role as the function's own calls show it; undefined when Lambda may not assume it. */
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

  /** Code and settings for processes that start from now on. */
  async change(settings: FunctionSettings, files: Record<string, Uint8Array>): Promise<void> {
    this.settings = settings;
    this.#files = files;
    await this.#restart();
  }

  async run(requestId: string, payload: string): Promise<ProcessOutcome> {
    await this.#takeTurn();
    for (const listener of this.#cloud.invocationListeners)
      listener({ functionName: this.settings.name, payload });
    try {
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

  async #start(): Promise<Environment> {
    const { ids, access, clock, directory: base } = this.#cloud;
    const role = this.#cloud.roles.byArn(this.settings.roleArn);
    if (role === undefined)
      throw new Error(`The role ${this.settings.roleArn} of ${this.settings.name} is gone.`);
    this.#unpacked ??= this.#unpack();
    const directory = await this.#unpacked;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[$LATEST]${ids.hex(32)}`;
    const credentials = access.issueSession(role, this.settings.name);
    const place = { directory, runtimeDirectory: base, logStream, credentials };
    const process = new FunctionProcess({
      bootstrapFile: path.join(base, "bootstrap.cjs"),
      directory,
      environment: processEnvironment(this.#cloud, this.settings, place),
      memoryInMegabytes: this.settings.memoryInMegabytes,
    });
    return { process, logStream };
  }

  async #unpack(): Promise<string> {
    const directory = path.join(this.#cloud.directory, `${this.settings.name}-${this.#version}`);
    await mkdir(directory, { recursive: true });
    await unpack(this.#files, directory);
    await writeFile(path.join(this.#cloud.directory, "bootstrap.cjs"), BOOTSTRAP);
    return directory;
  }

  #count({ failure, durationInMilliseconds }: ProcessOutcome): void {
    const dimensions = { FunctionName: this.settings.name };
    this.#cloud.metrics.put("AWS/Lambda", "Invocations", dimensions, 1);
    this.#cloud.metrics.put("AWS/Lambda", "Errors", dimensions, failure ? 1 : 0);
    this.#cloud.metrics.put("AWS/Lambda", "Duration", dimensions, durationInMilliseconds);
  }
}

import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { ClockEvent } from "../../cloud/clock";
import { FunctionProcess, type ProcessOutcome } from "../../cloud/processes/function-process";
import { unpack } from "../../cloud/processes/unpack";
import type { ArmResource } from "../arm/arm-resource";
import { settingsOf } from "../resources/site";
import { type AppNeeds, componentOf, environmentOf, hostStorageProblem } from "./app-environment";
import type { AppPackage } from "./app-package";
import { nextTime } from "./cron";
import type { Traces } from "./traces";

interface FunctionListing {
  readonly name: string;
  readonly bindings: readonly Binding[];
}

interface Binding {
  readonly type: string;
  /** Of a timer. */
  readonly schedule?: string;
  /** Of an HTTP trigger. */
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: string;
}

/** A call of an HTTP function. */
export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What one call of a function ended with. */
export interface FunctionRun {
  readonly functionName: string;
  readonly failure?: string;
}

/** Memory of an instance where the app does not say. */
const MEMORY_IN_MEGABYTES = 2_048;

/**
 * The code of one app, in one process that is used for one call at a time. Timers fire on the sandbox clock and never
 * overlap; a call that takes longer than `functionTimeout` is ended together with the process, as Azure does it.
 */
export class FunctionApp {
  readonly #cloud: AppNeeds;
  readonly #traces: Traces;
  readonly #siteId: string;
  readonly #workerFile: string;
  readonly #directory: string;
  #package: AppPackage | undefined;
  #folder = "";
  #process: FunctionProcess | undefined;
  #timers: ClockEvent[] = [];
  /** HTTP functions by their route, in lower case. */
  readonly #routes = new Map<string, { readonly functionName: string; readonly binding: Binding }>();
  #turn: Promise<unknown> = Promise.resolve();
  /** How calls ended, for tests. */
  readonly runs: FunctionRun[] = [];

  constructor(cloud: AppNeeds, traces: Traces, siteId: string, workerFile: string, directory: string) {
    this.#cloud = cloud;
    this.#traces = traces;
    this.#siteId = siteId;
    this.#workerFile = workerFile;
    this.#directory = directory;
  }

  /** Replaces the code. @returns why it does not start; undefined when it does */
  async deploy(code: AppPackage): Promise<string | undefined> {
    const folder = path.join(this.#directory, randomUUID());
    await mkdir(folder, { recursive: true });
    await unpack(code.files, folder);
    await this.stop();
    if (this.#folder !== "") await rm(this.#folder, { recursive: true, force: true });
    this.#package = code;
    this.#folder = folder;
    return this.start();
  }

  /** Starts timers, if there is code and the app is not stopped. @returns why the code does not start */
  async start(): Promise<string | undefined> {
    const site = this.#site;
    if (this.#package === undefined || site?.properties["state"] !== "Running") return undefined;
    const listing = await this.#call({ list: true }, 60);
    if (listing.failure !== undefined) {
      this.#log("", 3, `Worker was unable to load function code: ${listing.failure.errorMessage}`);
      return listing.failure.errorMessage;
    }
    this.#routes.clear();
    for (const { name, bindings } of JSON.parse(listing.payload ?? "[]") as FunctionListing[]) {
      const binding = bindings.find(({ type }) => type === "httpTrigger");
      if (binding !== undefined)
        this.#routes.set((binding.route ?? name).toLowerCase(), { functionName: name, binding });
      const schedule = bindings.find(({ type }) => type === "timerTrigger")?.schedule;
      if (schedule !== undefined) this.#plan(name, this.#bound(schedule, site));
    }
    return undefined;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) timer.cancel();
    await this.kill();
  }

  /** Ends the process in the middle of whatever it does. The next call starts another one. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    await running?.stop();
  }

  async close(): Promise<void> {
    await this.stop();
    if (this.#folder !== "") await rm(this.#folder, { recursive: true, force: true });
  }

  /** Calls a timer function now, after the calls that are under way. */
  run(functionName: string, isPastDue = false): Promise<void> {
    const turn = this.#turn.then(() => this.#run(functionName, isPastDue));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Calls an HTTP function. Routes with parameters and keys of functions are not there: only `authLevel` `anonymous` is served.
   *
   * @param route behind `/api/`
   */
  async request(route: string, { method, url, headers, body }: HttpCall): Promise<HttpAnswer> {
    const empty = (status: number): HttpAnswer => ({ status, headers: {}, body: Buffer.alloc(0) });
    if (this.#package === undefined || this.#site?.properties["state"] !== "Running") return empty(503);
    const found = this.#routes.get(route.toLowerCase());
    if (found === undefined) return empty(404);
    const { functionName, binding } = found;
    if (binding.authLevel !== "anonymous") return empty(401);
    const methods = (binding.methods ?? ["GET", "POST"]).map((one) => one.toUpperCase());
    if (!methods.includes(method)) return empty(405);
    const { timeoutInSeconds } = this.#package;
    const http = { method, url, headers, query: {}, params: {}, body: { string: body.toString("utf8") } };
    const turn = this.#turn.then(() => this.#call({ functionName, http }, timeoutInSeconds, functionName));
    this.#turn = turn.catch(() => undefined);
    const { failure, payload } = await turn;
    if (failure !== undefined) {
      this.#log(functionName, 3, `Executed 'Functions.${functionName}' (Failed): ${failure.errorMessage}`);
      return empty(500);
    }
    const answer = JSON.parse(payload ?? "null") as (Omit<HttpAnswer, "body"> & { body: string }) | null;
    return answer === null ? empty(204) : { ...answer, body: Buffer.from(answer.body, "base64") };
  }

  get #site(): ArmResource | undefined {
    return this.#cloud.resources.get(this.#siteId);
  }

  /** A value of a trigger, in which `%NAME%` stands for an app setting. */
  #bound(value: string, site: ArmResource): string {
    const settings = settingsOf(site);
    return value.replace(/%([^%]+)%/g, (whole, name: string) => settings[name] ?? whole);
  }

  #plan(functionName: string, schedule: string): void {
    const { clock } = this.#cloud;
    const timer = clock.at(
      nextTime(schedule, clock.now()),
      async () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
        const isPlanned = this.#package;
        await this.run(functionName);
        if (isPlanned === this.#package && this.#site?.properties["state"] === "Running")
          this.#plan(functionName, schedule);
      },
      { background: true },
    );
    this.#timers.push(timer);
  }

  async #run(functionName: string, isPastDue: boolean): Promise<void> {
    const site = this.#site;
    if (site === undefined || this.#package === undefined) return;
    const problem = hostStorageProblem(this.#cloud, site);
    if (problem !== undefined) {
      this.#log(
        "",
        3,
        `The listener for function 'Functions.${functionName}' was unable to start: ${problem}.`,
      );
      this.runs.push({ functionName, failure: problem });
      return;
    }
    const { timeoutInSeconds } = this.#package;
    const timer = { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: isPastDue };
    const outcome = await this.#call({ functionName, timer }, timeoutInSeconds, functionName);
    if (outcome.failure === undefined) {
      this.runs.push({ functionName });
      return;
    }
    const message =
      outcome.failure.errorType === "Sandbox.Timedout"
        ? `Timeout value of ${timeoutInSeconds} s exceeded by function 'Functions.${functionName}'. Initiating cancellation.`
        : `Executed 'Functions.${functionName}' (Failed): ${outcome.failure.errorMessage}`;
    this.#log(functionName, 3, message);
    this.runs.push({ functionName, failure: outcome.failure.errorMessage });
  }

  async #call(payload: object, timeoutInSeconds: number, functionName = ""): Promise<ProcessOutcome> {
    this.#process = this.#process?.isAlive ? this.#process : this.#newProcess();
    const outcome = await this.#process.run({
      requestId: randomUUID(),
      payload: JSON.stringify({ ...payload, now: this.#cloud.clock.now() }),
      arn: this.#siteId,
      timeoutInSeconds,
    });
    for (const { line } of outcome.output) {
      const match = /^([0-4]) (.*)$/s.exec(line);
      this.#log(functionName, Number(match?.[1] ?? 1), match?.[2] ?? line);
    }
    return outcome;
  }

  #newProcess(): FunctionProcess {
    const site = this.#site!;
    const config = site.properties["functionAppConfig"] as
      | { scaleAndConcurrency?: { instanceMemoryMB?: number } }
      | undefined;
    return new FunctionProcess({
      bootstrapFile: this.#workerFile,
      preloads: [],
      directory: this.#folder,
      environment: { ...environmentOf(this.#cloud, site), SANDBOX_APP_ROOT: this.#folder },
      memoryInMegabytes: config?.scaleAndConcurrency?.instanceMemoryMB ?? MEMORY_IN_MEGABYTES,
    });
  }

  #log(functionName: string, severity: number, message: string): void {
    const site = this.#site;
    const component = site && componentOf(this.#cloud, site);
    if (site === undefined || component === undefined) return;
    const time = this.#cloud.clock.now();
    this.#traces.add({ time, app: site.name, componentId: component.id, functionName, severity, message });
  }
}

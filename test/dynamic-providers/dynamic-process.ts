import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { count } from "../support/process-counts";
import type { InitFailure, Props, ProviderRun, RunOptions } from "./provider-run";

const ROOT = path.resolve(__dirname, "../..");

/** The dynamic provider process that the engine would start, spoken to as the engine does. */
export class DynamicProcess implements ProviderRun {
  private output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly provider: string,
  ) {
    child.stderr!.on("data", (data) => {
      this.output += data;
    });
  }

  static async start({
    provider,
    config = {},
    environment = {},
    folder = ROOT,
  }: RunOptions & {
    /** Of the program, from where packages are loaded. @default this checkout */
    readonly folder?: string;
  }): Promise<DynamicProcess> {
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    count("provider process");
    const child = spawn(process.execPath, [script, "127.0.0.1:0"], {
      cwd: folder,
      env: { PATH: process.env["PATH"], PULUMI_NODEJS_PROJECT: "proj", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await firstLine(child);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const started = new DynamicProcess(child, client, provider);
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript({ ...config }));
    await started.call("configure", request);
    return started;
  }

  async check(news: Props, olds: Props = {}): Promise<{ inputs: Props; failures: Record<string, string> }> {
    const request = new messages.CheckRequest();
    request.setOlds(this.struct(olds, Object.keys(olds).length > 0));
    request.setNews(this.struct(news));
    const answer: messages.CheckResponse = await this.call("check", request);
    const failures = answer.getFailuresList().map((item) => [item.getProperty(), item.getReason()]);
    return { inputs: plain(answer.getInputs()), failures: Object.fromEntries(failures) };
  }

  async diff(
    id: string,
    olds: Props,
    news: Props,
  ): Promise<{ changes: boolean | undefined; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(this.struct(olds));
    request.setNews(this.struct(news));
    const answer: messages.DiffResponse = await this.call("diff", request);
    const changes = [undefined, false, true][answer.getChanges()];
    return { changes, replaces: answer.getReplacesList() };
  }

  async create(inputs: Props): Promise<{ id: string; outs: Props }> {
    const request = new messages.CreateRequest();
    request.setProperties(this.struct(inputs));
    const answer: messages.CreateResponse = await this.call("create", request);
    return { id: answer.getId(), outs: plain(answer.getProperties()) };
  }

  async read(id: string, props: Props): Promise<{ id: string; props: Props; inputs: Props }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(this.struct(props));
    const answer: messages.ReadResponse = await this.call("read", request);
    return { id: answer.getId(), props: plain(answer.getProperties()), inputs: plain(answer.getInputs()) };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(this.struct(olds));
    request.setNews(this.struct(news));
    const answer: messages.UpdateResponse = await this.call("update", request);
    return plain(answer.getProperties());
  }

  async delete(id: string, props: Props): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(this.struct(props));
    await this.call("delete", request);
  }

  /** What the process wrote to standard error so far. */
  get stderr(): string {
    return this.output;
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.child.kill(signal);
  }

  async close(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await gone;
  }

  private struct(props: Props, withProvider = true): Struct {
    return Struct.fromJavaScript(withProvider ? { __provider: this.provider, ...props } : props);
  }

  // biome-ignore lint/suspicious/noExplicitAny: each call has its own answer
  private call(method: string, request: unknown): Promise<any> {
    return new Promise((resolve, reject) => {
      // biome-ignore lint/suspicious/noExplicitAny: the methods differ in their messages only
      (this.client as any)[method](request, (error: grpc.ServiceError | null, answer: unknown) => {
        // What the process said before it answered is in the pipe by now; one turn of the loop reads it.
        setImmediate(() => {
          if (error) reject(Object.assign(new Error(error.details), { initFailure: initFailureOf(error) }));
          else resolve(answer);
        });
      });
    });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = "";
    child.stdout!.on("data", (data) => {
      seen += data;
      const line = /^(\d+)\n/.exec(seen);
      if (line) resolve(line[1]!);
    });
    child.once("exit", (code) =>
      reject(new Error(`the dynamic provider process ended with ${code}: ${seen}`)),
    );
  });
}

function plain(struct: { toJavaScript(): object } | undefined): Props {
  return struct ? (struct.toJavaScript() as Props) : {};
}

function initFailureOf(error: grpc.ServiceError): InitFailure | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (details === undefined) return undefined;
  const [any] = Status.deserializeBinary(Buffer.from(details)).getDetailsList();
  const failure = messages.ErrorResourceInitFailed.deserializeBinary(any!.getValue_asU8());
  return {
    id: failure.getId(),
    properties: plain(failure.getProperties()),
    reasons: failure.getReasonsList(),
  };
}

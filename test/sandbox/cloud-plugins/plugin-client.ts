import type { CheckResponse, DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { CloudPlugin } from "../../../sandbox/cloud-plugins/provider/cloud-plugin";
import { grpc, messages, Struct, services } from "../../../sandbox/cloud-plugins/provider/proto";
import { servePlugin } from "../../../sandbox/cloud-plugins/provider/serve";

export type Properties = Record<string, unknown>;

export interface Difference {
  readonly changes: "none" | "some";
  readonly replaces: readonly string[];
  readonly detailed: Readonly<Record<string, string>>;
  readonly deleteBeforeReplace: boolean;
}

export interface PluginClient {
  check(
    type: string,
    news: Properties,
    olds?: Properties,
    name?: string,
    /** What a name of the provider's choice ends in follows from it. */
    seed?: number,
  ): Promise<{ inputs: Properties; failures: Record<string, string> }>;
  diff(type: string, before: Properties, after: Properties): Promise<Difference>;
  create(type: string, inputs: Properties, preview?: boolean): Promise<{ id: string; outputs: Properties }>;
  read(
    type: string,
    id: string,
    outputs: Properties,
    inputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs: Properties }>;
  update(
    type: string,
    id: string,
    olds: Properties,
    news: Properties,
    preview?: boolean,
  ): Promise<Properties>;
  delete(type: string, id: string, outputs: Properties): Promise<void>;
  invoke(token: string, given?: Properties): Promise<Properties>;
  close(): void;
}

/** Talks to a plugin over the wire, as the engine does; the plugin runs in this process. */
export async function connectPlugin(plugin: CloudPlugin, settings: Properties = {}): Promise<PluginClient> {
  const served = await servePlugin(plugin);
  const client = new services.ResourceProviderClient(
    `127.0.0.1:${served.port}`,
    grpc.credentials.createInsecure(),
  );
  const call = <Request, Answer>(
    method: (request: Request, done: (error: { details: string } | null, answer: Answer) => void) => unknown,
    request: Request,
  ) =>
    new Promise<Answer>((resolve, reject) => {
      method.call(client, request, (error, answer) =>
        error ? reject(new Error(error.details)) : resolve(answer),
      );
    });
  const addressed = <R extends { setUrn(urn: string): unknown; setType(type: string): unknown }>(
    request: R,
    type: string,
  ): R => {
    request.setUrn(`urn:pulumi:stack::project::illumio-iac:index:Thing$${type}::thing`);
    request.setType(type);
    return request;
  };
  const struct = (value: Properties) => Struct.fromJavaScript(value as never);
  const plain = (value: { toJavaScript(): unknown } | undefined) =>
    (value?.toJavaScript() ?? {}) as Properties;

  const configuration = new messages.ConfigureRequest();
  configuration.setArgs(struct(settings));
  await call(client.configure as never, configuration).catch((error: unknown) => {
    client.close();
    served.close();
    throw error;
  });

  return {
    async check(type, news, olds = {}, name = "thing", seed = 3) {
      const request = addressed(new messages.CheckRequest(), type);
      request.setName(name);
      request.setNews(struct(news));
      request.setOlds(struct(olds));
      request.setRandomseed(new Uint8Array([1, 2 + (seed >> 8), seed]));
      const answer = await call<typeof request, CheckResponse>(client.check as never, request);
      const failures = answer.getFailuresList().map((one) => [one.getProperty(), one.getReason()]);
      return { inputs: plain(answer.getInputs()), failures: Object.fromEntries(failures) };
    },
    async diff(type, before, after) {
      const request = addressed(new messages.DiffRequest(), type);
      request.setOldInputs(struct(before));
      request.setNews(struct(after));
      const answer = await call<typeof request, DiffResponse>(client.diff as never, request);
      const names = Object.keys(messages.PropertyDiff.Kind);
      const detailed: Record<string, string> = {};
      answer.getDetaileddiffMap().forEach((detail, path) => {
        detailed[path] = names[detail.getKind()]!;
      });
      const { DIFF_SOME } = messages.DiffResponse.DiffChanges;
      return {
        changes: answer.getChanges() === DIFF_SOME ? "some" : "none",
        replaces: answer.getReplacesList(),
        detailed,
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      };
    },
    async create(type, inputs, preview = false) {
      const request = addressed(new messages.CreateRequest(), type);
      request.setProperties(struct(inputs));
      request.setPreview(preview);
      const answer = await call<typeof request, InstanceType<typeof messages.CreateResponse>>(
        client.create as never,
        request,
      );
      return { id: answer.getId(), outputs: plain(answer.getProperties()) };
    },
    async read(type, id, outputs, inputs) {
      const request = addressed(new messages.ReadRequest(), type);
      request.setId(id);
      request.setProperties(struct(outputs));
      request.setInputs(struct(inputs));
      const answer = await call<typeof request, InstanceType<typeof messages.ReadResponse>>(
        client.read as never,
        request,
      );
      return {
        id: answer.getId(),
        outputs: plain(answer.getProperties()),
        inputs: plain(answer.getInputs()),
      };
    },
    async update(type, id, olds, news, preview = false) {
      const request = addressed(new messages.UpdateRequest(), type);
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      request.setPreview(preview);
      const answer = await call<typeof request, InstanceType<typeof messages.UpdateResponse>>(
        client.update as never,
        request,
      );
      return plain(answer.getProperties());
    },
    async delete(type, id, outputs) {
      const request = addressed(new messages.DeleteRequest(), type);
      request.setId(id);
      request.setProperties(struct(outputs));
      await call(client.delete as never, request);
    },
    async invoke(token, given = {}) {
      const request = new messages.InvokeRequest();
      request.setTok(token);
      request.setArgs(struct(given));
      const answer = await call<typeof request, InstanceType<typeof messages.InvokeResponse>>(
        client.invoke as never,
        request,
      );
      return plain(answer.getReturn());
    },
    close() {
      client.close();
      served.close();
    },
  };
}

import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { checkArguments, type Problem } from "./arguments";
import { autoname } from "./autoname";
import type { CloudPlugin, CloudResource } from "./cloud-plugin";
import { diffAnswer } from "./diff-answer";
import { Empty, grpc, messages, PluginInfo, Struct } from "./proto";
import { previewed, refreshed, state } from "./state";
import type { Properties } from "./wire";

/** Answers Pulumi's provider protocol for a plugin. Methods that are missing here are answered "unimplemented". */
export function resourceProvider(plugin: CloudPlugin): UntypedServiceImplementation {
  const resourceOf = (request: { getUrn(): string; getType(): string }): CloudResource => {
    const type = request.getType() || request.getUrn().split("::")[2]!.split("$").pop()!;
    const found = plugin.resource(type);
    if (found) return found;
    throw new Error(`The sandbox does not know the resource type ${type}.`);
  };

  return {
    getPluginInfo: unary(async () => {
      const info = new PluginInfo();
      info.setVersion(plugin.version);
      return info;
    }),
    checkConfig: unary(async (request: pb.CheckRequest) =>
      checked(plain(request.getNews()), plugin.checkSettings(plain(request.getNews()))),
    ),
    diffConfig: unary(async () => new messages.DiffResponse()),
    configure: unary(async (request: pb.ConfigureRequest) => {
      plugin.configure(plain(request.getArgs()) as Record<string, string>);
      const answer = new messages.ConfigureResponse();
      answer.setSupportspreview(true);
      return answer;
    }),
    invoke: unary(async (request: pb.InvokeRequest) => {
      const called = plugin.call?.(request.getTok());
      if (!called) throw new Error(`The sandbox does not know the function ${request.getTok()}.`);
      const answer = new messages.InvokeResponse();
      answer.setReturn(struct(await called(plain(request.getArgs()))));
      return answer;
    }),
    check: unary(async (request: pb.CheckRequest) => {
      const resource = resourceOf(request);
      const inputs = plain(request.getNews());
      const name = request.getName() || request.getUrn().split("::").pop()!;
      const problems = argumentProblems(resource, inputs);
      const olds = plain(request.getOlds());
      fillName(resource, name, olds, inputs, request.getRandomseed_asU8());
      return checked((await resource.fillIn?.(inputs, olds)) ?? inputs, problems);
    }),
    diff: unary(async (request: pb.DiffRequest) =>
      diffAnswer(resourceOf(request), plain(request.getOldInputs()), plain(request.getNews())),
    ),
    create: unary(async (request: pb.CreateRequest) => {
      const resource = resourceOf(request);
      const inputs = plain(request.getProperties());
      const live = request.getPreview() ? previewed(resource, inputs) : await resource.create(inputs);
      const answer = new messages.CreateResponse();
      answer.setId(live.id);
      answer.setProperties(struct(state(resource, live)));
      return answer;
    }),
    read: unary(async (request: pb.ReadRequest) => {
      const resource = resourceOf(request);
      const before = plain(request.getInputs());
      const live = await resource.read(request.getId(), plain(request.getProperties()));
      const answer = new messages.ReadResponse();
      if (live === undefined) return answer;
      const inputs =
        request.getInputs() === undefined
          ? live.inputs
          : (resource.refresh?.(before, plain(request.getProperties()), live) ??
            refreshed(resource, before, live.inputs));
      answer.setId(live.id);
      answer.setInputs(struct(inputs));
      answer.setProperties(struct(state(resource, { ...live, inputs })));
      return answer;
    }),
    update: unary(async (request: pb.UpdateRequest) => {
      const resource = resourceOf(request);
      const before = plain(request.getOlds());
      const inputs = plain(request.getNews());
      const known = Object.fromEntries(resource.computed.map((key) => [key, before[key]]));
      const live = request.getPreview()
        ? { id: request.getId(), inputs, outputs: known }
        : await resource.update(request.getId(), before, inputs);
      const answer = new messages.UpdateResponse();
      answer.setProperties(struct(state(resource, live)));
      return answer;
    }),
    delete: unary(async (request: pb.DeleteRequest) => {
      await resourceOf(request).delete(request.getId(), plain(request.getProperties()));
      return new Empty();
    }),
    cancel: unary(async () => new Empty()),
    attach: unary(async () => new Empty()),
  };
}

function argumentProblems(resource: CloudResource, inputs: Properties): Problem[] {
  const unplayed = resource.notSimulated.filter((name) => inputs[name] !== undefined);
  const rest = Object.fromEntries(Object.entries(inputs).filter(([name]) => !unplayed.includes(name)));
  return [
    ...unplayed.map((path) => ({ path, reason: "The sandbox does not simulate this argument" })),
    ...checkArguments(resource.arguments, rest),
    ...(resource.rules?.(rest) ?? []),
  ];
}

/** `__defaults` marks the name as ours, as the real provider does, so that a name taken out of the program changes. */
function fillName(
  resource: CloudResource,
  name: string,
  olds: Properties,
  inputs: Properties,
  seed: Uint8Array,
) {
  inputs["__defaults"] = [];
  const { autoname: rule } = resource;
  if (!rule || inputs[rule.property] !== undefined) return;
  const mine = Array.isArray(olds["__defaults"]) && olds["__defaults"].includes(rule.property);
  inputs[rule.property] = mine ? olds[rule.property] : autoname(rule, name, seed);
  inputs["__defaults"] = [rule.property];
}

function checked(inputs: Properties, problems: readonly Problem[]): pb.CheckResponse {
  const answer = new messages.CheckResponse();
  answer.setInputs(struct(inputs));
  for (const { path, reason } of problems) {
    const failure = new messages.CheckFailure();
    failure.setProperty(path);
    failure.setReason(reason);
    answer.addFailures(failure);
  }
  return answer;
}

function plain(properties: StructMessage | undefined): Properties {
  return (properties?.toJavaScript() ?? {}) as Properties;
}

function struct(properties: Properties): StructMessage {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

function unary<Request, Answer>(answer: (request: Request) => Promise<Answer>) {
  return (call: ServerUnaryCall<Request, Answer>, respond: sendUnaryData<Answer>): void => {
    answer(call.request).then(
      (value) => respond(null, value),
      (error: unknown) =>
        respond({
          code: grpc.status.UNKNOWN,
          details: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}

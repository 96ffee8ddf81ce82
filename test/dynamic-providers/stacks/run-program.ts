import * as pulumi from "@pulumi/pulumi";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as messages from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { SqlFirewall } from "../../../dynamic-providers/azure-sql";
import { DagBinding } from "../../../dynamic-providers/panos";
import * as pce from "../../../dynamic-providers/pce";
import type { Props } from "../provider-run";

/** What a program asks the engine for. */
export interface Registration {
  readonly urn: string;
  /** URNs that it had before. */
  readonly aliases: readonly string[];
  readonly type: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly inputs: Props;
  readonly dependencies: readonly string[];
  readonly retainOnDelete: boolean;
  /** Whether a replacement deletes before it makes. */
  readonly deleteBeforeReplace: boolean;
  /** `<URN>::<id>` of the provider that the program names; empty for the default one. */
  readonly provider: string;
  /** Paths of inputs that keep the values of the state. */
  readonly ignoreChanges: readonly string[];
  /** Paths of inputs whose changes are replacements. */
  readonly replaceOnChanges: readonly string[];
  /** Another value than before is a replacement. */
  readonly replacementTrigger: unknown;
  /** Set where it shall be read and not made. */
  readonly readId?: string;
}

export interface ProgramOptions {
  readonly program: () => unknown;
  readonly stack: string;
  readonly preview: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Answers when the resource is there; never where the run has failed. */
  readonly register: (wanted: Registration) => Promise<{ readonly id: string; readonly outputs: Props }>;
  /** Answers a call of a function of a provider. */
  readonly invoke: Invoke;
}

/** @param provider `<URN>::<id>` of the one that the program names; empty for the default one */
export type Invoke = (token: string, given: Props, provider: string) => Promise<Props>;

const PROJECT = "shop";

/** Runs a program in this process by the real SDK, whose registrations end here instead of in the engine. */
export async function runProgram(options: ProgramOptions): Promise<void> {
  const { program, stack, preview, config, secretKeys, register, invoke } = options;
  const newResource = () => {
    throw new Error("what follows takes the place of this");
  };
  const call = ({ token, inputs, provider = "" }: pulumi.runtime.MockCallArgs) =>
    invoke(token, inputs, provider);
  await pulumi.runtime.setMocks({ newResource, call }, PROJECT, stack, preview, "organization");
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own stand-in for the engine, of which two methods are replaced
  const monitor = (pulumi.runtime as any).getMonitor();
  monitor.registerResource = (request: RegisterResourceRequest, done: Done) =>
    answer(done, async () => {
      const wanted = registration(request, stack);
      const { id, outputs } = await register(wanted);
      const response = new messages.RegisterResourceResponse();
      response.setUrn(wanted.urn);
      response.setId(id);
      response.setObject(Struct.fromJavaScript(outputs));
      return response;
    });
  monitor.readResource = (request: ReadResourceRequest, done: Done) =>
    answer(done, async () => {
      const wanted = readRegistration(request, stack);
      const { outputs } = await register(wanted);
      const response = new messages.ReadResourceResponse();
      response.setUrn(wanted.urn);
      response.setProperties(Struct.fromJavaScript(outputs));
      return response;
    });
  monitor.registerResourceOutputs = (_request: unknown, done: Done) => done(null, {});
  program();
  await pulumi.runtime.disconnect();
}

/** Runs JavaScript with `pulumi`, `Label`, `UnmanagedWorkload`, `DagBinding`, `SqlFirewall` and all of `pce` at hand. */
export function evaluate(text: string): unknown {
  const { Label, UnmanagedWorkload } = pce;
  const names = ["pulumi", "Label", "UnmanagedWorkload", "DagBinding", "SqlFirewall", "pce"];
  return new Function(...names, text)(pulumi, Label, UnmanagedWorkload, DagBinding, SqlFirewall, pce);
}

type Done = (error: unknown, response?: unknown) => void;

function answer(done: Done, work: () => Promise<unknown>): void {
  work().then(
    (response) => done(null, response),
    (error) => done(error),
  );
}

function registration(request: RegisterResourceRequest, stack: string): Registration {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const aliases = request.getAliasesList().map((alias) => {
    const spec = alias.getSpec();
    if (!spec) return alias.getUrn();
    const above = spec.getNoparent() ? "" : spec.getParenturn() || parent;
    return urnOf(spec.getStack() || stack, above, spec.getType() || type, spec.getName() || name);
  });
  return {
    urn: urnOf(stack, parent, type, name),
    aliases,
    type,
    custom: request.getCustom(),
    parent,
    inputs: plain(request.getObject()),
    dependencies: request.getDependenciesList(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    provider: request.getProvider(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
  };
}

function readRegistration(request: ReadResourceRequest, stack: string): Registration {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  return {
    urn: urnOf(stack, parent, type, name),
    aliases: [],
    type,
    custom: true,
    parent,
    inputs: plain(request.getProperties()),
    dependencies: request.getDependenciesList(),
    retainOnDelete: false,
    deleteBeforeReplace: false,
    provider: request.getProvider(),
    ignoreChanges: [],
    replaceOnChanges: [],
    replacementTrigger: undefined,
    readId: request.getId(),
  };
}

function urnOf(stack: string, parent: string, type: string, name: string): string {
  const above = parent === "" ? "" : `${parent.split("::")[2]}$`;
  return `urn:pulumi:${stack}::${PROJECT}::${above}${type}::${name}`;
}

function plain(struct: Struct | undefined): Props {
  return (struct?.toJavaScript() ?? {}) as Props;
}

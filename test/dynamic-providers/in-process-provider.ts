import { setTimeout } from "node:timers/promises";
import { Config } from "@pulumi/pulumi/cmd/dynamic-provider/config";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ConfigReader } from "../../clients/settings/settings";
import { functionCodeProvider } from "../../dynamic-providers/azure/function-code/function-code.provider";
import type { FunctionSites } from "../../dynamic-providers/azure/function-code/function-sites";
import { FirewallSystems } from "../../dynamic-providers/azure-sql/sql-firewall/firewall-systems";
import { sqlFirewallProvider } from "../../dynamic-providers/azure-sql/sql-firewall/sql-firewall.provider";
import { BindingSystems } from "../../dynamic-providers/panos/dag-binding/binding-systems";
import { dagBindingProvider } from "../../dynamic-providers/panos/dag-binding/dag-binding.provider";
import { labelProvider } from "../../dynamic-providers/pce/label/label.provider";
import { PceSystems } from "../../dynamic-providers/pce/system/pce-systems";
import { unmanagedWorkloadProvider } from "../../dynamic-providers/pce/unmanaged-workload/unmanaged-workload.provider";
import { type DynamicProvider, dynamicProvider } from "../../dynamic-providers/pulumi/adapter";
import type { SqlServers } from "../../reconcilers/sql-firewall/server/sql-servers";
import type { InitFailure, Props, ProviderRun, RunOptions } from "./provider-run";

/** In one process, what is in flight together comes together, and what another run does needs no seconds. */
const SHORT_WAITS = { quietInMilliseconds: 20, pause: () => setTimeout(10) };

/** @param functionSites deployment sites of function apps, for the code of these. @param sqlServers makes those of a run */
type InProcessOptions = RunOptions & {
  readonly functionSites?: FunctionSites | undefined;
  readonly sqlServers?: (() => SqlServers) | undefined;
};

type Method = Exclude<keyof DynamicProvider, "configure">;

/**
 * What a dynamic provider process of its own would be, in this process: the same adapter and providers behind the same
 * wire JSON, with systems that no other run shares. Everything that a process adds by being one (signals, memory,
 * module loading) is tested with `DynamicProcess`.
 */
export class InProcessProvider implements ProviderRun {
  private readonly pce: PceSystems;
  private readonly bindings: BindingSystems;
  private readonly firewalls: FirewallSystems | undefined;
  private readonly config: ConfigReader;
  private readonly provider: string;
  private readonly functionSites: FunctionSites | undefined;
  private readonly known = new Map<string, DynamicProvider>();
  private closed: Promise<unknown> | undefined;
  private readonly said: string[] = [];
  private readonly warned: string[] = [];

  /** @param provider text of `__provider` for properties that carry none */
  constructor({ provider, config = {}, environment = {}, functionSites, sqlServers }: InProcessOptions) {
    this.provider = provider;
    this.functionSites = functionSites;
    this.config = new Config({ ...config }, "proj");
    this.pce = new PceSystems(this.config, environment, SHORT_WAITS);
    this.bindings = new BindingSystems(this.pce, this.config, environment);
    this.firewalls = sqlServers && new FirewallSystems(this.pce, this.config, sqlServers());
  }

  async check(news: Props, olds: Props = {}): Promise<{ inputs: Props; failures: Record<string, string> }> {
    const before = Object.keys(olds).length > 0 ? this.complete(olds) : wire(olds);
    const { inputs, failures } = await this.call("check", news, before, this.complete(news));
    const named = failures as { property: string; reason: string }[];
    return {
      inputs: wire(inputs),
      failures: Object.fromEntries(named.map(({ property, reason }) => [property, reason])),
    };
  }

  async diff(id: string, olds: Props, news: Props) {
    const answer: Props = await this.call("diff", news, id, this.complete(olds), this.complete(news));
    return { changes: answer["changes"] as boolean | undefined, replaces: answer["replaces"] ?? [] };
  }

  async create(inputs: Props): Promise<{ id: string; outs: Props }> {
    const { id, outs } = await this.call("create", inputs, this.complete(inputs));
    return { id, outs: wire(outs) };
  }

  async read(id: string, props: Props): Promise<{ id: string; props: Props; inputs: Props }> {
    const before = this.complete(props);
    const found: Props = await this.call("read", props, id, before);
    const { __provider } = before; // the process adds it, also to what is gone
    return {
      id: found["id"] ?? "",
      props: wire({ ...found["props"], __provider }),
      inputs: found["inputs"] ? wire({ ...found["inputs"], __provider }) : {},
    };
  }

  async update(id: string, olds: Props, news: Props): Promise<Props> {
    const { outs } = await this.call("update", news, id, this.complete(olds), this.complete(news));
    return wire(outs);
  }

  async delete(id: string, props: Props): Promise<void> {
    await this.call("delete", props, id, this.complete(props));
  }

  get stderr(): string {
    return this.warned.join("");
  }

  get stdout(): string {
    return this.said.join("");
  }

  /** Lets nothing more go out; what was sent already arrives. */
  cut(): void {
    void this.close();
  }

  async close(): Promise<void> {
    this.closed ??= Promise.all([this.pce.close(), this.bindings.firewalls.close()]);
    await this.closed;
  }

  private complete(props: Props): Props {
    return wire({ __provider: this.provider, ...props });
  }

  /** Errors are what the engine sees of them: a message, and what was left behind. */
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own answer
  private async call<M extends Method>(method: M, props: Props, ...args: unknown[]): Promise<any> {
    const provider = this.of(props["__provider"] ?? this.provider);
    try {
      // biome-ignore lint/suspicious/noExplicitAny: each method has its own arguments
      return await (provider[method] as any)(...args);
    } catch (caught) {
      const error = caught as Error & Partial<InitFailure>;
      const leaves = method === "create" || method === "update";
      if (!leaves) this.warned.push(`${error}: ${error.stack}\n`);
      const initFailure =
        leaves && error.id
          ? { id: error.id, properties: wire(error.properties), reasons: error.reasons ?? [] }
          : undefined;
      throw Object.assign(new Error(error.message), { initFailure });
    }
  }

  private of(text: string): DynamicProvider {
    const provider = this.known.get(text) ?? this.adapted(text);
    if (!this.known.has(text)) provider.configure({ config: this.config });
    this.known.set(text, provider);
    return provider;
  }

  private adapted(text: string): DynamicProvider {
    const output = {
      log: (line: string) => void this.said.push(`${line}\n`),
      error: (line: string) => void this.warned.push(`${line}\n`),
    };
    if (text.includes("providers/pce/label")) return dynamicProvider(labelProvider, () => this.pce, output);
    if (text.includes("providers/pce/unmanaged-workload"))
      return dynamicProvider(unmanagedWorkloadProvider, () => this.pce, output);
    if (text.includes("providers/panos/dag-binding"))
      return dynamicProvider(dagBindingProvider, () => this.bindings, output);
    const { functionSites, firewalls } = this;
    if (firewalls && text.includes("providers/azure-sql/sql-firewall"))
      return dynamicProvider(sqlFirewallProvider, () => firewalls, output);
    if (functionSites && text.includes("providers/azure/function-code"))
      return dynamicProvider(functionCodeProvider, () => functionSites, output);
    throw new Error(`no provider of ours: ${text}`);
  }
}

/** What is left of properties after the way through the protocol of the engine. */
function wire(props: Props | undefined): Props {
  return Struct.fromJavaScript({ ...props }).toJavaScript() as Props;
}

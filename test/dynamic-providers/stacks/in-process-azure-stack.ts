import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { bundleZip } from "../../../dynamic-providers/azure/function-code/bundle-zip";
import { FunctionSites } from "../../../dynamic-providers/azure/function-code/function-sites";
import { AUDIENCES } from "../../../sandbox/azure/access/audiences";
import type { AzureCloud } from "../../../sandbox/azure/azure-cloud";
import { azurePlugin } from "../../../sandbox/cloud-plugins/azure/plugin";
import { connectPlugin, type PluginClient } from "../../sandbox/cloud-plugins/plugin-client";
import type { EngineProvider } from "./in-process-run";
import { InProcessStack } from "./in-process-stack";
import { pluginProvider } from "./plugin-provider";

/**
 * A stack in this process that deploys into an Azure of the sandbox: resources through the plugin's wire, code through the
 * deployment site of its app. The pauses of a deployment pass on the sandbox clock.
 */
export class InProcessAzureStack extends InProcessStack {
  /** Declares the resources. */
  declare: () => void = () => undefined;
  readonly #plugins = new Map<string, Promise<PluginClient>>();

  constructor(
    readonly cloud: AzureCloud,
    name: string,
  ) {
    super({
      name,
      clouds: (type, resource, provider) => this.#providerOf(type, resource, provider),
      invoke: async (token, given, provider) => (await this.#plugin(provider)).invoke(token, given),
      functionSites: sitesOf(cloud),
      start: () => this.declare(),
    });
  }

  #providerOf(type: string, name: string, provider: string): EngineProvider | undefined {
    if (type === PROVIDER) return PROVIDER_ITSELF;
    return type.startsWith("azure-native:")
      ? laterProvider(async () => pluginProvider(await this.#plugin(provider), type, name))
      : undefined;
  }

  /** A plugin with the settings of a provider, of which the subscription is the id. */
  #plugin(provider: string): Promise<PluginClient> {
    const subscriptionId = provider.split("::").at(-1)!;
    const settings = subscriptionId === "" ? {} : { subscriptionId };
    const plugin =
      this.#plugins.get(subscriptionId) ?? connectPlugin(azurePlugin(this.cloud.environment()), settings);
    this.#plugins.set(subscriptionId, plugin);
    return plugin;
  }

  async close(): Promise<void> {
    for (const plugin of this.#plugins.values()) (await plugin).close();
  }
}

const PROVIDER = "pulumi:providers:azure-native";

/** A provider of another subscription, as a program makes it. */
export function providerOf(subscriptionId: string): pulumi.ProviderResource {
  return new (class extends pulumi.ProviderResource {})("azure-native", `in-${subscriptionId}`, {
    subscriptionId,
  });
}

/** The provider as a resource: its id says its subscription. */
const PROVIDER_ITSELF: EngineProvider = {
  check: async (news) => ({ inputs: news, failures: {} }),
  diff: async () => ({ changes: false, replaces: [] }),
  create: async (inputs) => ({ id: inputs["subscriptionId"], outs: inputs }),
  read: async (id, props) => ({ id, props, inputs: props }),
  update: async (_id, _olds, news) => news,
  delete: async () => undefined,
};

function laterProvider(open: () => Promise<EngineProvider>): EngineProvider {
  return {
    check: async (...args) => (await open()).check(...args),
    diff: async (...args) => (await open()).diff(...args),
    create: async (...args) => (await open()).create(...args),
    previewCreate: async (...args) => (await open()).previewCreate!(...args),
    read: async (...args) => (await open()).read(...args),
    update: async (...args) => (await open()).update(...args),
    previewUpdate: async (...args) => (await open()).previewUpdate!(...args),
    delete: async (...args) => (await open()).delete(...args),
  };
}

/** Deploys what was built, with a token of the sandbox's deployer. */
function sitesOf({ access, clock, caFile }: AzureCloud): FunctionSites {
  return new FunctionSites({
    token: async () => access.issue(access.deployer.objectId, AUDIENCES.management[0]!).token,
    bundle: bundleZip,
    timing: {
      now: () => clock.now(),
      pause: (milliseconds) => clock.advance(milliseconds),
      limitInSeconds: 1_800,
    },
    caCertificate: readFileSync(caFile, "utf8"),
  });
}

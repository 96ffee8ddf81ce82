import * as pulumi from "@pulumi/pulumi";
import { VnetFlowLogsToPce, type VnetFlowLogsToPceArgs } from "../../../../components/pulumi/azure";
import { type Recorded, recordResources } from "../recorder";

export const SUBSCRIPTION = "11111111-1111-1111-1111-111111111111";
export const OTHER_SUBSCRIPTION = "99999999-9999-9999-9999-999999999999";
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers`;
export const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks/shop`;
export const VAULT = `${GROUP}/Microsoft.KeyVault/vaults/illumio`;
export const GIVEN_ACCOUNT = `${GROUP}/Microsoft.Storage/storageAccounts/central`;

export const ARGS: VnetFlowLogsToPceArgs = {
  resourceGroupName: "illumio",
  location: "West Europe",
  targets: { shop: { virtualNetworkId: NETWORK } },
  pce: { host: "pce.example.com", port: 8443, orgId: 1, secret: { vaultId: VAULT, name: "illumio-pce" } },
};

const PROVIDERS: Record<string, string> = {
  StorageAccount: "Microsoft.Storage/storageAccounts",
  UserAssignedIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  Component: "Microsoft.Insights/components",
  Workspace: "Microsoft.OperationalInsights/workspaces",
  AppServicePlan: "Microsoft.Web/serverfarms",
  WebApp: "Microsoft.Web/sites",
};

const kindOf = (type: string) => type.split(":")[2]!;

/** What Azure would add. */
export const made = (type: string, name: string): Record<string, unknown> => ({
  id: `${GROUP}/${PROVIDERS[kindOf(type)] ?? type}/${name}`,
  ...(kindOf(type) !== "WebApp" && { name: `${name}-name` }),
  ...(kindOf(type) === "StorageAccount" && { primaryEndpoints: endpointsOf(name) }),
  clientId: `${name}-client`,
  principalId: `${name}-principal`,
  connectionString: `InstrumentationKey=${name}`,
  hostNameSslStates: [
    { hostType: "Standard", name: "app.example.net" },
    { hostType: "Repository", name: "app.scm.example.net" },
  ],
});

function endpointsOf(account: string) {
  const endpoint = (service: string) => `https://${account}.${service}.example.net/`;
  return { blob: endpoint("blob"), queue: endpoint("queue"), table: endpoint("table") };
}

export type Answers = Readonly<Record<string, Record<string, unknown> | Error>>;

/** What look-ups find, by the last part of their token. */
export const FOUND: Answers = {
  getClientConfig: { subscriptionId: SUBSCRIPTION, tenantId: "t", clientId: "c", objectId: "o" },
  getVault: {
    id: VAULT,
    name: "illumio",
    properties: { vaultUri: "https://illumio.vault.example.net/", enableRbacAuthorization: true },
  },
  getNetworkWatcher: { name: "NetworkWatcher_westeurope" },
  getStorageAccount: {
    id: GIVEN_ACCOUNT,
    primaryEndpoints: endpointsOf("central"),
    networkRuleSet: { defaultAction: "Allow" },
  },
  getUserAssignedIdentity: { clientId: "given-client", principalId: "given-principal" },
  getComponent: { connectionString: "InstrumentationKey=given" },
};

export interface Deployed {
  readonly component: VnetFlowLogsToPce;
  /** Inputs of all resources of a type, by name. */
  of(type: string): Record<string, Record<string, unknown>>;
  /** Inputs of the one resource of a type. */
  one(type: string): Record<string, unknown>;
  /** Options of all resources, by type and name. */
  readonly options: Record<string, pulumi.CustomResourceOptions>;
  readonly looked: readonly string[];
  readonly all: readonly Recorded[];
}

/** Runs a program against mocks. @param answers that replace those of `FOUND` */
export async function run<T>(
  program: (opts: pulumi.ComponentResourceOptions) => T,
  { answers = {} as Answers, preview = false } = {},
): Promise<Omit<Deployed, "component"> & { readonly component: T }> {
  const looked: string[] = [];
  const all = await recordResources(preview ? () => undefined : made, preview, (token) => {
    const name = token.split(":").at(-1)!;
    looked.push(name);
    const answer = { ...FOUND, ...answers }[name];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`unexpected ${token}`);
    return answer;
  });
  const options: Deployed["options"] = {};
  const remember: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    options[`${kindOf(type)} ${name}`] = opts;
    return undefined;
  };
  const component = program({ transformations: [remember] });
  await pulumi.runtime.disconnect();
  const of = (type: string) =>
    Object.fromEntries(
      all.filter((each) => each.type.endsWith(`:${type}`)).map(({ name, inputs }) => [name, inputs]),
    );
  return { component, of, one: (type) => Object.values(of(type))[0]!, options, looked, all };
}

export function deploy(
  args: Partial<VnetFlowLogsToPceArgs> = {},
  options: { answers?: Answers; preview?: boolean } = {},
): Promise<Deployed> {
  return run((opts) => new VnetFlowLogsToPce("traffic", { ...ARGS, ...args }, opts), options);
}

export const value = <T>(output: pulumi.Input<T>) =>
  new Promise<T>((resolve) => pulumi.output(output).apply((known) => resolve(known as T)));

/** App settings of the function app by name. */
export function settingsOf({ one }: Pick<Deployed, "one">): Record<string, string> {
  const { appSettings } = one("WebApp")["siteConfig"] as { appSettings: { name: string; value: string }[] };
  return Object.fromEntries(appSettings.map(({ name, value: text }) => [name, text]));
}

import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { azurePlugin } from "../../../../sandbox/cloud-plugins/azure/plugin";
import { UNKNOWN } from "../../../../sandbox/cloud-plugins/provider/wire";
import { connectPlugin, type PluginClient, type Properties } from "../plugin-client";

const ACCOUNT = "azure-native:storage:StorageAccount";
const NETWORK = "azure-native:network:VirtualNetwork";
const FLOW_LOG = "azure-native:network:FlowLog";
const GROUP = "azure-native:resources:ResourceGroup";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

let cloud: AzureCloud;
let plugin: PluginClient;

beforeAll(async () => {
  cloud = await startAzureCloud({ registered: ["Microsoft.Insights", "Microsoft.App", "Microsoft.Sql"] });
  plugin = await connectPlugin(azurePlugin(cloud.environment()), { location: "West Europe" });
  await make(GROUP, { resourceGroupName: "Shop" });
  await make("azure-native:network:NetworkWatcher", {
    resourceGroupName: "Shop",
    networkWatcherName: "watcher",
  });
});
afterAll(async () => {
  plugin.close();
  await cloud.close();
});

async function make(type: string, given: Properties) {
  const { inputs, failures } = await plugin.check(type, given);
  expect(failures).toEqual({});
  return { inputs, ...(await plugin.create(type, inputs)) };
}

const account = (accountName: string, more: Properties = {}) =>
  make(ACCOUNT, {
    resourceGroupName: "Shop",
    accountName,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    ...more,
  });

const network = (virtualNetworkName: string, more: Properties = {}) =>
  make(NETWORK, {
    resourceGroupName: "Shop",
    virtualNetworkName,
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    ...more,
  });

/** Refreshes as the engine does, and compares what the program still says with the state. */
async function changesAfterRefresh(
  type: string,
  made: { id: string; outputs: Properties; inputs: Properties },
) {
  const { inputs } = await plugin.read(type, made.id, made.outputs, made.inputs);
  return plugin.diff(type, inputs, made.inputs);
}

describe("the plugin refuses", () => {
  test("a type, a function and a setting that the sandbox does not know", async () => {
    await expect(plugin.check("azure-native:cdn:Profile", {})).rejects.toThrow(
      "The sandbox does not know the resource type azure-native:cdn:Profile.",
    );
    await expect(plugin.invoke("azure-native:cdn:getProfile")).rejects.toThrow(
      "The sandbox does not know the function azure-native:cdn:getProfile.",
    );
    expect(azurePlugin({}).checkSettings({ auxiliaryTenantIds: "x", subscriptionId: "s" })).toHaveLength(1);
  });

  test("wrong, unknown and missing arguments at once", async () => {
    const { failures } = await plugin.check(ACCOUNT, {
      accountName: "flows",
      kind: "StorageV2",
      allowSharedKeyAccess: "no",
      colour: "blue",
      customDomain: { name: "x" },
    });
    expect(failures).toEqual({
      resourceGroupName: "Missing required argument",
      sku: "Missing required argument",
      allowSharedKeyAccess: 'expected true or false, got "no"',
      colour: "Invalid or unknown key",
      customDomain: "The sandbox does not simulate this argument",
    });
  });

  test("what Azure refuses, with Azure's own text", async () => {
    const given = {
      resourceGroupName: "Shop",
      accountName: "Wrong",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
    };
    const { inputs } = await plugin.check(ACCOUNT, given);
    await expect(plugin.create(ACCOUNT, inputs)).rejects.toThrow(
      /^Status=400 Code="AccountNameInvalid" Message="Wrong is not a valid storage account name\./,
    );
  });

  test("to create what exists", async () => {
    const { inputs, id } = await account("existing");
    await expect(plugin.create(ACCOUNT, inputs)).rejects.toThrow(
      `cannot create already existing resource '${id}'`,
    );
  });

  test("to run without the sandbox's address", async () => {
    await expect(connectPlugin(azurePlugin({}))).rejects.toThrow(
      /never reaches Azure\. Set ARM_METADATA_HOSTNAME/,
    );
    const nowhere = await connectPlugin(
      azurePlugin({ ...cloud.environment(), ARM_METADATA_HOSTNAME: "127.0.0.1:1" }),
    );
    const { inputs } = await plugin.check(GROUP, { resourceGroupName: "g" });
    await expect(nowhere.create(GROUP, inputs)).rejects.toThrow(
      "The sandbox's Azure at 127.0.0.1:1 does not answer.",
    );
    nowhere.close();
  });
});

describe("check", () => {
  test("names what has no name: the resource's name and eight digits, and a UUID for a role assignment", async () => {
    const first = await plugin.check(ACCOUNT, { resourceGroupName: "Shop", kind: "StorageV2", sku: {} });
    const again = await plugin.check(
      ACCOUNT,
      { resourceGroupName: "Shop", kind: "Storage", sku: {} },
      first.inputs,
    );
    const grant = await plugin.check(ASSIGNMENT, { scope: "/", principalId: "p", roleDefinitionId: "r" });
    expect(first.inputs["accountName"]).toMatch(/^thing[0-9a-f]{8}$/);
    expect(again.inputs["accountName"]).toBe(first.inputs["accountName"]);
    expect(grant.inputs["roleAssignmentName"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test("takes the location of before, of the setting, or of the resource group", async () => {
    const unset = await connectPlugin(azurePlugin(cloud.environment()));
    await make(GROUP, { resourceGroupName: "north", location: "North Europe" });
    const location = async (client: PluginClient, resourceGroupName: string, olds = {}) =>
      (await client.check(IDENTITY, { resourceGroupName }, olds)).inputs["location"];
    expect(await location(plugin, "north")).toBe("westeurope");
    expect(await location(unset, "north")).toBe("northeurope");
    expect(await location(unset, "north", { location: "uksouth" })).toBe("uksouth");
    expect(await location(unset, UNKNOWN)).toBe(UNKNOWN);
    unset.close();
  });
});

describe("a storage account", () => {
  test("has its arguments in Resource Manager's words, and Azure's own values as outputs", async () => {
    const { id, outputs } = await account("words", {
      allowSharedKeyAccess: false,
      enableHttpsTrafficOnly: true,
      networkRuleSet: {
        defaultAction: "Deny",
        bypass: "AzureServices",
        ipRules: [{ iPAddressOrRange: "192.0.2.1" }],
      },
      tags: { team: "net" },
    });
    expect(cloud.resources.get(id)?.properties).toMatchObject({
      allowSharedKeyAccess: false,
      supportsHttpsTrafficOnly: true,
      networkAcls: { defaultAction: "Deny", ipRules: [{ value: "192.0.2.1" }] },
    });
    expect(outputs).toMatchObject({
      name: "words",
      type: "Microsoft.Storage/storageAccounts",
      azureApiVersion: "2024-01-01",
      location: "westeurope",
      primaryEndpoints: { blob: expect.stringMatching(/^https:\/\//) },
      networkRuleSet: { ipRules: [{ iPAddressOrRange: "192.0.2.1" }], virtualNetworkRules: [] },
      minimumTlsVersion: "TLS1_0",
    });
  });

  test("is unchanged after a refresh, and what was changed outside of the program is a difference", async () => {
    const made = await account("drifted", {
      allowSharedKeyAccess: false,
      networkRuleSet: { defaultAction: "Deny" },
    });
    expect((await changesAfterRefresh(ACCOUNT, made)).changes).toBe("none");

    const resource = cloud.resources.get(made.id)!;
    await cloud.resources.put(made.id, {
      ...resource,
      properties: { ...resource.properties, allowSharedKeyAccess: true },
    });
    expect(await changesAfterRefresh(ACCOUNT, made)).toMatchObject({
      changes: "some",
      detailed: { allowSharedKeyAccess: "UPDATE" },
      replaces: [],
    });
  });

  test("is replaced when its name or its Region changes, and changed in place otherwise", async () => {
    const { inputs, id, outputs } = await account("changing");
    const diff = (change: Properties) => plugin.diff(ACCOUNT, inputs, { ...inputs, ...change });
    expect(await diff({ accountName: "other" })).toMatchObject({ replaces: ["accountName"] });
    expect(await diff({ isHnsEnabled: true })).toMatchObject({ replaces: ["isHnsEnabled"] });
    expect(await diff({ tags: { a: "b" } })).toMatchObject({ replaces: [], changes: "some" });
    const changed = await plugin.update(ACCOUNT, id, outputs, { ...inputs, tags: { a: "b" } });
    expect(changed["tags"]).toEqual({ a: "b" });
  });

  test("is gone after a deletion, and a second deletion succeeds", async () => {
    const { id, outputs, inputs } = await account("shortlived");
    await plugin.delete(ACCOUNT, id, outputs);
    await plugin.delete(ACCOUNT, id, outputs);
    expect((await plugin.read(ACCOUNT, id, outputs, inputs)).id).toBe("");
  });
});

test("a preview makes nothing, and outputs of Azure are unknown", async () => {
  const { inputs } = await plugin.check(ACCOUNT, {
    resourceGroupName: "Shop",
    accountName: "previewed",
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
  });
  const { outputs } = await plugin.create(ACCOUNT, inputs, true);
  expect(outputs).toMatchObject({ accountName: "previewed", primaryEndpoints: UNKNOWN });
  expect(cloud.resources.list(ACCOUNT).some(({ name }) => name === "previewed")).toBe(false);
});

test("subnets and their delegations stand flat in a program and nested in Resource Manager", async () => {
  const made = await network("shop", {
    subnets: [
      {
        name: "app",
        addressPrefix: "10.0.1.0/24",
        delegations: [{ name: "d", serviceName: "Microsoft.App/environments" }],
      },
    ],
  });
  const subnet = cloud.resources.get(`${made.id}/subnets/app`);
  expect(subnet?.properties).toMatchObject({
    addressPrefix: "10.0.1.0/24",
    delegations: [{ name: "d", properties: { serviceName: "Microsoft.App/environments" } }],
  });
  expect(made.outputs["subnets"]).toMatchObject([
    { name: "app", delegations: [{ serviceName: "Microsoft.App/environments" }] },
  ]);
  expect((await changesAfterRefresh(NETWORK, made)).changes).toBe("none");
});

describe("a flow log", () => {
  test("stays as it is after a refresh though Azure answers ids in another casing", async () => {
    const { id: targetResourceId } = await network("logged");
    const { id: storageId } = await account("flowstorage");
    const made = await make(FLOW_LOG, {
      resourceGroupName: "Shop",
      networkWatcherName: "watcher",
      flowLogName: "shop",
      targetResourceId,
      storageId,
      enabled: true,
      format: { type: "JSON", version: 2 },
    });
    expect(made.outputs["targetResourceId"]).not.toBe(targetResourceId);
    expect(String(made.outputs["targetResourceId"]).toLowerCase()).toBe(targetResourceId.toLowerCase());
    expect((await changesAfterRefresh(FLOW_LOG, made)).changes).toBe("none");
  });

  test("has a difference after a refresh when Azure begins to answer its target in another casing", async () => {
    const { id: targetResourceId } = await network("recased");
    const { id: storageId } = await account("recased");
    const names = { resourceGroupName: "Shop", networkWatcherName: "watcher", flowLogName: "recased" };
    cloud.idsInOtherCasing = false;
    const made = await make(FLOW_LOG, { ...names, targetResourceId, storageId });
    cloud.idsInOtherCasing = true;
    expect(await changesAfterRefresh(FLOW_LOG, made)).toMatchObject({
      detailed: { storageId: "UPDATE", targetResourceId: "UPDATE" },
      replaces: [],
    });
  });

  test("keeps the version 0 that the SDK sends for a format without one", async () => {
    const { id: targetResourceId } = await network("unversioned");
    const { id: storageId } = await account("unversioned");
    const names = { resourceGroupName: "Shop", networkWatcherName: "watcher", flowLogName: "unversioned" };
    const made = await make(FLOW_LOG, {
      ...names,
      targetResourceId,
      storageId,
      format: { type: "JSON", version: 0 },
    });
    expect(made.outputs["format"]).toEqual({ type: "JSON", version: 0 });
  });
});

test("a role assignment is made at its scope and cannot be changed", async () => {
  const { outputs } = await make(IDENTITY, { resourceGroupName: "Shop", resourceName: "drain" });
  const { id: scope } = await account("scoped");
  const given = {
    scope,
    principalId: outputs["principalId"],
    principalType: "ServicePrincipal",
    roleDefinitionId: `/subscriptions/${cloud.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
  };
  const made = await make(ASSIGNMENT, given);
  expect(made.id).toMatch(new RegExp(`^${scope}/providers/Microsoft.Authorization/roleAssignments/`));
  expect((await changesAfterRefresh(ASSIGNMENT, made)).changes).toBe("none");
  const other = { ...made.inputs, principalId: cloud.access.deployer.objectId };
  await expect(plugin.update(ASSIGNMENT, made.id, made.outputs, other)).rejects.toThrow(
    /RoleAssignmentUpdateNotPermitted/,
  );
});

test("a function app, its plan, identity and credentials policies", async () => {
  const { id: identityId } = await make(IDENTITY, {
    resourceGroupName: "Shop",
    resourceName: "app-identity",
  });
  const plan = await make("azure-native:web:AppServicePlan", {
    resourceGroupName: "Shop",
    name: "plan",
    sku: { name: "FC1", tier: "FlexConsumption" },
    reserved: true,
  });
  const app = await make("azure-native:web:WebApp", {
    resourceGroupName: "Shop",
    name: "drain-app",
    kind: "functionapp,linux",
    serverFarmId: plan.id,
    identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
    httpsOnly: true,
    siteConfig: { appSettings: [{ name: "A", value: "1" }] },
    functionAppConfig: {
      deployment: {
        storage: {
          type: "blobContainer",
          value: "https://host.blob.core.windows.net/illumio-deployments",
          authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identityId },
        },
      },
      runtime: { name: "node", version: "22" },
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
    },
    // What the SDK adds.
    clientAffinityEnabled: false,
    hyperV: false,
    isXenon: false,
    scmSiteAlsoStopped: false,
  });
  expect(cloud.resources.get(app.id)?.identity).toMatchObject({
    userAssignedIdentities: { [identityId]: { clientId: expect.any(String) } },
  });
  expect((app.outputs["siteConfig"] as Properties)["appSettings"]).toBeNull();
  expect((await changesAfterRefresh("azure-native:web:WebApp", app)).changes).toBe("none");
  const settings = await plugin.invoke("azure-native:web:listWebAppApplicationSettings", {
    resourceGroupName: "Shop",
    name: "drain-app",
  });
  expect(settings["properties"]).toEqual({ A: "1" });

  const scm = await make("azure-native:web:WebAppScmAllowed", {
    resourceGroupName: "Shop",
    name: "drain-app",
    allow: false,
  });
  expect(cloud.resources.get(scm.id)?.properties).toEqual({ allow: false });
  await plugin.delete("azure-native:web:WebAppScmAllowed", scm.id, scm.outputs);
  expect(cloud.resources.get(scm.id)?.properties).toEqual({ allow: true });
});

test("an SQL server with its rules keeps its password to itself, and a refresh finds no change", async () => {
  const server = await make("azure-native:sql:Server", {
    resourceGroupName: "Shop",
    serverName: "orders-db",
    administratorLogin: "dba",
    administratorLoginPassword: "Correct-Horse-1",
  });
  expect(server.outputs).toMatchObject({
    fullyQualifiedDomainName: "orders-db.database.windows.net",
    kind: "v12.0",
    publicNetworkAccess: "Enabled",
  });
  expect(JSON.stringify([server.outputs, cloud.resources.get(server.id)])).not.toContain("Correct-Horse");
  const { id: networkId } = await network("sql", {
    addressSpace: { addressPrefixes: ["10.9.0.0/16"] },
    subnets: [
      { name: "app", addressPrefix: "10.9.1.0/24", serviceEndpoints: [{ service: "Microsoft.Sql" }] },
    ],
  });
  const inServer = { resourceGroupName: "Shop", serverName: "orders-db" };
  const rule = await make("azure-native:sql:FirewallRule", {
    ...inServer,
    firewallRuleName: "office",
    startIpAddress: "203.0.113.1",
    endIpAddress: "203.0.113.9",
  });
  const networkRule = await make("azure-native:sql:VirtualNetworkRule", {
    ...inServer,
    virtualNetworkRuleName: "app",
    virtualNetworkSubnetId: `${networkId}/subnets/app`,
  });
  expect(networkRule.outputs["state"]).toBe("Ready");
  for (const [type, made] of [
    ["Server", server],
    ["FirewallRule", rule],
    ["VirtualNetworkRule", networkRule],
  ] as const) {
    const all = await changesAfterRefresh(`azure-native:sql:${type}`, made);
    expect([type, all]).toEqual([type, expect.objectContaining({ changes: "none" })]);
  }
  await plugin.delete("azure-native:sql:FirewallRule", rule.id, rule.outputs);
  await plugin.delete("azure-native:sql:Server", server.id, server.outputs);
  expect(cloud.resources.list("Microsoft.Sql/servers/virtualNetworkRules")).toEqual([]);
});

describe("functions", () => {
  test("look resources up by their names, and say when there is none", async () => {
    const found = await plugin.invoke("azure-native:network:getNetworkWatcher", {
      resourceGroupName: "shop",
      networkWatcherName: "watcher",
    });
    expect(found).toMatchObject({
      name: "watcher",
      location: "westeurope",
      id: expect.stringContaining("/networkWatchers/watcher"),
    });
    await expect(
      plugin.invoke("azure-native:network:getNetworkWatcher", {
        resourceGroupName: "shop",
        networkWatcherName: "none",
      }),
    ).rejects.toThrow(/Status=404 Code="ResourceNotFound"/);
    await expect(plugin.invoke("azure-native:keyvault:getVault", {})).rejects.toThrow(
      "missing required property",
    );
  });

  test("tell who deploys", async () => {
    expect(await plugin.invoke("azure-native:authorization:getClientConfig")).toEqual({
      clientId: cloud.access.deployer.clientId,
      objectId: cloud.access.deployer.objectId,
      subscriptionId: cloud.subscriptionId,
      tenantId: cloud.tenantId,
    });
  });
});

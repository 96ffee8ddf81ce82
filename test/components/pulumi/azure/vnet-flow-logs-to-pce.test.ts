import type * as pulumi from "@pulumi/pulumi";
import { VnetFlowLogsToPce } from "../../../../components/pulumi/azure";
import { DRAIN } from "../../../../core/contracts/azure/function-environment";
import {
  ARGS,
  deploy,
  GIVEN_ACCOUNT,
  GROUP,
  NETWORK,
  OTHER_SUBSCRIPTION,
  settingsOf,
  VAULT,
  value,
} from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

const HOST = "https://traffic-host";
const rolesOf = (roles: Record<string, Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(roles).map(([name, { scope }]) => [name, scope]));

describe("flow logs", () => {
  test("a flow log has every value that the SDK would fill in wrongly", async () => {
    const { one } = await deploy();
    expect(one("FlowLog")).toMatchObject({
      networkWatcherName: "NetworkWatcher_westeurope",
      resourceGroupName: "NetworkWatcherRG",
      location: "westeurope",
      targetResourceId: NETWORK,
      enabled: true,
      format: { type: "JSON", version: 2 },
      retentionPolicy: { enabled: false, days: 0 },
      flowLogName: expect.stringMatching(/^traffic-shop-[0-9a-f]{10}$/),
    });
  });

  test("the watcher is looked up once, whatever the number of targets, and not when it is given", async () => {
    const targets = { a: { virtualNetworkId: NETWORK }, b: { subnetId: `${NETWORK}/subnets/web` } };
    const { looked } = await deploy({ targets });
    expect(looked.filter((name) => name === "getNetworkWatcher")).toHaveLength(1);

    const given = await deploy({ networkWatcher: { name: "own", resourceGroupName: "watchers" } });
    expect(given.looked).not.toContain("getNetworkWatcher");
    expect(given.one("FlowLog")).toMatchObject({ networkWatcherName: "own", resourceGroupName: "watchers" });
  });

  test("another target replaces a flow log before the new one is made, the same one in other casing does not", async () => {
    const trigger = async (id: string) => {
      const { options } = await deploy({ targets: { shop: { virtualNetworkId: id } } });
      const { replacementTrigger, deleteBeforeReplace } = options["FlowLog traffic-shop"]!;
      expect(deleteBeforeReplace).toBe(true);
      return value(replacementTrigger);
    };
    expect(await trigger(NETWORK.toUpperCase())).toEqual(await trigger(NETWORK));
    expect(await trigger(`${NETWORK}2`)).not.toEqual(await trigger(NETWORK));
  });

  test("casing that Azure changes is no difference, and a flow log that somebody disabled is made anew", async () => {
    const { options } = await deploy();
    const { ignoreChanges, replaceOnChanges } = options["FlowLog traffic-shop"]!;
    expect(ignoreChanges).toEqual(["targetResourceId", "storageId"]);
    expect(replaceOnChanges).toEqual(["enabled"]);
  });

  test("names can be given", async () => {
    const { one, of } = await deploy({
      targets: { shop: { virtualNetworkId: NETWORK, flowLogName: "mine" } },
      names: { hostAccount: "myhost", flowLogAccount: "mylogs", functionApp: "my-app" },
    });
    expect(one("FlowLog")["flowLogName"]).toBe("mine");
    const accounts = Object.values(of("StorageAccount")).map(({ accountName }) => accountName);
    expect(accounts).toEqual(["myhost", "mylogs"]);
    expect(one("WebApp")["name"]).toBe("my-app");
  });
});

describe("accounts", () => {
  test("there are two: shared keys stay allowed in that for flow logs alone, and only that has a lifecycle rule", async () => {
    const { of, one } = await deploy({ retentionDays: 5 });
    const accounts = of("StorageAccount");
    expect(Object.keys(accounts)).toEqual(["traffic-host", "traffic-flow-logs"]);
    expect(accounts["traffic-host"]).toMatchObject({
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: "TLS1_2",
      networkRuleSet: { defaultAction: "Allow", bypass: "AzureServices" },
    });
    expect(accounts["traffic-flow-logs"]).toMatchObject({ allowSharedKeyAccess: true });
    expect(Object.values(of("ManagementPolicy"))).toEqual([
      expect.objectContaining({ accountName: "traffic-flow-logs-name", managementPolicyName: "default" }),
    ]);
    expect(JSON.stringify(one("ManagementPolicy")["policy"])).toContain(
      '"daysAfterModificationGreaterThan":5',
    );
  });

  test("the host account has everything that the function uses", async () => {
    const { of } = await deploy();
    expect(Object.values(of("BlobContainer")).map(({ containerName }) => containerName)).toEqual([
      "illumio-locks",
      "illumio-deployments",
    ]);
    expect(Object.values(of("Queue")).map(({ queueName }) => queueName)).toEqual(["rejected"]);
    expect(Object.values(of("Table")).map(({ tableName }) => tableName)).toEqual(["checkpoints", "hours"]);
  });

  test("nothing of a given account is changed beyond a role, and flow logs write into it", async () => {
    const { of, one, component, all } = await deploy({
      flowLogAccount: { id: GIVEN_ACCOUNT, retentionDays: 30 },
    });
    expect(Object.keys(of("StorageAccount"))).toEqual(["traffic-host"]);
    expect(of("ManagementPolicy")).toEqual({});
    const naming = all.filter(({ inputs }) => JSON.stringify(inputs).includes("storageAccounts/central"));
    expect(naming.map(({ name }) => name).sort()).toEqual(["traffic-read-flow-logs", "traffic-shop"]);
    expect(one("FlowLog")["storageId"]).toBe(GIVEN_ACCOUNT);
    expect(settingsOf({ one })).toMatchObject({
      [DRAIN.flowLogBlobUrl]: "https://central.blob.example.net/",
      [DRAIN.blobRetentionDays]: "30",
    });
    expect(component.flowLogAccount).toBeUndefined();
    expect(await value(component.flowLogAccountId)).toBe(GIVEN_ACCOUNT);
    expect(await value(component.requiredNetworkAccess)).toEqual([]);
  });

  test("targets may be left out where others write into a given account, and no watcher is needed then", async () => {
    const { of, looked, component } = await deploy({
      targets: undefined,
      flowLogAccount: { id: GIVEN_ACCOUNT },
    });
    expect(of("FlowLog")).toEqual({});
    expect(looked).not.toContain("getNetworkWatcher");
    expect(await value(component.flowLogIds)).toEqual({});
  });

  test("an account of another subscription is not looked up when its endpoint is given", async () => {
    const id = GIVEN_ACCOUNT.replace(/[1-]{36}/, OTHER_SUBSCRIPTION);
    const { looked, one } = await deploy({
      flowLogAccount: { id, blobEndpoint: "https://far.blob.example.net/" },
    });
    expect(looked).not.toContain("getStorageAccount");
    expect(settingsOf({ one })[DRAIN.flowLogBlobUrl]).toBe("https://far.blob.example.net/");
  });
});

const zone = (service: string) =>
  `${GROUP}/Microsoft.Network/privateDnsZones/privatelink.${service}.core.windows.net`;
const network = { subnetId: `${NETWORK}/subnets/functions` };
const privateEndpoints = {
  subnetId: `${NETWORK}/subnets/endpoints`,
  blobZoneId: zone("blob"),
  queueZoneId: zone("queue"),
  tableZoneId: zone("table"),
};

describe("networks", () => {
  test("with private endpoints both accounts let nobody else in, and the app calls from the subnet", async () => {
    const { of, one, options } = await deploy({ network, privateEndpoints });
    for (const account of Object.values(of("StorageAccount")))
      expect(account["networkRuleSet"]).toEqual({ defaultAction: "Deny", bypass: "AzureServices" });
    expect(one("WebApp")["virtualNetworkSubnetId"]).toBe(network.subnetId);
    const endpoints = of("PrivateEndpoint");
    expect(Object.keys(endpoints)).toEqual([
      "traffic-host-blob",
      "traffic-host-queue",
      "traffic-host-table",
      "traffic-flow-logs-blob",
    ]);
    expect(endpoints["traffic-host-queue"]).toMatchObject({
      subnet: { id: privateEndpoints.subnetId },
      privateLinkServiceConnections: [{ groupIds: ["queue"] }],
    });
    expect(of("PrivateDnsZoneGroup")["traffic-host-queue"]).toMatchObject({
      privateDnsZoneConfigs: [{ privateDnsZoneId: zone("queue") }],
    });
    const before = [options["FunctionCode traffic-code"]!.dependsOn].flat() as pulumi.Resource[];
    const names = await Promise.all(before.map((each) => value(each.urn)));
    expect(names.join()).toContain("PrivateDnsZoneGroup::traffic-host-blob");
  });

  test("a subnet alone leaves the accounts open to tokens", async () => {
    const { of } = await deploy({ network });
    expect(of("PrivateEndpoint")).toEqual({});
    for (const account of Object.values(of("StorageAccount")))
      expect(account["networkRuleSet"]).toMatchObject({ defaultAction: "Allow" });
  });

  test("what a given account with network rules must let in is an output", async () => {
    const answers = {
      getStorageAccount: {
        id: GIVEN_ACCOUNT,
        primaryEndpoints: { blob: "https://central.blob.example.net/" },
        networkRuleSet: { defaultAction: "Deny" },
      },
    };
    const { component } = await deploy({ flowLogAccount: { id: GIVEN_ACCOUNT }, network }, { answers });
    expect(await value(component.requiredNetworkAccess)).toEqual([
      {
        resourceId: GIVEN_ACCOUNT,
        subnetId: network.subnetId,
        remedy: expect.stringMatching(/^add the subnet/),
      },
    ]);
  });
});

describe("the function app", () => {
  test("runs on Flex Consumption with its own identity", async () => {
    const { one } = await deploy({ memoryInMegabytes: 512 });
    expect(one("AppServicePlan")).toMatchObject({
      sku: { name: "FC1", tier: "FlexConsumption" },
      reserved: true,
    });
    const app = one("WebApp");
    expect(app).toMatchObject({
      name: expect.stringMatching(/^traffic-[0-9a-f]{10}$/),
      kind: "functionapp,linux",
      httpsOnly: true,
      identity: {
        type: "UserAssigned",
        userAssignedIdentities: [`${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/traffic-drain`],
      },
      functionAppConfig: {
        deployment: {
          storage: {
            type: "blobContainer",
            value: `${HOST}.blob.example.net/illumio-deployments`,
            authentication: { type: "UserAssignedIdentity" },
          },
        },
        runtime: { name: "node", version: "22" },
        scaleAndConcurrency: { instanceMemoryMB: 512 },
      },
    });
    const siteConfig = app["siteConfig"] as Record<string, unknown>;
    // Flex Consumption refuses these, with an error about something else.
    for (const refused of ["alwaysOn", "functionAppScaleLimit", "linuxFxVersion"])
      expect(siteConfig).not.toHaveProperty(refused);
  });

  test("gets all addresses from outputs, and neither a key nor a setting that Flex Consumption refuses", async () => {
    const startFrom = "2026-11-20T06:00:00Z";
    const proxyUrl = "http://proxy.example.com:3128";
    const settings = settingsOf(await deploy({ proxyUrl, nsgLogs: true, startFrom }));
    expect(settings).toEqual({
      AzureWebJobsStorage__blobServiceUri: `${HOST}.blob.example.net/`,
      AzureWebJobsStorage__queueServiceUri: `${HOST}.queue.example.net/`,
      AzureWebJobsStorage__tableServiceUri: `${HOST}.table.example.net/`,
      AzureWebJobsStorage__credential: "managedidentity",
      AzureWebJobsStorage__clientId: "traffic-drain-client",
      APPLICATIONINSIGHTS_CONNECTION_STRING: "InstrumentationKey=traffic",
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: "ClientId=traffic-drain-client;Authorization=AAD",
      AZURE_CLIENT_ID: "traffic-drain-client",
      [DRAIN.pceHost]: "pce.example.com",
      [DRAIN.pcePort]: "8443",
      [DRAIN.pceOrgId]: "1",
      [DRAIN.proxyUrl]: proxyUrl,
      [DRAIN.pceSecretVaultUrl]: "https://illumio.vault.example.net/",
      [DRAIN.pceSecretName]: "illumio-pce",
      [DRAIN.flowLogBlobUrl]: "https://traffic-flow-logs.blob.example.net/",
      [DRAIN.hostBlobUrl]: `${HOST}.blob.example.net/`,
      [DRAIN.hostQueueUrl]: `${HOST}.queue.example.net/`,
      [DRAIN.hostTableUrl]: `${HOST}.table.example.net/`,
      [DRAIN.callsPerMinute]: "400",
      [DRAIN.includeRejected]: "false",
      [DRAIN.nsgLogs]: "true",
      [DRAIN.startFrom]: startFrom,
      [DRAIN.blobRetentionDays]: "7",
      [DRAIN.bundleDigest]: "d1".repeat(32),
    });
  });

  test("takes no basic publishing credentials, and its code comes after that and after the roles", async () => {
    const { of, one, options } = await deploy();
    for (const type of ["WebAppFtpAllowed", "WebAppScmAllowed"]) expect(one(type)["allow"]).toBe(false);
    expect(one("FunctionCode")).toMatchObject({
      scmSite: "https://app.scm.example.net",
      bundle: "azure-drain",
      digest: "d1".repeat(32),
      waitsForRoles: true,
    });
    const before = [options["FunctionCode traffic-code"]!.dependsOn].flat() as pulumi.Resource[];
    const urns = await Promise.all(before.map((each) => value(each.urn)));
    for (const name of Object.keys(of("RoleAssignment"))) expect(urns.join()).toContain(`::${name}`);
    expect(urns.join()).toContain("WebAppScmAllowed");
  });

  test("what belongs to an app is replaced with it", async () => {
    const { options } = await deploy();
    const triggers = [
      "WebApp traffic",
      "WebAppFtpAllowed traffic-ftp",
      "WebAppScmAllowed traffic-scm",
      "FunctionCode traffic-code",
    ];
    const values = await Promise.all(triggers.map((each) => value(options[each]!.replacementTrigger)));
    expect(new Set(values.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(options["WebApp traffic"]!.ignoreChanges).toContain("identity.userAssignedIdentities");
  });
});

describe("the identity of the function", () => {
  test("gets six roles, each on what it needs, under names that follow from them", async () => {
    const { of } = await deploy();
    const assignments = of("RoleAssignment");
    const host = `${GROUP}/Microsoft.Storage/storageAccounts/traffic-host`;
    expect(rolesOf(assignments)).toEqual({
      "traffic-read-flow-logs": `${GROUP}/Microsoft.Storage/storageAccounts/traffic-flow-logs`,
      "traffic-host-blobs": host,
      "traffic-host-queues": host,
      "traffic-host-tables": host,
      "traffic-pce-secret": `${VAULT}/secrets/illumio-pce`,
      "traffic-write-log": `${GROUP}/Microsoft.Insights/components/traffic`,
    });
    for (const assignment of Object.values(assignments)) {
      expect(assignment).toMatchObject({
        principalId: "traffic-drain-principal",
        principalType: "ServicePrincipal",
      });
      expect(assignment["roleAssignmentName"]).toMatch(/^[0-9a-f-]{14}-?5/);
    }
  });

  test("gets none without createRoleAssignments: they are told, and the code does not wait for them", async () => {
    const { of, one, component } = await deploy({ createRoleAssignments: false });
    expect(of("RoleAssignment")).toEqual({});
    expect(one("FunctionCode")["waitsForRoles"]).toBe(false);
    const required = await value(component.requiredRoleAssignments);
    expect(required).toHaveLength(6);
    expect(required[4]).toEqual({
      name: expect.any(String),
      scope: `${VAULT}/secrets/illumio-pce`,
      role: "Key Vault Secrets User",
      roleDefinitionId: expect.stringMatching(/roleDefinitions\/4633458b-/),
      principalId: "traffic-drain-principal",
      principalType: "ServicePrincipal",
    });
  });

  test("can be given", async () => {
    const identityId = `${GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/mine`;
    const { of, one } = await deploy({ identityId });
    expect(of("UserAssignedIdentity")).toEqual({});
    expect(one("WebApp")["identity"]).toMatchObject({ userAssignedIdentities: [identityId] });
    expect(one("RoleAssignment")["principalId"]).toBe("given-principal");
    expect(settingsOf({ one })["AZURE_CLIENT_ID"]).toBe("given-client");
  });
});

describe("Application Insights", () => {
  test("is made on a workspace, and takes traces with tokens only", async () => {
    const { one } = await deploy({ logRetentionInDays: 60 });
    expect(one("Workspace")).toMatchObject({ retentionInDays: 60, sku: { name: "PerGB2018" } });
    expect(one("Component")).toMatchObject({
      kind: "web",
      workspaceResourceId: `${GROUP}/Microsoft.OperationalInsights/workspaces/traffic-logs`,
      disableLocalAuth: true,
    });
  });

  test("can be given, and so can its workspace", async () => {
    const applicationInsightsId = `${GROUP}/Microsoft.Insights/components/mine`;
    const given = await deploy({ applicationInsightsId });
    expect([given.of("Workspace"), given.of("Component")]).toEqual([{}, {}]);
    expect(settingsOf(given)["APPLICATIONINSIGHTS_CONNECTION_STRING"]).toBe("InstrumentationKey=given");
    expect(given.of("ScheduledQueryRule")["traffic-no-drain"]!["scopes"]).toEqual([applicationInsightsId]);

    const logAnalyticsWorkspaceId = `${GROUP}/Microsoft.OperationalInsights/workspaces/mine`;
    const workspace = await deploy({ logAnalyticsWorkspaceId });
    expect(workspace.of("Workspace")).toEqual({});
    expect(workspace.one("Component")["workspaceResourceId"]).toBe(logAnalyticsWorkspaceId);
  });

  test("has the alerts of the function, which call the action groups", async () => {
    const group = `${GROUP}/Microsoft.Insights/actionGroups/operators`;
    const { of, one } = await deploy({ actionGroupIds: [group] });
    const alerts = of("ScheduledQueryRule");
    expect(Object.keys(alerts)).toHaveLength(5);
    const app = one("WebApp")["name"] as string;
    expect(alerts["traffic-other-code"]).toMatchObject({
      kind: "LogAlert",
      windowSize: "PT5M",
      evaluationFrequency: "PT5M",
      actions: { actionGroups: [group] },
      criteria: {
        allOf: [
          {
            query: expect.stringContaining(app),
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 0,
            failingPeriods: { numberOfEvaluationPeriods: 6, minFailingPeriodsToAlert: 6 },
          },
        ],
      },
    });
  });
});

test("tags stand on everything that can carry them", async () => {
  const tags = { team: "network" };
  const { all } = await deploy({ tags, network, privateEndpoints });
  const untagged = all.filter(({ inputs }) => JSON.stringify(inputs["tags"]) !== JSON.stringify(tags));
  expect(new Set(untagged.map(({ type }) => type.split(":")[2]))).toEqual(
    new Set([
      "BlobContainer",
      "FunctionCode",
      "ManagementPolicy",
      "PrivateDnsZoneGroup",
      "Queue",
      "RoleAssignment",
      "Table",
      "WebAppFtpAllowed",
      "WebAppScmAllowed",
    ]),
  );
});

test("a first preview needs nothing that is only known afterwards", async () => {
  const { of } = await deploy({}, { preview: true });
  expect(Object.keys(of("WebApp"))).toEqual(["traffic"]);
  expect(Object.keys(of("FlowLog"))).toEqual(["traffic-shop"]);
  expect(Object.keys(of("FunctionCode"))).toEqual(["traffic-code"]);
});

test("all problems of plain arguments are told at once, each with its path", () => {
  const wrong = {
    ...ARGS,
    resourceGroupName: `${GROUP}`,
    targets: { a: {}, "b c": { networkInterfaceId: NETWORK } },
    retentionDays: 1,
    pce: { ...ARGS.pce, host: "https://pce.example.com", secret: { vaultId: "illumio", name: "a b" } },
    privateEndpoints: { subnetId: NETWORK, blobZoneId: "", queueZoneId: "", tableZoneId: "" },
    names: { hostAccount: "Not-A-Name" },
  };
  let message = "";
  try {
    new VnetFlowLogsToPce("traffic", wrong);
  } catch (error) {
    message = (error as Error).message;
  }
  for (const path of [
    "resourceGroupName",
    "targets.a",
    'targets["b c"].networkInterfaceId',
    "retentionDays",
    "pce.host",
    "pce.secret.vaultId",
    "pce.secret.name",
    "privateEndpoints",
    "privateEndpoints.subnetId",
    "names.hostAccount",
  ])
    expect(message).toContain(`\n  ${path}: `);
});

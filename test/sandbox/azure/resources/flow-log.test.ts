import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "../support/arm-client";

const OTHER = "11111111-2222-4333-8444-555555555555";

let cloud: AzureCloud;
let arm: ArmClient;
let network: string;
let watcher: string;

beforeAll(async () => {
  cloud = await startAzureCloud({ otherSubscriptionIds: [OTHER] });
  arm = new ArmClient(cloud);
  await arm.group();
  network = arm.id("Microsoft.Network/virtualNetworks/shop");
  watcher = arm.id("Microsoft.Network/networkWatchers/NetworkWatcher_westeurope", "NetworkWatcherRG");
  await arm.put(network, networkBody());
});
afterAll(async () => {
  await arm.close();
  await cloud.close();
});

const networkBody = (location = "westeurope") => ({
  location,
  properties: {
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    subnets: [{ name: "web", properties: { addressPrefix: "10.0.1.0/24" } }],
  },
});

async function account(name: string, more: object = {}): Promise<string> {
  const id = arm.id(`Microsoft.Storage/storageAccounts/${name}`);
  await arm.put(id, { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" }, ...more });
  return id;
}

const body = (targetResourceId: string, storageId: string, more: object = {}) => ({
  location: "westeurope",
  properties: { targetResourceId, storageId, ...more },
});

test("a flow log needs the namespace Microsoft.Insights", async () => {
  const storageId = await account("unregistered");
  const refusal = await arm.refusal("PUT", `${watcher}/flowLogs/early`, body(network, storageId));
  expect(refusal).toMatch(/^403 GatewayAuthenticationFailed: .*'Microsoft.Insights'/);
});

describe("with Microsoft.Insights registered", () => {
  beforeAll(() => cloud.manager.context.registrations.register(cloud.subscriptionId, "Microsoft.Insights"));

  test("a flow log of a network, of a subnet and into an account of another subscription is made", async () => {
    const group = `/subscriptions/${OTHER}/resourceGroups/logs`;
    await arm.put(group, { location: "westeurope" });
    const storageId = `${group}/providers/Microsoft.Storage/storageAccounts/central`;
    await arm.put(storageId, { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" } });
    for (const [name, target] of [
      ["net", network],
      ["sub", `${network}/subnets/web`],
    ]) {
      const made = await arm.put(`${watcher}/flowLogs/${name}`, body(target!, storageId));
      expect(made.properties).toMatchObject({
        enabled: true,
        provisioningState: "Succeeded",
        targetResourceGuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    }
  });

  test("a new flow log of a network security group is refused, with the date and what to do", async () => {
    const group = arm.id("Microsoft.Network/networkSecurityGroups/old");
    await arm.put(group, { location: "westeurope", properties: {} });
    const refusal = await arm.refusal(
      "PUT",
      `${watcher}/flowLogs/nsg`,
      body(group, await account("nsglogs")),
    );
    expect(refusal).toMatch(
      /^400 NsgFlowLogCreationBlocked: .*30 June 2025.*30 September 2027.*virtual network flow log/,
    );
  });

  test("a target, a Region, an account and a second flow log that do not fit are refused", async () => {
    const storageId = await account("fitting");
    const flowLog = `${watcher}/flowLogs/wrong`;
    const nothing = arm.id("Microsoft.Network/virtualNetworks/nothing");
    expect(await arm.refusal("PUT", flowLog, body(nothing, storageId))).toMatch(
      /^400 TargetResourceNotFound/,
    );
    const north = arm.id("Microsoft.Network/virtualNetworks/north");
    await arm.put(north, networkBody("northeurope"));
    expect(await arm.refusal("PUT", flowLog, body(north, storageId))).toMatch(
      /^400 TargetResourceNotInWatcherRegion/,
    );
    const premium = await account("premium", { kind: "BlockBlobStorage", sku: { name: "Premium_LRS" } });
    expect(await arm.refusal("PUT", flowLog, body(network, premium))).toMatch(
      /^400 StorageAccountSkuNotSupported/,
    );
    const far = await account("far", { location: "northeurope" });
    expect(await arm.refusal("PUT", flowLog, body(network, far))).toMatch(
      /^400 StorageAccountLocationMismatch/,
    );
    const version = body(network, storageId, { format: { type: "JSON", version: 3 } });
    expect(await arm.refusal("PUT", flowLog, version)).toMatch(/^400 InvalidRequestContent: .*version/);
    await arm.put(`${watcher}/flowLogs/first`, body(network, storageId));
    expect(await arm.refusal("PUT", flowLog, body(network, storageId))).toMatch(
      /^409 FlowLogAlreadyExists: .*\/first writes/,
    );
    expect(await arm.refusal("PUT", `${watcher}/flowLogs/_x`, body(network, storageId))).toMatch(
      /^400 InvalidResourceName/,
    );
  });

  test("the target of a flow log cannot be changed", async () => {
    const storageId = await account("fixed");
    const flowLog = `${watcher}/flowLogs/fixed`;
    await arm.put(flowLog, body(network, storageId));
    const refusal = await arm.refusal("PUT", flowLog, body(`${network}/subnets/web`, storageId));
    expect(refusal).toMatch(/^409 PropertyChangeNotAllowed: .*'properties.targetResourceId'/);
  });

  test("a filter that the writer of flow logs does not know is refused, an empty one is taken", async () => {
    const storageId = await account("filtered");
    const flowLog = `${watcher}/flowLogs/filtered`;
    const filtered = body(network, storageId, { enabledFilteringCriteria: "DstPort=443" });
    expect(await arm.refusal("PUT", flowLog, filtered)).toMatch(
      /^400 BadRequest: .*enabledFilteringCriteria \('DstPort=443'\)/,
    );
    await arm.put(flowLog, body(network, storageId, { enabledFilteringCriteria: "" }));
    await arm.call("DELETE", flowLog);
  });

  test("retention writes a lifecycle rule in the place of all rules of the account", async () => {
    const storageId = await account("retained");
    const policy = `${storageId}/managementPolicies/default`;
    const definition = {
      actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 7 } } },
      filters: { blobTypes: ["blockBlob"] },
    };
    await arm.put(policy, {
      properties: { policy: { rules: [{ name: "mine", type: "Lifecycle", definition }] } },
    });
    await arm.put(
      `${watcher}/flowLogs/kept`,
      body(network, storageId, { retentionPolicy: { days: 0, enabled: false } }),
    );
    const names = async () =>
      (await arm.call("GET", policy)).body.properties.policy.rules.map((one: { name: string }) => one.name);
    expect(await names()).toEqual(["mine"]);
    await arm.put(
      `${watcher}/flowLogs/kept`,
      body(network, storageId, { retentionPolicy: { days: 30, enabled: true } }),
    );
    expect(await names()).toEqual(["NetworkWatcher-kept"]);
  });

  test("one that is switched off shows neither account nor retention", async () => {
    const storageId = await account("silent");
    const { properties } = await arm.put(
      `${watcher}/flowLogs/silent`,
      body(network, storageId, { enabled: false }),
    );
    expect(properties).toMatchObject({ storageId: "", retentionPolicy: { days: 0, enabled: false } });
  });
});

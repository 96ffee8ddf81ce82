import { readFileSync } from "node:fs";
import { SqlManagementClient } from "@azure/arm-sql";
import { type SqlScene, sqlScene } from "../support/sql-scene";

let scene: SqlScene;
let client: SqlManagementClient;
const AT = ["rg", "orders"] as const;

beforeAll(async () => {
  scene = await sqlScene();
  const { cloud } = scene;
  const credential = {
    getToken: async () => {
      const { objectId } = cloud.access.deployer;
      const { token, expiresOn } = cloud.access.issue(objectId, "https://management.azure.com");
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  };
  client = new SqlManagementClient(credential, cloud.subscriptionId, {
    endpoint: cloud.armEndpoint,
    tlsOptions: { ca: readFileSync(cloud.caFile, "utf8") },
    retryOptions: { maxRetries: 0 },
  });
});
afterAll(() => scene.close());

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const entries: T[] = [];
  for await (const entry of pages) entries.push(entry);
  return entries;
}
const refused = (call: Promise<unknown>) =>
  call.then(
    () => "nothing",
    (error: { statusCode?: number; code?: string }) => `${error.statusCode} ${error.code}`,
  );

test("Azure's own client makes, lists, changes and deletes firewall rules", async () => {
  const made = await client.firewallRules.createOrUpdate(...AT, "office", {
    startIpAddress: "203.0.113.1",
    endIpAddress: "203.0.113.9",
  });
  expect(made).toMatchObject({ name: "office", startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.9" });
  await client.firewallRules.createOrUpdate(...AT, "office", {
    startIpAddress: "203.0.113.1",
    endIpAddress: "203.0.113.2",
  });
  expect(await client.firewallRules.get(...AT, "office")).toMatchObject({ endIpAddress: "203.0.113.2" });
  expect(await all(client.firewallRules.listByServer(...AT))).toMatchObject([{ name: "office" }]);
  await client.firewallRules.delete(...AT, "office");
  await client.firewallRules.delete(...AT, "office");
  expect(await all(client.firewallRules.listByServer(...AT))).toEqual([]);
});

test("Azure's own client replaces all rules, also those of others", async () => {
  const rule = { startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.1" };
  await client.firewallRules.createOrUpdate(...AT, "theirs", rule);
  await client.firewallRules.replace(...AT, { values: [{ name: "ours", ...rule }] });
  expect(scene.names()).toEqual(["ours"]);
});

test("Azure's own client waits for a network rule", async () => {
  const parameters = { virtualNetworkSubnetId: scene.subnetId() };
  const made = await client.virtualNetworkRules.beginCreateOrUpdateAndWait(...AT, "web", parameters);
  expect(made).toMatchObject({ name: "web", state: "Ready" });
  expect(made.virtualNetworkSubnetId?.toLowerCase()).toBe(scene.subnetId().toLowerCase());
  await client.virtualNetworkRules.beginDeleteAndWait(...AT, "web");
  expect(await all(client.virtualNetworkRules.listByServer(...AT))).toEqual([]);
});

test("Azure's own client reads the server, and gets the refusals as codes", async () => {
  expect(await client.servers.get(...AT)).toMatchObject({
    fullyQualifiedDomainName: "orders.database.windows.net",
    publicNetworkAccess: "Enabled",
  });
  const rule = { startIpAddress: "203.0.113.9", endIpAddress: "203.0.113.1" };
  expect(await refused(client.firewallRules.createOrUpdate(...AT, "wrong", rule))).toBe(
    "400 FirewallRuleInvalidRange",
  );
  expect(await refused(all(client.firewallRules.listByServer("rg", "nobody")))).toBe(
    "404 SubscriptionDoesNotHaveServer",
  );
  const plain = { virtualNetworkSubnetId: scene.subnetId("plain") };
  expect(await refused(client.virtualNetworkRules.beginCreateOrUpdateAndWait(...AT, "plain", plain))).toBe(
    "400 VirtualNetworkRuleBadRequest",
  );
});

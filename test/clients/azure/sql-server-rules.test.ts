jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { readFileSync } from "node:fs";
import tls from "node:tls";
import { ArmClient } from "../../../clients/azure/arm-client";
import { SqlServerRules } from "../../../clients/azure/sql-server-rules";
import { isNotFoundError, isRateLimitError } from "../../../core/errors";
import type { SqlServerRules as Port } from "../../../reconcilers/sql-firewall/server/sql-server-rules";
import { CloudError } from "../../../sandbox/cloud/cloud-error";
import { type SqlScene, sqlScene } from "../../sandbox/azure/support/sql-scene";
import { ArmServer } from "./arm-server";

let server: ArmServer;
beforeAll(async () => {
  server = await ArmServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  server.calls.length = 0;
  server.answers.length = 0;
});

const place = { subscriptionId: "s-1", resourceGroupName: "shop", serverName: "orders" };
const base = "/subscriptions/s-1/resourceGroups/shop/providers/Microsoft.Sql/servers/orders";
const rules = () =>
  new SqlServerRules(
    new ArmClient({
      cloud: { resourceManager: server.url, audience: "https://management.azure.com" },
      credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    }),
    place,
  );
const version = "?api-version=2023-08-01";

/** The reconciler's port, which the client has to fit; a difference is an error of the compiler. */
const asPort = (client: SqlServerRules): Port => client;

test("an answer without addresses is an error, and never a rule less", async () => {
  server.answers.push({ status: 200, body: { value: [{ name: "a", properties: {} }] } });
  await expect(rules().list()).rejects.toThrow(
    `Azure Resource Manager answered ${base}/firewallRules with something that has no text 'startIpAddress': {"name":"a","properties":{}}`,
  );
});

test("a server that says nothing of public access has it, as older versions of the API do", async () => {
  server.answers.push({ status: 200, body: { id: base, location: "westeurope", properties: {} } });
  expect(await rules().readServer()).toEqual({
    id: base,
    location: "westeurope",
    publicNetworkAccess: "Enabled",
  });
});

test("a name that would lead to the server itself is refused before a call", async () => {
  for (const name of ["", ".", ".."]) {
    await expect(rules().remove(name)).rejects.toThrow(/cannot be the name of a resource of Azure/);
    await expect(rules().put({ name, start: "1.2.3.4", end: "1.2.3.4" })).rejects.toThrow(
      /cannot be the name/,
    );
  }
  expect(server.calls).toEqual([]);
  expect(() => new SqlServerRules(new ArmClient(options()), { ...place, serverName: "" })).toThrow(
    /'' cannot be the name/,
  );
});

const options = () => ({
  cloud: { resourceManager: server.url, audience: "https://management.azure.com" },
  credential: { getToken: async () => null },
});

test("odd names are written as they are", async () => {
  server.answers.push({ status: 204 });
  await rules().remove("büro 1/2?");
  expect(server.calls).toEqual([`DELETE ${base}/firewallRules/b%C3%BCro%201%2F2%3F${version}`]);
});

test.each([
  [400, "DenyPublicEndpointEnabled", /Public network access of the server is switched off: .*Switch it on/],
  [400, "FirewallChangesDeniedBecausePublicEndpointDisabled", /Public network access .* switched off/],
  [400, "TooManyFirewallRules", /as many firewall rules as Azure allows \(256/],
  [403, "AuthorizationFailed", /needs the role "SQL Server Contributor"/],
  [403, "LinkedAuthorizationFailed", /joinViaServiceEndpoint\/action on the subnet/],
  [404, "ServerNotInSubscriptionResourceGroup", /Check subscriptionId, resourceGroupName and serverName/],
  [404, "SubscriptionDoesNotHaveServer", /deleted, moved or never was there/],
  [409, "ScopeLocked", /A lock on the server/],
  [409, "MissingSubscriptionRegistration", /az provider register --namespace Microsoft\.Sql/],
  [400, "VirtualNetworkRuleBadRequest", /needs the service endpoint Microsoft\.Sql/],
])("%i %s says what it means and what to do", async (status, code, advice) => {
  server.answers.push({ status, body: { error: { code, message: "Refused." } } });
  const error = await rules()
    .put({ name: "a", start: "203.0.113.1", end: "203.0.113.2" })
    .catch((caught: unknown) => caught as Error & { tokens: string[] });
  expect((error as Error).message).toContain(
    `answered ${status} to PUT ${base}/firewallRules/a: ${code}: Refused`,
  );
  expect((error as Error).message).toMatch(advice);
  expect((error as { tokens: string[] }).tokens).toEqual([code]);
  expect(isNotFoundError(error)).toBe(status === 404);
});

test("a write that meets another one is made again", async () => {
  server.answers.push(
    { status: 409, body: { error: { code: "OperationInterrupted", message: "Again." } } },
    { status: 201, body: { id: `${base}/firewallRules/a` } },
  );
  await rules().put({ name: "a", start: "203.0.113.1", end: "203.0.113.2" });
  expect(server.calls).toEqual(
    Array(2).fill(
      `PUT ${base}/firewallRules/a${version} {"properties":{"startIpAddress":"203.0.113.1","endIpAddress":"203.0.113.2"}}`,
    ),
  );
});

describe("against the sandbox", () => {
  let scene: SqlScene;
  let client: ArmClient;
  const here = (more: object = {}) => asPort(new SqlServerRules(client, { ...scene.place, ...more }));
  const trusted = tls.getCACertificates("default");

  beforeAll(async () => {
    scene = await sqlScene();
    tls.setDefaultCACertificates([
      ...tls.getCACertificates("default"),
      readFileSync(scene.cloud.caFile, "utf8"),
    ]);
    client = clientOf(scene.cloud.access.deployer.objectId);
  });
  afterAll(async () => {
    tls.setDefaultCACertificates(trusted);
    await scene.close();
  });
  afterEach(async () => {
    const { cloud } = scene;
    cloud.outages.endAll();
    cloud.operations.pollsBeforeEnd = 0;
    for (const type of ["firewallRules", "virtualNetworkRules"])
      for (const { id } of cloud.resources.list(`Microsoft.Sql/servers/${type}`))
        await cloud.resources.delete(id);
  });

  function clientOf(principalId: string): ArmClient {
    const { access, armEndpoint } = scene.cloud;
    return new ArmClient({
      cloud: { resourceManager: armEndpoint, audience: "https://management.azure.com" },
      credential: {
        getToken: async (scope) => {
          const audience = String(scope).replace("/.default", "");
          const { token, expiresOn } = access.issue(principalId, audience);
          return { token, expiresOnTimestamp: expiresOn * 1000 };
        },
      },
    });
  }
  const office = { name: "illumio.office.203.0.113.1-203.0.113.9", start: "203.0.113.1", end: "203.0.113.9" };
  const web = () => ({ name: "illumio-web", subnetId: scene.subnetId() });

  test("rules are written twice at once, listed, replaced and removed", async () => {
    await Promise.all([here().put(office), here().put(office)]);
    await here().put({ ...office, end: "203.0.113.2" });
    expect(await here().list()).toEqual([{ ...office, end: "203.0.113.2" }]);
    await here().remove(office.name);
    await here().remove(office.name);
    expect(await here().list()).toEqual([]);
  });

  test("network rules are waited for", async () => {
    scene.cloud.operations.pollsBeforeEnd = 3;
    await here().putNetworkRule(web());
    const [rule] = await here().listNetworkRules();
    expect(rule).toMatchObject({ name: "illumio-web", state: "Ready" });
    expect(rule?.subnetId.toLowerCase()).toBe(scene.subnetId().toLowerCase());
    await here().removeNetworkRule("illumio-web");
    scene.cloud.operations.pollsBeforeEnd = 0;
    await here().removeNetworkRule("illumio-web");
    expect(await here().listNetworkRules()).toEqual([]);
  });

  test("an operation that fails is an error", async () => {
    scene.cloud.operations.failures.push(new CloudError("VirtualNetworkRuleBadRequest", "It broke."));
    await expect(here().putNetworkRule(web())).rejects.toThrow(
      /ended as failed: VirtualNetworkRuleBadRequest: It broke\. The subnet needs the service endpoint/,
    );
  });

  test("the server is read with where it is and whether it is public", async () => {
    expect(await here().readServer()).toEqual({
      id: scene.serverId,
      location: "westeurope",
      publicNetworkAccess: "Enabled",
    });
  });

  test("a storm of 429 passes, and a service that is away for a while", async () => {
    const { outages } = scene.cloud;
    const code = "SubscriptionTooManyCreateUpdateRequests";
    outages.begin({ service: "arm", status: 429, code, retryAfterInSeconds: 20, count: 4 });
    await here().put(office);
    outages.begin({ service: "arm", status: 503, count: 3 });
    expect(await here().list()).toEqual([office]);
  });

  test("Azure that stays away, and a limit that holds for an hour, are errors", async () => {
    const { outages } = scene.cloud;
    outages.begin({
      service: "arm",
      status: 429,
      code: "SubscriptionTooManyRequests",
      retryAfterInSeconds: 3600,
    });
    const limited = await here()
      .list()
      .catch((error: unknown) => error as Error);
    expect(isRateLimitError(limited)).toBe(true);
    outages.endAll();
    outages.begin({ service: "arm", status: 503 });
    await expect(here().list()).rejects.toThrow(/answered 503 .*ServiceUnavailable/);
  });

  test("a server that is gone, elsewhere, in no group or in no subscription is a NotFoundError that says so", async () => {
    await scene.arm.group("other");
    for (const [more, code] of [
      [{ serverName: "gone" }, "SubscriptionDoesNotHaveServer"],
      [{ resourceGroupName: "other" }, "ServerNotInSubscriptionResourceGroup"],
      [{ resourceGroupName: "none" }, "ResourceGroupNotFound"],
    ] as const) {
      const error = await here(more)
        .list()
        .catch((caught: unknown) => caught as Error);
      expect(isNotFoundError(error)).toBe(true);
      expect((error as Error).message).toMatch(
        new RegExp(`${code}: .*Check subscriptionId, resourceGroupName`),
      );
    }
    await expect(here({ serverName: "gone" }).readServer()).rejects.toThrow(
      /ResourceNotFound: .*Check subscriptionId/,
    );
    await expect(here({ subscriptionId: "00000000-0000-0000-0000-000000000000" }).list()).rejects.toThrow(
      /SubscriptionNotFound: .*Check subscriptionId/,
    );
  });

  test("a server that is locked refuses with what to do, and one without public access too", async () => {
    const lock = `${scene.serverId}/providers/Microsoft.Authorization/locks/keep`;
    await scene.arm.put(lock, { properties: { level: "ReadOnly" } });
    await expect(here().put(office)).rejects.toThrow(/ScopeLocked: .*A lock on the server/);
    await scene.arm.call("DELETE", lock);
    const access = (publicNetworkAccess: string) =>
      scene.arm.call("PATCH", scene.serverId, { properties: { publicNetworkAccess } });
    await access("Disabled");
    expect((await here().readServer()).publicNetworkAccess).toBe("Disabled");
    await expect(here().put(office)).rejects.toThrow(/DenyPublicEndpointEnabled: .*Switch it on/);
    await expect(here().putNetworkRule(web())).rejects.toThrow(/PublicEndpointDisabled: .*Switch it on/);
    await access("Enabled");
  });

  test("an identity without a role is told which one it needs", async () => {
    const id = scene.arm.id("Microsoft.ManagedIdentity/userAssignedIdentities/nobody");
    const { properties } = await scene.arm.put(id, { location: "westeurope" });
    const nobody = new SqlServerRules(clientOf(properties.principalId), scene.place);
    await expect(nobody.list()).rejects.toThrow(
      /AuthorizationFailed: .*'Microsoft\.Sql\/servers\/firewallRules\/read'.*needs the role "SQL Server Contributor"/,
    );
  });

  test("more rules than the server takes are refused with the limit", async () => {
    scene.cloud.manager.context.sql.mostFirewallRules = 1;
    await here().put(office);
    await expect(here().put({ ...office, name: "more" })).rejects.toThrow(/TooManyFirewallRules: .*256/);
    scene.cloud.manager.context.sql.mostFirewallRules = 256;
  });
});

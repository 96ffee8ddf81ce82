jest.mock("node:timers/promises", () => require("../../support/skipped-pauses"));

import { ArmClient } from "../../../clients/azure/arm-client";
import { SqlServerRules } from "../../../clients/azure/sql-server-rules";
import { isNotFoundError } from "../../../core/errors";
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

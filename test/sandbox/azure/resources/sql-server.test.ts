import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { CloudError } from "../../../../sandbox/cloud/cloud-error";
import { ArmClient } from "../support/arm-client";
import { type SqlScene, sqlScene } from "../support/sql-scene";

let scene: SqlScene;
let cloud: AzureCloud;
let arm: ArmClient;

beforeAll(async () => {
  scene = await sqlScene();
  ({ cloud, arm } = scene);
  cloud.idsInOtherCasing = false;
});
afterAll(() => scene.close());
afterEach(async () => {
  cloud.outages.endAll();
  cloud.operations.pollsBeforeEnd = 0;
  cloud.lists.staleLists = 0;
  cloud.manager.context.sql.mostFirewallRules = 256;
  for (const type of ["firewallRules", "virtualNetworkRules"])
    for (const { id } of cloud.resources.list(`Microsoft.Sql/servers/${type}`))
      await cloud.resources.delete(id);
});

const server = (name = "orders", group = "rg") => arm.id(`Microsoft.Sql/servers/${name}`, group);
const body = (properties: object = {}) => ({
  location: "westeurope",
  properties: { administratorLogin: "dba", administratorLoginPassword: "Correct-Horse-1", ...properties },
});
const rule = (name: string) => `${server()}/firewallRules/${name}`;
const range = (startIpAddress: unknown, endIpAddress: unknown = startIpAddress) => ({
  properties: { startIpAddress, endIpAddress },
});
const networkRule = (name: string) => `${server()}/virtualNetworkRules/${name}`;
const subnetRule = (subnet: string, more = {}) => ({
  properties: { virtualNetworkSubnetId: scene.subnetId(subnet), ...more },
});
const names = async (type = "firewallRules") =>
  (await arm.call("GET", `${server()}/${type}`)).body.value.map(({ name }: { name: string }) => name);

test("a server is shown without its password, and its name is the whole world's", async () => {
  const { body: shown } = await arm.call("GET", server());
  expect(shown).toMatchObject({
    kind: "v12.0",
    location: "westeurope",
    properties: {
      fullyQualifiedDomainName: "orders.database.windows.net",
      publicNetworkAccess: "Enabled",
      state: "Ready",
    },
  });
  expect(JSON.stringify(cloud.resources.list())).not.toContain("Correct-Horse");
  await arm.group("other");
  expect(await arm.refusal("PUT", server("orders", "other"), body())).toMatch(/^400 NameAlreadyExists/);
  expect(await arm.refusal("PUT", server("Orders_1"), body())).toMatch(/^400 InvalidServerName/);
  expect(await arm.refusal("PUT", server("weak"), body({ administratorLoginPassword: "weak" }))).toMatch(
    /^400 PasswordNotComplex/,
  );
});

describe("a firewall rule", () => {
  test("is created with 201, replaced with 200, and deleted with 200, then 204", async () => {
    const put = (end: string) => arm.call("PUT", rule("Office"), range("203.0.113.1", end));
    expect(await put("203.0.113.2")).toMatchObject({
      status: 201,
      body: { id: rule("Office"), name: "Office", type: "Microsoft.Sql/servers/firewallRules" },
    });
    expect((await put("203.0.113.9")).status).toBe(200);
    expect((await arm.call("GET", rule("OFFICE"))).body.properties).toEqual({
      startIpAddress: "203.0.113.1",
      endIpAddress: "203.0.113.9",
    });
    expect((await arm.call("DELETE", rule("office"))).status).toBe(200);
    expect((await arm.call("DELETE", rule("office"))).status).toBe(204);
    expect(await arm.refusal("GET", rule("office"))).toMatch(/^404 ResourceNotFound/);
  });

  test.each([
    ["IPv6", range("2001:db8::1"), "FirewallRuleNotIPv4Address"],
    ["a CIDR", range("203.0.113.0/24"), "FirewallRuleNotIPv4Address"],
    ["an octet above 255", range("203.0.113.256"), "FirewallRuleNotIPv4Address"],
    ["an end before its start", range("203.0.113.10", "203.0.113.9"), "FirewallRuleInvalidRange"],
    [
      "no end",
      { properties: { startIpAddress: "203.0.113.1" } },
      "InvalidServerFirewallRuleResourceParameters",
    ],
    ["nothing", {}, "InvalidServerFirewallRuleResourceParameters"],
  ])("is refused with %s", async (_what, given, code) => {
    expect(await arm.refusal("PUT", rule("odd"), given)).toMatch(new RegExp(`^400 ${code}: `));
    expect(await names()).toEqual([]);
  });

  test("has a name of at most 128 characters, without those of addresses", async () => {
    const put = (name: string) => arm.refusal("PUT", rule(encodeURIComponent(name)), range("203.0.113.1"));
    expect(await put("x".repeat(128))).toMatch(/^201/);
    expect(await put("x".repeat(129))).toMatch(/^400 FirewallRuleNameTooLong/);
    for (const name of ["a?b", "a#b", "a%b", "a\\b", "dot."])
      expect(await put(name)).toMatch(/^400 InvalidServerFirewallRuleResourceRequest/);
  });

  test("more than the server takes is refused, and one that is there can still be replaced", async () => {
    for (let index = 0; index < 256; index++)
      await cloud.resources.put(rule(`r${index}`), range(`203.0.113.${index}`));
    expect(await arm.refusal("PUT", rule("more"), range("198.51.100.1"))).toMatch(
      /^400 TooManyFirewallRules: .*256/,
    );
    expect((await arm.call("PUT", rule("r7"), range("198.51.100.1"))).status).toBe(200);
    await arm.call("DELETE", rule("r0"));
    expect((await arm.call("PUT", rule("more"), range("198.51.100.1"))).status).toBe(201);
    cloud.manager.context.sql.mostFirewallRules = 255;
    await arm.call("DELETE", rule("r1"));
    expect(await arm.refusal("PUT", rule("again"), range("198.51.100.1"))).toMatch(
      /TooManyFirewallRules: .*255/,
    );
  });

  test("cannot be written while public network access is off", async () => {
    await arm.put(rule("before"), range("203.0.113.1"));
    await arm.call("PATCH", server(), { properties: { publicNetworkAccess: "Disabled" } });
    expect(await arm.refusal("PUT", rule("after"), range("203.0.113.1"))).toMatch(
      /^400 DenyPublicEndpointEnabled: Unable to create or modify firewall rules/,
    );
    expect(await arm.refusal("PUT", networkRule("after"), subnetRule("sql"))).toMatch(
      /^400 FirewallChangesDeniedBecausePublicEndpointDisabled/,
    );
    expect(await arm.refusal("DELETE", rule("before"))).toMatch(/^400 DenyPublicEndpointEnabled: Unable to/);
    await arm.call("PATCH", server(), { properties: { publicNetworkAccess: "Enabled" } });
    expect((await arm.call("DELETE", rule("before"))).status).toBe(200);
  });
});

describe("the call that replaces all", () => {
  const replace = (...values: object[]) => arm.call("PUT", `${server()}/firewallRules`, { values });

  test("prunes what others made", async () => {
    await arm.put(rule("AllowAllWindowsAzureIps"), range("0.0.0.0"));
    await arm.put(rule("kept"), range("203.0.113.1"));
    expect(
      (await replace({ name: "Kept", ...range("203.0.113.7") }, { name: "new", ...range("203.0.113.8") }))
        .status,
    ).toBe(200);
    expect(await names()).toEqual(["kept", "new"]);
    cloud.operations.pollsBeforeEnd = 1;
    expect((await replace()).status).toBe(202);
    expect(await names()).toEqual([]);
  });

  test("changes nothing when one rule is wrong", async () => {
    await arm.put(rule("kept"), range("203.0.113.1"));
    const answers = [
      await replace({ name: "", ...range("203.0.113.8") }),
      await replace({ name: "bad", ...range("x") }),
      await arm.call("PUT", `${server()}/firewallRules`, {}),
    ];
    expect(answers.map(({ status, body: { error } }) => `${status} ${error.code}`)).toEqual([
      "400 FirewallRuleNameEmpty",
      "400 FirewallRuleNotIPv4Address",
      "400 InvalidServerFirewallRuleResourceRequest",
    ]);
    expect(await names()).toEqual(["kept"]);
  });
});

describe("a network rule", () => {
  test("is accepted with 202, and ready when its operation has ended", async () => {
    cloud.operations.pollsBeforeEnd = 2;
    const answer = await arm.call("PUT", networkRule("web"), subnetRule("sql"));
    expect(answer).toMatchObject({ status: 202, body: undefined, headers: { location: expect.any(String) } });
    const state = async () => (await arm.call("GET", networkRule("web"))).body.properties.state;
    const poll = async () =>
      (await arm.call("GET", String(answer.headers["azure-asyncoperation"]))).body.status;
    expect([await state(), await poll(), await poll(), await state(), await poll(), await state()]).toEqual([
      "InProgress",
      "InProgress",
      "InProgress",
      "InProgress",
      "Succeeded",
      "Ready",
    ]);
    cloud.operations.pollsBeforeEnd = 0;
    expect((await arm.call("DELETE", networkRule("web"))).status).toBe(202);
    expect((await arm.call("DELETE", networkRule("web"))).status).toBe(204);
  });

  test("needs a subnet with the service endpoint, unless that is ignored", async () => {
    expect(await arm.refusal("PUT", networkRule("plain"), subnetRule("plain"))).toMatch(
      /^400 VirtualNetworkRuleBadRequest: .*do not have ServiceEndpoints for Microsoft.Sql/,
    );
    expect(await arm.refusal("PUT", networkRule("gone"), subnetRule("gone"))).toMatch(
      /^404 VirtualNetworkRuleResourceNotFound/,
    );
    expect(await arm.refusal("PUT", networkRule("none"), { properties: {} })).toMatch(
      /^400 NullVirtualNetworkSubnetId/,
    );
    expect(await arm.refusal("PUT", networkRule("-odd"), subnetRule("sql"))).toMatch(
      /^400 InvalidResourceName/,
    );
    const ignored = subnetRule("plain", { ignoreMissingVnetServiceEndpoint: true });
    expect((await arm.call("PUT", networkRule("plain"), ignored)).status).toBe(202);
    expect(await names("virtualNetworkRules")).toEqual(["plain"]);
  });

  test("whose operation fails says why", async () => {
    cloud.operations.failures.push(new CloudError("Oops", "It broke."));
    const answer = await arm.call("PUT", networkRule("web"), subnetRule("sql"));
    expect((await arm.call("GET", String(answer.headers["azure-asyncoperation"]))).body).toMatchObject({
      status: "Failed",
      error: { code: "Oops", message: "It broke." },
    });
    expect(await arm.refusal("GET", String(answer.headers["location"]))).toBe("400 Oops: It broke.");
  });
});

test("a server that is elsewhere or nowhere is told apart", async () => {
  await arm.group("moved");
  const at = (name: string, group: string) => `${server(name, group)}/firewallRules`;
  for (const method of ["GET", "PUT", "DELETE"]) {
    const path = (base: string) => (method === "GET" ? base : `${base}/a`);
    const given = method === "PUT" ? range("203.0.113.1") : undefined;
    expect(await arm.refusal(method, path(at("orders", "moved")), given)).toMatch(
      /^404 ServerNotInSubscriptionResourceGroup: Server 'orders' does not exist in resource group 'moved'/,
    );
    expect(await arm.refusal(method, path(at("nobody", "rg")), given)).toMatch(
      /^404 SubscriptionDoesNotHaveServer/,
    );
    expect(await arm.refusal(method, path(at("orders", "none")), given)).toMatch(
      /^404 ResourceGroupNotFound/,
    );
  }
  const elsewhere = server().replace(cloud.subscriptionId, "00000000-0000-0000-0000-000000000000");
  expect(await arm.refusal("GET", `${elsewhere}/firewallRules`)).toMatch(/^403|^404 SubscriptionNotFound/);
});

test("locks keep rules from being changed", async () => {
  const lock = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/keep`;
  const group = `${arm.subscription}/resourceGroups/rg`;
  await arm.put(rule("a"), range("203.0.113.1"));
  const attempt = async () => [
    (await arm.refusal("PUT", rule("a"), range("203.0.113.2"))).slice(0, 15),
    (await arm.refusal("DELETE", rule("a"))).slice(0, 15),
  ];
  await arm.put(lock(group), { properties: { level: "ReadOnly" } });
  expect(await attempt()).toEqual(["409 ScopeLocked", "409 ScopeLocked"]);
  expect((await arm.call("GET", rule("a"))).status).toBe(200);
  await arm.call("DELETE", lock(group));
  await arm.put(lock(server()), { properties: { level: "CanNotDelete" } });
  expect(await attempt()).toEqual([expect.stringMatching(/^200/), "409 ScopeLocked"]);
  expect(await arm.refusal("DELETE", group)).toMatch(/^409 ScopeLocked: .*locked: '.*servers\/orders'/);
  await arm.call("DELETE", lock(server()));
  expect((await arm.call("DELETE", rule("a"))).status).toBe(200);
});

describe("a principal", () => {
  let principal: string;
  const as = async (principalId: string, work: () => Promise<void>) => {
    const own = arm.token;
    arm.token = cloud.access.issue(principalId, "https://management.azure.com/").token;
    await work().finally(() => {
      arm.token = own;
    });
  };
  const assign = (role: string, scope: string) =>
    arm.put(
      `${scope}/providers/Microsoft.Authorization/roleAssignments/${cloud.manager.context.ids.uuid()}`,
      {
        properties: {
          principalId: principal,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${arm.subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        },
      },
    );
  beforeEach(async () => {
    const name = cloud.manager.context.ids.uuid();
    const identity = await arm.put(arm.id(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`), {
      location: "westeurope",
    });
    principal = identity.properties.principalId;
  });

  test("with a custom role on one server writes its rules, and none of another server", async () => {
    await arm.put(server("invoices"), body());
    const role = cloud.manager.context.ids.uuid();
    await arm.put(`${arm.subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`, {
      properties: {
        roleName: "firewall keeper",
        assignableScopes: [arm.subscription],
        permissions: [
          {
            actions: [
              "Microsoft.Sql/servers/read",
              "Microsoft.Sql/servers/firewallRules/*",
              "Microsoft.Sql/servers/virtualNetworkRules/*",
            ],
          },
        ],
      },
    });
    await assign(role, server());
    await as(principal, async () => {
      expect((await arm.call("GET", server())).status).toBe(200);
      expect((await arm.call("PUT", rule("a"), range("203.0.113.1"))).status).toBe(201);
      expect(await arm.refusal("GET", `${server("invoices")}/firewallRules`)).toMatch(
        /^403 AuthorizationFailed: .*'Microsoft.Sql\/servers\/firewallRules\/read'/,
      );
      expect(await arm.refusal("PUT", networkRule("web"), subnetRule("sql"))).toMatch(
        /^403 LinkedAuthorizationFailed: .*joinViaServiceEndpoint\/action/,
      );
    });
    await assign("056cd41c-7e88-42e1-933e-88ba6a50c9c3", scene.subnetId());
    await as(principal, async () => {
      expect((await arm.call("PUT", networkRule("web"), subnetRule("sql"))).status).toBe(202);
    });
  });

  test("with the role SQL Security Manager alone reads no network rules, and with Reader beside it does", async () => {
    await assign("056cd41c-7e88-42e1-933e-88ba6a50c9c3", server());
    const rules = `${server()}/virtualNetworkRules`;
    await as(principal, async () => {
      expect((await arm.call("GET", `${server()}/firewallRules`)).status).toBe(200);
      expect(await arm.refusal("GET", rules)).toMatch(/^403 AuthorizationFailed/);
    });
    await assign("acdd72a7-3385-48ef-bd42-f606fba81ae7", server());
    await as(principal, async () => expect((await arm.call("GET", rules)).status).toBe(200));
  });

  test("with the role SQL Security Manager writes rules, and with Reader only reads", async () => {
    await assign("acdd72a7-3385-48ef-bd42-f606fba81ae7", server());
    await as(principal, async () => {
      expect((await arm.call("GET", `${server()}/firewallRules`)).status).toBe(200);
      expect(await arm.refusal("PUT", rule("a"), range("203.0.113.1"))).toMatch(/^403 AuthorizationFailed/);
    });
    await assign("056cd41c-7e88-42e1-933e-88ba6a50c9c3", server());
    await as(principal, async () => {
      expect((await arm.call("PUT", rule("a"), range("203.0.113.1"))).status).toBe(201);
      expect((await arm.call("DELETE", rule("a"))).status).toBe(200);
      expect(await arm.refusal("PUT", networkRule("web"), subnetRule("sql"))).toMatch(
        /^403 AuthorizationFailed/,
      );
    });
  });
});

test("faults: throttling with Retry-After, and lists that are behind", async () => {
  cloud.outages.begin({
    service: "arm",
    action: "PUT",
    code: "SubscriptionTooManyCreateUpdateRequests",
    status: 429,
    count: 1,
    retryAfterInSeconds: 7,
  });
  const answer = await arm.call("PUT", rule("a"), range("203.0.113.1"));
  expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "7" } });
  cloud.lists.staleLists = 2;
  await arm.put(rule("a"), range("203.0.113.1"));
  expect([await names(), await names(), await names()]).toEqual([[], [], ["a"]]);
  await arm.call("DELETE", rule("a"));
  expect([await names(), await names(), await names()]).toEqual([["a"], ["a"], []]);
});

test("a subscription has to be registered for Microsoft.Sql", async () => {
  const other = await startAzureCloud();
  const client = new ArmClient(other);
  await client.group();
  expect(await client.refusal("PUT", client.id("Microsoft.Sql/servers/orders"), body())).toMatch(
    /^409 MissingSubscriptionRegistration: .*'Microsoft.Sql'/,
  );
  await client.close();
  await other.close();
});

import * as pulumi from "@pulumi/pulumi";
import { SqlFirewallSync, type SqlFirewallSyncArgs } from "../../../../components/pulumi/azure";
import { firewall, SERVER, SUBNET } from "../../../core/sql-firewall/worlds";
import { ARGS, GROUP, NETWORK, run, settingsOf, VAULT, value } from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

const BASE: SqlFirewallSyncArgs = {
  resourceGroupName: "illumio",
  location: "West Europe",
  bindings: { orders: firewall() },
  pce: ARGS.pce,
};
const SERVER_GROUP = `/subscriptions/${SERVER.subscriptionId}/resourceGroups/${SERVER.resourceGroupName}`;
const SERVER_ID = `${SERVER_GROUP}/providers/Microsoft.Sql/servers/${SERVER.serverName}`;
const network = { subnetId: `${NETWORK}/subnets/functions` };
const privateEndpoints = {
  subnetId: `${NETWORK}/subnets/endpoints`,
  blobZoneId: `${GROUP}/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`,
};
const egress = { shop: { privateRanges: ["10.8.0.0/16"], subnetIds: [SUBNET] } };

const unknown = <T>() => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
const namesOf = ({ all }: Awaited<ReturnType<typeof deploy>>) =>
  all.map(({ type, name }) => `${type} ${name}`).sort();

const deploy = (args: Partial<SqlFirewallSyncArgs> = {}, preview = false) =>
  run((opts) => new SqlFirewallSync("sync", { ...BASE, ...args }, opts), { preview });

test("the identity may change the firewall of the named server and join the named subnet, and nothing else beside its own", async () => {
  const args = { bindings: { orders: firewall({ egress }) }, subnets: { shop: SUBNET } };
  const { of } = await deploy(args);
  const definitions = of("RoleDefinition");
  expect(Object.keys(definitions).sort()).toEqual(["sync-server-orders", "sync-subnet-shop"]);
  expect(definitions["sync-server-orders"]).toMatchObject({
    scope: SERVER_GROUP,
    assignableScopes: [SERVER_GROUP],
    permissions: [
      {
        actions: [
          "Microsoft.Sql/servers/read",
          ...["firewallRules", "virtualNetworkRules"].flatMap((kind) =>
            ["read", "write", "delete"].map((verb) => `Microsoft.Sql/servers/${kind}/${verb}`),
          ),
        ],
        notActions: [],
        dataActions: [],
        notDataActions: [],
      },
    ],
  });
  expect(definitions["sync-subnet-shop"]).toMatchObject({
    permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action"] }],
  });
  const assignments = of("RoleAssignment");
  expect(Object.keys(assignments).sort()).toEqual(
    ["host-blobs", "pce-secret", "server-orders", "subnet-shop", "write-log"].map((key) => `sync-${key}`),
  );
  expect(assignments["sync-server-orders"]).toMatchObject({
    scope: SERVER_ID,
    roleDefinitionId: expect.stringContaining(String(definitions["sync-server-orders"]!["roleDefinitionId"])),
  });
  expect(assignments["sync-subnet-shop"]).toMatchObject({ scope: SUBNET });
});

test("two firewalls of one server have a role each, because Azure takes one assignment of a role in a place", async () => {
  const { of } = await deploy({ bindings: { a: firewall(), b: firewall({ name: "reports" }) } });
  const { "sync-server-a": a, "sync-server-b": b } = of("RoleAssignment");
  expect(a!["scope"]).toBe(b!["scope"]);
  expect(a!["roleAssignmentName"]).not.toBe(b!["roleAssignmentName"]);
  expect(a!["roleDefinitionId"]).not.toBe(b!["roleDefinitionId"]);
});

test("each definition is an app setting, with the interval as a schedule and no secret", async () => {
  const settings = settingsOf(
    await deploy({ intervalInMinutes: 10, proxyUrl: "http://proxy.example.com:3128" }),
  );
  expect(JSON.parse(settings["ILLUMIO_SQL_FIREWALL_1"]!)).toEqual(firewall());
  expect(settings).toMatchObject({
    ILLUMIO_SYNC_SCHEDULE: "0 */10 * * * *",
    ILLUMIO_PROXY_URL: "http://proxy.example.com:3128",
    ILLUMIO_PCE_SECRET_NAME: "illumio-pce",
    ILLUMIO_BUNDLE_DIGEST: "d1".repeat(32),
  });
  expect(settings).not.toHaveProperty("ILLUMIO_SQL_FIREWALL_2");
});

test("alerts look over three runs, and are those that there are", async () => {
  const { of } = await deploy({ intervalInMinutes: 60 });
  const rules = of("ScheduledQueryRule");
  expect(Object.entries(rules).map(([name, { windowSize }]) => [name, windowSize])).toEqual([
    ["sync-failing", "PT180M"],
    ["sync-not-expressible", "PT180M"],
    ["sync-limit-near", "PT180M"],
    ["sync-no-run", "PT180M"],
    ["sync-other-code", "PT5M"],
  ]);
});

test("without role assignments nothing is granted, and roles and assignments are outputs", async () => {
  const { of, component } = await deploy({ createRoleAssignments: false });
  expect([of("RoleDefinition"), of("RoleAssignment")]).toEqual([{}, {}]);
  expect(await value(component.requiredRoleDefinitions)).toMatchObject([
    { assignableScopes: [SERVER_GROUP] },
  ]);
  expect((await value(component.requiredRoleAssignments)).map(({ role }) => role)).toEqual([
    "Storage Blob Data Owner",
    "Key Vault Secrets User",
    "Monitoring Metrics Publisher",
    expect.stringMatching(/^illumio-iac .*\/sync server-orders \([0-9a-f]{8}\)$/),
  ]);
});

test("a definition that is known later makes the same resources in a preview", async () => {
  const known = await deploy();
  const later = await deploy({ bindings: { orders: pulumi.output(Promise.resolve(firewall())) } });
  expect(namesOf(later)).toEqual(namesOf(known));
});

test("a preview in which nothing is known yet shows every resource", async () => {
  const preview = await deploy(
    {
      location: unknown<string>(),
      bindings: { orders: unknown(), reports: unknown() },
      subnets: { shop: unknown<string>() },
      intervalInMinutes: unknown<number>(),
      pce: {
        host: unknown<string>(),
        port: unknown<number>(),
        orgId: unknown<number>(),
        secret: { vaultId: VAULT, name: unknown<string>() },
      },
      network: { subnetId: unknown<string>() },
      privateEndpoints: { subnetId: unknown<string>(), blobZoneId: unknown<string>() },
      actionGroupIds: [unknown<string>()],
    },
    true,
  );
  const known = await deploy({
    bindings: { orders: firewall({ egress }), reports: firewall({ name: "reports" }) },
    subnets: { shop: SUBNET },
    network,
    privateEndpoints,
  });
  expect(namesOf(preview)).toEqual(namesOf(known));
  const { "sync-server-orders": role } = preview.of("RoleDefinition");
  expect(role).toMatchObject({ roleType: "CustomRole", scope: { __pulumiUnknown: true } });
});

test("with a private endpoint the account lets nobody else in, and the app calls from the subnet", async () => {
  const { of, one, options } = await deploy({ network, privateEndpoints });
  expect(one("StorageAccount")["networkRuleSet"]).toEqual({ defaultAction: "Deny", bypass: "AzureServices" });
  expect(one("WebApp")["virtualNetworkSubnetId"]).toBe(network.subnetId);
  expect(Object.keys(of("PrivateEndpoint"))).toEqual(["sync-host-blob"]);
  expect(one("PrivateEndpoint")).toMatchObject({
    subnet: { id: privateEndpoints.subnetId },
    privateLinkServiceConnections: [{ groupIds: ["blob"] }],
  });
  expect(one("PrivateDnsZoneGroup")).toMatchObject({
    privateDnsZoneConfigs: [{ privateDnsZoneId: privateEndpoints.blobZoneId }],
  });
  const before = [options["FunctionCode sync-code"]!.dependsOn].flat() as pulumi.Resource[];
  const names = await Promise.all(before.map((each) => value(each.urn)));
  for (const name of ["PrivateDnsZoneGroup::sync-host-blob", "RoleAssignment::sync-server-orders"])
    expect(names.join()).toContain(name);
});

test("a subnet alone leaves the account open to tokens", async () => {
  const { of, one } = await deploy({ network });
  expect(of("PrivateEndpoint")).toEqual({});
  expect(one("StorageAccount")["networkRuleSet"]).toMatchObject({ defaultAction: "Allow" });
  expect(one("WebApp")["virtualNetworkSubnetId"]).toBe(network.subnetId);
});

test.each<[string, Partial<SqlFirewallSyncArgs>, RegExp]>([
  ["no binding", { bindings: {} }, /bindings: names nothing: give at least one firewall/],
  [
    "a firewall in the place of its definition",
    { bindings: { a: {} } },
    /bindings.a: must be the output "definition"/,
  ],
  [
    "a changed definition",
    { bindings: { a: { ...firewall(), exclusive: true } } },
    /bindings.a: must be as its firewall made it/,
  ],
  [
    "a subnet without a name",
    { bindings: { a: firewall({ egress }) } },
    /subnets: must name every subnet .*missing: .*subnets\/web/,
  ],
  ["a subnet that is none", { subnets: { a: GROUP } }, /subnets.a: must look like/],
  ["an interval", { intervalInMinutes: 61 }, /intervalInMinutes: must be .*from 1 to 60/],
  [
    "a private endpoint alone",
    { privateEndpoints: { subnetId: SUBNET, blobZoneId: "x" } },
    /privateEndpoints: needs network/,
  ],
  [
    "the zone of another service",
    {
      network,
      privateEndpoints: {
        ...privateEndpoints,
        blobZoneId: privateEndpoints.blobZoneId.replace(".blob.", ".queue."),
      },
    },
    /privateEndpoints.blobZoneId: must be the zone privatelink.blob/,
  ],
  ["an unknown argument", { interval: 5 } as never, /\n {2}interval: unknown argument; known are pce, /],
  [
    "an unknown name",
    { names: { account: "a" } } as never,
    /\n {2}names.account: unknown argument; known are hostAccount, functionApp/,
  ],
  [
    "an endpoint of a service that is not used",
    { network, privateEndpoints: { ...privateEndpoints, queueZoneId: "a" } } as never,
    /\n {2}privateEndpoints.queueZoneId: unknown argument/,
  ],
  [
    "a list of bindings",
    { bindings: [firewall()] } as never,
    /\n {2}bindings: must be an object, got a list of 1/,
  ],
])("%s is refused with what to do", async (_what, args, says) => {
  await expect(deploy(args)).rejects.toThrow(says);
});

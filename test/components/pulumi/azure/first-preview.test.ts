import type * as pulumi from "@pulumi/pulumi";
import { AzureVmOnboarding, SqlFirewallSync, VnetFlowLogsToPce } from "../../../../components/pulumi/azure";
import { firewall, SERVER, SUBNET } from "../../../core/sql-firewall/worlds";
import { ARGS, NETWORK, run, SUBSCRIPTION, settingsOf, value } from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

// What Azure makes up is unknown in a first preview: ids, principals, endpoints. What the program says is known.

const base = { resourceGroupName: "illumio", location: "westeurope", pce: ARGS.pce };
const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
const SERVER_GROUP = `/subscriptions/${SERVER.subscriptionId}/resourceGroups/${SERVER.resourceGroupName}`;
const egress = { shop: { privateRanges: ["10.8.0.0/16"], subnetIds: [SUBNET] } };
const UNKNOWN = expect.objectContaining({ __pulumiUnknown: true });

const onboarding = (args: object) => (opts: pulumi.ComponentResourceOptions) =>
  new AzureVmOnboarding(
    "vms",
    { ...base, scopes: { all: SCOPE }, ven: { pairingProfile: "p" }, ...args },
    opts,
  );
const sync = (args: object) => (opts: pulumi.ComponentResourceOptions) =>
  new SqlFirewallSync(
    "sync",
    { ...base, bindings: { orders: firewall({ egress }) }, subnets: { shop: SUBNET }, ...args },
    opts,
  );
const traffic = (opts: pulumi.ComponentResourceOptions) =>
  new VnetFlowLogsToPce("traffic", { ...base, targets: { shop: { virtualNetworkId: NETWORK } } }, opts);

const role = (name: string, scope: string, action: string) => ({
  scope,
  roleName: expect.stringMatching(new RegExp(`^illumio-iac project/stack/${name} \\([0-9a-f]{8}\\)$`)),
  assignableScopes: [scope],
  permissions: [expect.objectContaining({ actions: expect.arrayContaining([action]) })],
});
const RUN = "Microsoft.Compute/virtualMachines/runCommands/write";
const RULES = "Microsoft.Sql/servers/firewallRules/write";

test("roles of the component's own are shown whole, without the identity that gets them", async () => {
  const vms = await run(onboarding({}), { preview: true });
  expect(vms.of("RoleDefinition")["vms-run-all"]).toMatchObject(role("vms run-all", SCOPE, RUN));
  expect(vms.options["RoleDefinition vms-run-all"]!.replacementTrigger).toBeDefined();
  expect(await value(vms.options["RoleDefinition vms-run-all"]!.replacementTrigger)).toEqual({
    scope: SCOPE,
    assignableScopes: SCOPE,
  });
  const firewalls = await run(sync({}), { preview: true });
  expect(firewalls.of("RoleDefinition")["sync-server-orders"]).toMatchObject(
    role("sync server-orders", SERVER_GROUP, RULES),
  );
});

test("roles that somebody else has to make are known too", async () => {
  const vms = await run(onboarding({ createRoleAssignments: false }), { preview: true });
  expect(await value(vms.component.requiredRoleDefinitions)).toMatchObject([
    { scope: SCOPE, assignableScopes: [SCOPE], actions: expect.arrayContaining([RUN]) },
  ]);
  const firewalls = await run(sync({ createRoleAssignments: false }), { preview: true });
  expect(await value(firewalls.component.requiredRoleDefinitions)).toMatchObject([
    { scope: SERVER_GROUP },
    { actions: ["Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action"] },
  ]);
});

test.each([
  ["AzureVmOnboarding", onboarding({}), "ILLUMIO_ONBOARDING_DEFINITION", /"pairingProfile":"p"/],
  ["SqlFirewallSync", sync({}), "ILLUMIO_SQL_FIREWALL_1", /"orders/],
  ["VnetFlowLogsToPce", traffic, "ILLUMIO_PCE_HOST", /^pce\.example\.com$/],
] as [string, (opts: pulumi.ComponentResourceOptions) => pulumi.ComponentResource, string, RegExp][])(
  "app settings of %s that are known are shown, beside those that are not",
  async (_component, program, known, says) => {
    const first = settingsOf(await run(program, { preview: true }));
    expect(first[known]).toMatch(says);
    expect(first["AzureWebJobsStorage__blobServiceUri"]).toEqual(UNKNOWN);
    const made = await run(program);
    expect(Object.keys(settingsOf(made))).toEqual(Object.keys(first));
    expect(made.one("WebApp")["siteConfig"]).toMatchObject({
      ...{ minTlsVersion: "1.2", ftpsState: "Disabled" },
      ...{ http20Enabled: true, localMySqlEnabled: false, netFrameworkVersion: "v4.6" },
    });
  },
);

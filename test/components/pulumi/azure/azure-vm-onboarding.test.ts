import * as pulumi from "@pulumi/pulumi";
import { AzureVmOnboarding, type AzureVmOnboardingArgs } from "../../../../components/pulumi/azure";
import {
  ARGS,
  GROUP,
  NETWORK,
  OTHER_SUBSCRIPTION,
  run,
  SUBSCRIPTION,
  settingsOf,
  VAULT,
  value,
} from "./deploy";

jest.mock("../../../../components/shared/bundle-path", () => ({ functionAppDigest: () => "d1".repeat(32) }));

const SCOPE = `/subscriptions/${SUBSCRIPTION}`;
const SHOP = `/subscriptions/${OTHER_SUBSCRIPTION}/resourceGroups/shop`;
const BASE: AzureVmOnboardingArgs = {
  resourceGroupName: "illumio",
  location: "West Europe",
  scopes: { all: SCOPE },
  ven: { pairingProfile: "Azure VMs" },
  labels: { app: { tags: ["app"] } },
  pce: ARGS.pce,
};
const zone = (service: string) =>
  `${GROUP}/Microsoft.Network/privateDnsZones/privatelink.${service}.core.windows.net`;
const network = { subnetId: `${NETWORK}/subnets/functions` };
const privateEndpoints = {
  subnetId: `${NETWORK}/subnets/endpoints`,
  blobZoneId: zone("blob"),
  tableZoneId: zone("table"),
};
const checkPoint = {
  mode: "static-objects",
  server: "mgmt.example.com",
  groups: { "Azure web": { labels: { app: ["shop"] } } },
  packages: ["Standard"],
  install: "always",
  secret: { vaultId: VAULT, name: "check-point" },
};
const serviceNow = {
  instance: "example.service-now.com",
  dataSource: "illumio-iac",
  flags: { commissioned: "u_commissioned" },
  secret: { vaultId: VAULT, name: "service-now" },
};

const unknown = <T>() => pulumi.output(pulumi.unknown) as unknown as pulumi.Output<T>;
const namesOf = ({ all }: Awaited<ReturnType<typeof deploy>>) =>
  all.map(({ type, name }) => `${type} ${name}`).sort();
const definitionOf = (deployed: Awaited<ReturnType<typeof deploy>>) =>
  JSON.parse(settingsOf(deployed)["ILLUMIO_ONBOARDING_DEFINITION"]!);

const deploy = (args: Partial<AzureVmOnboardingArgs> = {}, preview = false) =>
  run((opts) => new AzureVmOnboarding("vms", { ...BASE, ...args }, opts), { preview });

const MANAGED = ["read", "write", "delete"].map(
  (verb) => `Microsoft.Compute/virtualMachines/runCommands/${verb}`,
);

test("the identity may read and run commands in each scope, and nothing else beside what is its own", async () => {
  const { of } = await deploy({ scopes: { all: SCOPE, shop: SHOP } });
  const definitions = of("RoleDefinition");
  expect(Object.keys(definitions).sort()).toEqual(["vms-run-all", "vms-run-shop"]);
  for (const [key, scope] of [
    ["all", SCOPE],
    ["shop", SHOP],
  ] as const)
    expect(definitions[`vms-run-${key}`]).toMatchObject({
      scope,
      assignableScopes: [scope],
      permissions: [{ actions: MANAGED, notActions: [], dataActions: [], notDataActions: [] }],
    });
  const assignments = of("RoleAssignment");
  expect(
    Object.entries(assignments)
      .map(([name, { scope }]) => [name, scope])
      .sort(),
  ).toEqual([
    ["vms-host-blobs", expect.stringContaining("/storageAccounts/")],
    ["vms-host-tables", expect.stringContaining("/storageAccounts/")],
    ["vms-pce-secret", `${VAULT}/secrets/illumio-pce`],
    ["vms-read-all", SCOPE],
    ["vms-read-shop", SHOP],
    ["vms-run-all", SCOPE],
    ["vms-run-shop", SHOP],
    ["vms-write-log", expect.stringContaining("/components/")],
  ]);
});

test("the action form needs another action, and only that", async () => {
  const { of } = await deploy({ ven: { pairingProfile: "Azure VMs", runCommand: "action" } });
  expect(of("RoleDefinition")["vms-run-all"]).toMatchObject({
    permissions: [{ actions: ["Microsoft.Compute/virtualMachines/runCommand/action"] }],
  });
});

test("the definition has its defaults and the scopes, and is an app setting with no secret", async () => {
  const deployed = await deploy({ scopes: { all: SCOPE, shop: SHOP, more: `${SCOPE}/resourceGroups/more` } });
  const settings = settingsOf(deployed);
  expect(settings).toMatchObject({
    ILLUMIO_ONBOARDING_SCHEDULE: "0 */5 * * * *",
    ILLUMIO_PCE_SECRET_NAME: "illumio-pce",
    ILLUMIO_BUNDLE_DIGEST: "d1".repeat(32),
  });
  expect(Object.keys(settings).filter((name) => /CHECK_POINT|SERVICE_NOW/.test(name))).toEqual([]);
  expect(definitionOf(deployed)).toEqual({
    name: "vms",
    scopes: [SCOPE, `${SCOPE}/resourceGroups/more`, SHOP],
    requiredTags: [],
    resourceGroupTags: false,
    ven: {
      pairingProfile: "Azure VMs",
      ...{ allowEnforcement: false, allowUnlimitedKeys: false, removeUnmanagedTwin: false },
      ...{ runCommand: "managed", scriptVersion: "v18", timeoutInMinutes: 30 },
    },
    labels: { app: { tags: ["app"] } },
    rules: {},
    ...{ createLabels: false, relabel: false, criticalLabels: {}, unpairDeleted: false },
    checkPoint: { mode: "none" },
    cmdb: { azureTable: {} },
    limits: {
      ...{ maxPerRun: 50, maxConcurrentInstalls: 20, maxRemovals: 20, maxRemovedShare: 0.2 },
      ...{ attempts: 5, backoffInMinutes: 5 },
    },
  });
  expect(JSON.parse(await value(deployed.component.definition))).toEqual(definitionOf(deployed));
});

test("secrets of Check Point and ServiceNow are named in app settings, and each is read with a role of its own", async () => {
  const deployed = await deploy({ checkPoint, cmdb: { serviceNow } });
  expect(settingsOf(deployed)).toMatchObject({
    ILLUMIO_CHECK_POINT_SECRET_VAULT_URL: "https://illumio.vault.example.net/",
    ILLUMIO_CHECK_POINT_SECRET_NAME: "check-point",
    ILLUMIO_SERVICE_NOW_SECRET_NAME: "service-now",
  });
  const { checkPoint: firewall, cmdb } = definitionOf(deployed);
  expect([firewall.secret, cmdb.serviceNow.secret]).toEqual([undefined, undefined]);
  expect([firewall.server, cmdb.serviceNow.instance]).toEqual([
    "mgmt.example.com",
    "example.service-now.com",
  ]);
  const { "vms-check-point-secret": one, "vms-service-now-secret": other } = deployed.of("RoleAssignment");
  expect([one!["scope"], other!["scope"]]).toEqual([
    `${VAULT}/secrets/check-point`,
    `${VAULT}/secrets/service-now`,
  ]);
});

test("the mode none of Check Point is as no Check Point at all", async () => {
  const deployed = await deploy({ checkPoint: { mode: "none" } });
  expect(namesOf(deployed)).toEqual(namesOf(await deploy()));
  expect(settingsOf(deployed)).toEqual(settingsOf(await deploy()));
});

test("alerts look over three runs, and are those that there are", async () => {
  const { of } = await deploy({ intervalInMinutes: 60 });
  const rules = of("ScheduledQueryRule");
  expect(Object.entries(rules).map(([name, { windowSize }]) => [name, windowSize])).toEqual([
    ["vms-failing", "PT180M"],
    ["vms-failed-vms", "PT180M"],
    ["vms-approvals", "PT180M"],
    ["vms-no-run", "PT180M"],
    ["vms-other-code", "PT5M"],
  ]);
});

test("without role assignments nothing is granted, and roles and assignments are outputs", async () => {
  const { of, component } = await deploy({ createRoleAssignments: false });
  expect([of("RoleDefinition"), of("RoleAssignment")]).toEqual([{}, {}]);
  expect(await value(component.requiredRoleDefinitions)).toMatchObject([
    { scope: SCOPE, assignableScopes: [SCOPE], actions: MANAGED },
  ]);
  expect((await value(component.requiredRoleAssignments)).map(({ role, scope }) => [role, scope])).toEqual([
    ["Storage Blob Data Owner", expect.any(String)],
    ["Key Vault Secrets User", `${VAULT}/secrets/illumio-pce`],
    ["Monitoring Metrics Publisher", expect.any(String)],
    ["Storage Table Data Contributor", expect.any(String)],
    ["Reader", SCOPE],
    [expect.stringMatching(/^illumio-iac .*\/vms run-all \([0-9a-f]{8}\)$/), SCOPE],
  ]);
});

test("a resource group beside its own subscription gets both of its roles", async () => {
  const { of } = await deploy({ scopes: { all: SCOPE, more: `${SCOPE}/resourceGroups/more` } });
  const readers = Object.entries(of("RoleAssignment")).filter(([name]) => name.startsWith("vms-read-"));
  expect(readers.map(([name, { scope }]) => [name, scope])).toEqual([
    ["vms-read-all", SCOPE],
    ["vms-read-more", `${SCOPE}/resourceGroups/more`],
  ]);
  expect(Object.keys(of("RoleDefinition"))).toEqual(["vms-run-all", "vms-run-more"]);
});

test("a preview in which nothing is known yet shows every resource", async () => {
  const secret = { vaultId: VAULT, name: unknown<string>() };
  const preview = await deploy(
    {
      location: unknown<string>(),
      scopes: { all: unknown<string>(), shop: unknown<string>() },
      include: unknown(),
      requiredTags: [unknown<string>()],
      ven: { pairingProfile: unknown<string>() } as never,
      labels: unknown(),
      limits: unknown(),
      intervalInMinutes: unknown<number>(),
      checkPoint: { mode: unknown<string>(), server: unknown<string>(), groups: unknown(), secret },
      cmdb: {
        serviceNow: { instance: unknown<string>(), dataSource: unknown<string>(), flags: unknown(), secret },
      },
      pce: { host: unknown<string>(), port: unknown<number>(), orgId: unknown<number>(), secret },
      network: { subnetId: unknown<string>() },
      privateEndpoints: {
        subnetId: unknown<string>(),
        blobZoneId: unknown<string>(),
        tableZoneId: unknown<string>(),
      },
      actionGroupIds: [unknown<string>()],
    },
    true,
  );
  const known = await deploy({
    scopes: { all: SCOPE, shop: SHOP },
    checkPoint,
    cmdb: { serviceNow },
    network,
    privateEndpoints,
  });
  expect(namesOf(preview)).toEqual(namesOf(known));
  expect(preview.of("RoleDefinition")["vms-run-shop"]).toMatchObject({ scope: { __pulumiUnknown: true } });
});

test("with private endpoints for blobs and tables the account lets nobody else in, and code waits for them", async () => {
  const { of, one, options } = await deploy({ network, privateEndpoints });
  expect(one("StorageAccount")["networkRuleSet"]).toEqual({ defaultAction: "Deny", bypass: "AzureServices" });
  expect(one("WebApp")["virtualNetworkSubnetId"]).toBe(network.subnetId);
  expect(
    Object.entries(of("PrivateEndpoint")).map(([name, { subnet, privateLinkServiceConnections }]) => [
      name,
      subnet,
      privateLinkServiceConnections,
    ]),
  ).toEqual(
    ["blob", "table"].map((service) => [
      `vms-host-${service}`,
      expect.objectContaining({ id: privateEndpoints.subnetId }),
      [expect.objectContaining({ groupIds: [service] })],
    ]),
  );
  const before = [options["FunctionCode vms-code"]!.dependsOn].flat() as pulumi.Resource[];
  const names = (await Promise.all(before.map((each) => value(each.urn)))).join();
  for (const name of [
    "PrivateDnsZoneGroup::vms-host-blob",
    "PrivateDnsZoneGroup::vms-host-table",
    "RoleAssignment::vms-read-all",
    "RoleAssignment::vms-run-all",
  ])
    expect(names).toContain(name);
});

const elsewhere = (id: string) => id.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION);
const manyRules = Object.fromEntries(
  Array.from({ length: 400 }, (_, number) => [
    `rule-${number}`,
    { when: { application: `application-${number}` }, labels: { app: `application-${number}` } },
  ]),
);

test.each<[string, unknown, RegExp]>([
  ["an unknown argument", { interval: 5 }, /\n {2}interval: unknown argument; known are pce, .*, scopes, /],
  [
    "no scopes",
    { scopes: undefined },
    /\n {2}scopes: names nothing: give at least one subscription or resource group/,
  ],
  ["empty scopes", { scopes: {} }, /\n {2}scopes: names nothing/],
  [
    "scopes that are known later",
    { scopes: pulumi.output({ all: SCOPE }) },
    /\n {2}scopes: must be an object, got an output/,
  ],
  ["a list of scopes", { scopes: [SCOPE] }, /\n {2}scopes: must be an object, got a list of 1/],
  [
    "a scope that is no id",
    { scopes: { all: "shop" } },
    /\n {2}scopes.all: must look like \/subscriptions\/.*got 'shop'/,
  ],
  [
    "the scope of one machine",
    { scopes: { one: `${SHOP}/providers/Microsoft.Compute/virtualMachines/web-1` } },
    /\n {2}scopes.one: must look like/,
  ],
  [
    "one scope twice",
    { scopes: { shop: SHOP, web: SHOP.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions") } },
    /\n {2}scopes.web: names the same scope as the key 'shop': leave one of them out/,
  ],
  ["a key of a scope", { scopes: { "a b": SCOPE } }, /\n {2}scopes\["a b"\]: must have 1 to 40 letters/],
  ["no ven", { ven: undefined }, /\n {2}ven: is missing; name at least the pairing profile/],
  ["a ven without profile", { ven: {} }, /\n {2}ven.pairingProfile: is missing; name the pairing profile/],
  [
    "a form of Run Command that is known later",
    { ven: { pairingProfile: "p", runCommand: unknown() } },
    /\n {2}ven.runCommand: must be known when the program runs, because a role depends on it/,
  ],
  [
    "a form of Run Command",
    { ven: { pairingProfile: "p", runCommand: "v2" } },
    /\n {2}ven.runCommand: must be managed or action, got 'v2'/,
  ],
  [
    "a property of a label",
    { labels: { app: { tag: "app" } } },
    /\n {2}labels.app.tag: unknown property; known are tags/,
  ],
  [
    "a critical label that nothing gives",
    { criticalLabels: { role: ["dc"] } },
    /\n {2}criticalLabels.role: nothing gives this label a value/,
  ],
  ["an interval", { intervalInMinutes: 61 }, /\n {2}intervalInMinutes: must be .*from 1 to 60/],
  ["a limit", { limits: { maxPerRun: 0 } }, /\n {2}limits.maxPerRun: must be/],
  [
    "Check Point without install",
    { checkPoint: { ...checkPoint, install: undefined } },
    /\n {2}checkPoint.install: is missing; say never, always or window/,
  ],
  [
    "Check Point without a secret",
    { checkPoint: { ...checkPoint, secret: undefined } },
    /\n {2}checkPoint.secret.vaultId: is missing/,
  ],
  [
    "an unknown argument of Check Point",
    { checkPoint: { ...checkPoint, password: "x" } },
    /\n {2}checkPoint.password: unknown property/,
  ],
  [
    "Check Point that is known later",
    { checkPoint: pulumi.output(checkPoint) },
    /\n {2}checkPoint: must be an object, got an output/,
  ],
  [
    "an address of a vault",
    { checkPoint: { ...checkPoint, secret: { vaultId: elsewhere(VAULT), name: "a", vaultUri: "nowhere" } } },
    /\n {2}checkPoint.secret.vaultUri: must be an https: URL/,
  ],
  [
    "a part of a secret",
    { checkPoint: { ...checkPoint, secret: { ...checkPoint.secret, version: "1" } } },
    /\n {2}checkPoint.secret.version: unknown argument/,
  ],
  [
    "a CMDB that the function has none of",
    { cmdb: { jsonFile: { path: "a" } } },
    /\n {2}cmdb.jsonFile: unknown argument; known are azureTable, serviceNow/,
  ],
  [
    "a table that is known later",
    { cmdb: { azureTable: { table: unknown() } } },
    /\n {2}cmdb.azureTable.table: must be known when the program runs/,
  ],
  [
    "a secret of no Check Point",
    { checkPoint: { mode: "none", secret: checkPoint.secret } },
    /\n {2}checkPoint.secret: is not used with mode none/,
  ],
  [
    "ServiceNow without flags",
    { cmdb: { serviceNow: { ...serviceNow, flags: {} } } },
    /\n {2}cmdb.serviceNow.flags.commissioned: is missing/,
  ],
  [
    "ServiceNow without a secret",
    { cmdb: { serviceNow: { ...serviceNow, secret: undefined } } },
    /\n {2}cmdb.serviceNow.secret.vaultId: is missing/,
  ],
  ["private endpoints alone", { privateEndpoints }, /\n {2}privateEndpoints: needs network/],
  [
    "the zone of another service",
    { network, privateEndpoints: { ...privateEndpoints, tableZoneId: zone("queue") } },
    /\n {2}privateEndpoints.tableZoneId: must be the zone privatelink.table/,
  ],
  [
    "an endpoint of a service that is not used",
    { network, privateEndpoints: { ...privateEndpoints, queueZoneId: zone("queue") } },
    /\n {2}privateEndpoints.queueZoneId: unknown argument/,
  ],
  [
    "an unknown name",
    { names: { account: "a" } },
    /\n {2}names.account: unknown argument; known are hostAccount, functionApp/,
  ],
  [
    "a definition that is too large",
    { rules: manyRules },
    /^AzureVmOnboarding "vms":\n {2}args: has \d{5} bytes, and an app setting is given at most 32768 here; divide it/,
  ],
])("%s is refused with its path", async (_what, args, says) => {
  await expect(deploy(args as Partial<AzureVmOnboardingArgs>)).rejects.toThrow(says);
});

test("a vault of another subscription is read at the address that is given", async () => {
  const secret = { vaultId: elsewhere(VAULT), name: "feed", vaultUri: "https://other.vault.example.net/" };
  const groups = { web: { tags: { role: ["web"] } } };
  const deployed = await deploy({ checkPoint: { mode: "generic-data-center", groups, secret } });
  expect(settingsOf(deployed)).toMatchObject({
    ILLUMIO_CHECK_POINT_SECRET_VAULT_URL: "https://other.vault.example.net/",
    ILLUMIO_CHECK_POINT_SECRET_NAME: "feed",
  });
  expect(deployed.looked.filter((look) => look === "getVault")).toHaveLength(1);
  expect(deployed.of("RoleAssignment")["vms-check-point-secret"]).toMatchObject({
    scope: `${elsewhere(VAULT)}/secrets/feed`,
  });
});

test("problems of several arguments are told together", async () => {
  const args = { scopes: {}, ven: {}, names: { account: "a" }, intervalInMinutes: 0 };
  await expect(deploy(args as never)).rejects.toThrow(
    /names.account: .*intervalInMinutes: .*scopes: .*ven.pairingProfile: /s,
  );
});

/** Lines of the error of a program: paths and reasons. */
async function problemsOf(args: object, name = "vms"): Promise<string[]> {
  const { component: error } = await run((opts) => {
    try {
      return new AzureVmOnboarding(name, { ...BASE, ...args } as AzureVmOnboardingArgs, opts);
    } catch (failure) {
      return failure as Error;
    }
  });
  return (error as Error).message.split("\n  ").slice(1);
}
const pathsOf = async (args: object) =>
  (await problemsOf(args)).map((line) => line.slice(0, line.indexOf(":")));

test("blocks of a wrong type are told with all other problems", async () => {
  const wrong = { scopes: "all", ven: "x", labels: [], rules: 3, checkPoint: "x", cmdb: "x", limits: [] };
  expect((await pathsOf({ ...wrong, intervalInMinutes: 0 })).sort()).toEqual(
    [...Object.keys(wrong), "intervalInMinutes"].sort(),
  );
  expect((await pathsOf({ checkPoint: "x", limits: { attempts: 0 }, foo: 1 })).sort()).toEqual([
    "checkPoint",
    "foo",
    "limits.attempts",
  ]);
  expect(await pathsOf({ cmdb: { azureTable: "x" }, limits: { attempts: 0 } })).toEqual([
    "cmdb.azureTable",
    "limits.attempts",
  ]);
  expect(await pathsOf({ cmdb: pulumi.output({ azureTable: {} }), relabel: "no" })).toEqual([
    "cmdb",
    "relabel",
  ]);
});

test("a CMDB that is none is told with those that the component takes", async () => {
  expect(await problemsOf({ cmdb: {} })).toEqual([
    "cmdb: must be one CMDB: azureTable or serviceNow, got none",
  ]);
  expect(await problemsOf({ cmdb: { serviceNow, azureTable: {} } })).toEqual([
    "cmdb: must be one CMDB: azureTable or serviceNow, got serviceNow and azureTable",
  ]);
});

test("a name that does not fit is told once", async () => {
  expect(await problemsOf({}, "vms_prod")).toEqual([
    expect.stringMatching(/^name: must be at most 35 letters, .*got 'vms_prod'$/),
  ]);
});

test.each<[string, object]>([
  ["pce.secret", { pce: { ...ARGS.pce, secret: "hunter2" } }],
  ["pce.secret.vaultId", { pce: { ...ARGS.pce, secret: { vaultId: "hunter2", name: "illumio-pce" } } }],
  ["checkPoint.secret", { checkPoint: { ...checkPoint, secret: "hunter2" } }],
  ["checkPoint.secret.name", { checkPoint: { ...checkPoint, secret: { vaultId: VAULT, name: "hunter2!" } } }],
  ["cmdb.serviceNow.secret", { cmdb: { serviceNow: { ...serviceNow, secret: "hunter2" } } }],
  [
    "cmdb.serviceNow.secret.vaultUri",
    { cmdb: { serviceNow: { ...serviceNow, secret: { ...serviceNow.secret, vaultUri: "hunter2" } } } },
  ],
])("a password in %s is not repeated", async (path, args) => {
  const problems = await problemsOf(args);
  expect(problems[0]).toMatch(new RegExp(`^${path}: must `));
  expect(problems.join()).not.toContain("hunter2");
});

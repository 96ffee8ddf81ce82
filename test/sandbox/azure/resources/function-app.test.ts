import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "../support/arm-client";

let cloud: AzureCloud;
let arm: ArmClient;
let plan: string;
let identity: string;

beforeAll(async () => {
  cloud = await startAzureCloud();
  arm = new ArmClient(cloud);
  await arm.group();
  plan = arm.id("Microsoft.Web/serverfarms/flex");
  identity = arm.id("Microsoft.ManagedIdentity/userAssignedIdentities/drain");
  await arm.put(plan, {
    location: "westeurope",
    sku: { name: "FC1", tier: "FlexConsumption" },
    properties: { reserved: true },
  });
  await arm.put(identity, { location: "westeurope" });
  await arm.put(arm.id("Microsoft.Network/virtualNetworks/shop"), {
    location: "westeurope",
    properties: {
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        { name: "web", properties: { addressPrefix: "10.0.1.0/24" } },
        {
          name: "app",
          properties: {
            addressPrefix: "10.0.2.0/24",
            delegations: [{ name: "d", properties: { serviceName: "Microsoft.App/environments" } }],
          },
        },
      ],
    },
  });
});
afterAll(async () => {
  await arm.close();
  await cloud.close();
});

const site = (name = "drain-app") => arm.id(`Microsoft.Web/sites/${name}`);
const subnet = (name: string) => arm.id(`Microsoft.Network/virtualNetworks/shop/subnets/${name}`);

function body(properties: object = {}, config: object = {}, siteConfig: object = {}) {
  return {
    location: "westeurope",
    kind: "functionapp,linux",
    identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
    properties: {
      serverFarmId: plan,
      siteConfig,
      functionAppConfig: {
        deployment: {
          storage: {
            type: "blobContainer",
            value: "https://127.0.0.1/host/code",
            authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity },
          },
        },
        runtime: { name: "node", version: "22" },
        scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40 },
        ...config,
      },
      ...properties,
    },
  };
}

test.each([
  [
    "the setting FUNCTIONS_WORKER_RUNTIME",
    {},
    {},
    { appSettings: [{ name: "FUNCTIONS_WORKER_RUNTIME", value: "node" }] },
    /^400 BadRequest: .*AppSettings\.FUNCTIONS_WORKER_RUNTIME/,
  ],
  ["alwaysOn", {}, {}, { alwaysOn: true }, /^409 Conflict: .*another operation is in progress/],
  ["functionAppScaleLimit", {}, {}, { functionAppScaleLimit: 1 }, /^400 BadRequest: .*FunctionAppScaleLimit/],
  [
    "a memory size that does not exist",
    {},
    { scaleAndConcurrency: { instanceMemoryMB: 1024 } },
    {},
    /^400 InvalidRequestContent: .*1024/,
  ],
  [
    "a version of Node.js that does not exist",
    {},
    { runtime: { name: "node", version: "18" } },
    {},
    /^400 BadRequest: .*'18'.*20, 22/,
  ],
  ["no place for its code", {}, { deployment: undefined }, {}, /^400 BadRequest: .*FunctionAppConfig/],
])("a Flex Consumption app with %s is refused", async (_what, properties, config, siteConfig, refusal) => {
  expect(await arm.refusal("PUT", site(), body(properties, config, siteConfig))).toMatch(refusal);
});

test("a subnet has to be delegated, and the namespace Microsoft.App to be registered", async () => {
  const inside = (name: string) => body({ virtualNetworkSubnetId: subnet(name) });
  expect(await arm.refusal("PUT", site(), inside("app"))).toMatch(
    /^409 MissingSubscriptionRegistration: .*'Microsoft.App'/,
  );
  cloud.manager.context.registrations.register(cloud.subscriptionId, "Microsoft.App");
  expect(await arm.refusal("PUT", site(), inside("web"))).toMatch(
    /^400 SubnetDelegationMissing: .*Microsoft.App\/environments/,
  );
  await arm.put(site(), inside("app"));
  const used = await arm.refusal("DELETE", subnet("app"));
  expect(used).toMatch(/^400 InUseSubnetCannotBeDeleted: .*drain-app/);
});

test("a plan takes one app, is not deleted while it has it, and a name is taken for all", async () => {
  expect(await arm.refusal("PUT", site("second"), body())).toMatch(
    /^400 BadRequest: .*'flex' has the app 'drain-app' already/,
  );
  expect(await arm.refusal("DELETE", plan)).toMatch(/^409 Conflict: .*drain-app/);
  await arm.group("elsewhere");
  const other = arm.id("Microsoft.Web/sites/DRAIN-APP", "elsewhere");
  expect(await arm.refusal("PUT", other, body())).toMatch(
    /^409 Conflict: Website with given name DRAIN-APP already exists/,
  );
});

test("settings are not shown by GET, are listed by a call of their own, and stay when a call leaves them out", async () => {
  await arm.put(site(), body({}, {}, { appSettings: [{ name: "A", value: "1" }] }));
  const shown = await arm.put(site(), body());
  expect(shown.properties.siteConfig.appSettings).toBeNull();
  const settings = await arm.call("POST", `${site()}/config/appsettings/list`);
  expect(settings.body.properties).toEqual({ A: "1" });
  await arm.call("PUT", `${site()}/config/appsettings`, { properties: { B: "2" } });
  expect((await arm.call("POST", `${site()}/config/appsettings/list`)).body.properties).toEqual({ B: "2" });
});

import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { ArmClient } from "../support/arm-client";

let cloud: AzureCloud;
let arm: ArmClient;

beforeAll(async () => {
  cloud = await startAzureCloud();
  arm = new ArmClient(cloud);
  await arm.group();
});
afterAll(async () => {
  await arm.close();
  await cloud.close();
});

const account = (name: string) => arm.id(`Microsoft.Storage/storageAccounts/${name}`);
const plain = { location: "westeurope", kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: {} };

describe("Resource Manager refuses", () => {
  test("a call without a token, and one with a token for another service", async () => {
    const own = arm.token;
    arm.token = "";
    const none = await arm.call("GET", arm.subscription);
    arm.token = cloud.access.issue(cloud.access.deployer.objectId, "https://storage.azure.com/").token;
    const foreign = await arm.call("GET", arm.subscription);
    arm.token = own;

    expect([none.status, foreign.status]).toEqual([401, 401]);
    expect(foreign.body.error.code).toBe("InvalidAuthenticationTokenAudience");
    expect(none.headers["www-authenticate"]).toMatch(/^Bearer /);
  });

  test.each([
    ["a call without api-version", "", /^400 MissingApiVersionParameter: /],
    ["an api-version that is no date", "latest", /^400 InvalidApiVersionParameter: .*'latest'/],
    [
      "an api-version that the type does not have",
      "2016-02-30",
      /^400 NoRegisteredProviderFound: .*2024-01-01/,
    ],
  ])("%s", async (_what, version, refusal) => {
    expect(await arm.refusal("GET", account("traffic"), undefined, version)).toMatch(refusal);
  });

  test("a type, a subscription, a group and a parent that do not exist", async () => {
    const type = arm.id("Microsoft.Storage/tapes/one");
    const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";
    const group = arm.id("Microsoft.Storage/storageAccounts/traffic", "nowhere");
    const parent = `${account("nothing")}/blobServices/default/containers/flows`;

    expect(await arm.refusal("GET", type)).toMatch(
      /^404 InvalidResourceType: .*'tapes'.*'Microsoft.Storage'/,
    );
    expect(await arm.refusal("GET", subscription)).toMatch(/^404 SubscriptionNotFound/);
    expect(await arm.refusal("PUT", group, plain)).toMatch(/^404 ResourceGroupNotFound: .*'nowhere'/);
    expect(await arm.refusal("PUT", parent, {})).toMatch(
      /^404 ParentResourceNotFound: .*'storageAccounts\/blobServices\/containers'/,
    );
    expect(await arm.refusal("GET", account("nothing"))).toMatch(
      /^404 ResourceNotFound: .*storageAccounts\/nothing' under resource group 'rg'/,
    );
  });

  test("everything in a body that does not fit, at once", async () => {
    const body = { ...plain, colour: "blue", properties: { isHnsEnabled: "no", accessTier: "Warm" } };
    const refusal = await arm.refusal("PUT", account("traffic"), body);
    expect(refusal).toMatch(/^400 InvalidRequestContent: .*extraneous key \[colour\]/);
    expect(refusal).toMatch(/isHnsEnabled.*Boolean/);
    expect(refusal).toMatch(/accessTier: Warm/);
  });

  test("a resource without Region, in an unknown one, and the move to another one", async () => {
    const { location: _, ...nowhere } = plain;
    expect(await arm.refusal("PUT", account("traffic"), nowhere)).toMatch(/^400 LocationRequired/);
    expect(await arm.refusal("PUT", account("traffic"), { ...plain, location: "mars" })).toMatch(
      /^400 LocationNotAvailable/,
    );
    await arm.put(account("settled"), plain);
    expect(await arm.refusal("PUT", account("settled"), { ...plain, location: "North Europe" })).toMatch(
      /^409 InvalidResourceLocation/,
    );
  });

  test("more than 50 tags", async () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_one, index) => [`tag${index}`, "x"]));
    expect(await arm.refusal("PUT", account("traffic"), { ...plain, tags })).toMatch(
      /^400 InvalidTags: .*51/,
    );
  });

  test("a principal without a role", async () => {
    const identity = await arm.put(arm.id("Microsoft.ManagedIdentity/userAssignedIdentities/reader"), {
      location: "westeurope",
    });
    const own = arm.token;
    arm.token = cloud.access.issue(identity.properties.principalId, "https://management.azure.com/").token;
    const refusal = await arm.refusal("GET", `${arm.subscription}/resourceGroups/rg`);
    arm.token = own;
    expect(refusal).toMatch(/^403 AuthorizationFailed: .*'Microsoft.Resources\/resourceGroups\/read'/);
  });
});

describe("namespaces", () => {
  const group = () => arm.id("Microsoft.Insights/actionGroups/oncall");
  const body = { location: "global", properties: { groupShortName: "oncall" } };

  test("are registered before their types can be made", async () => {
    expect(await arm.refusal("PUT", group(), body)).toMatch(
      /^409 MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.Insights'\./,
    );
    const provider = `${arm.subscription}/providers/microsoft.insights`;
    const registered = await arm.call("POST", `${provider}/register`, undefined, "2021-04-01");
    expect(registered.body).toMatchObject({
      namespace: "Microsoft.Insights",
      registrationState: "Registering",
    });
    expect((await arm.call("GET", provider, undefined, "2021-04-01")).body.registrationState).toBe(
      "Registered",
    );
    expect(await arm.put(group(), body)).toMatchObject({ name: "oncall", location: "global" });
  });
});

describe("calls", () => {
  test("of a new group are answered 201, of a known one 200, and HEAD says whether it is there", async () => {
    const id = `${arm.subscription}/resourcegroups/New.Group`;
    const first = await arm.call("PUT", id, { location: "West Europe", tags: { team: "net" } });
    const again = await arm.call("PUT", id, { location: "westeurope" });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body).toMatchObject({
      id: `${arm.subscription}/resourceGroups/New.Group`,
      name: "New.Group",
      type: "Microsoft.Resources/resourceGroups",
      location: "westeurope",
      properties: { provisioningState: "Succeeded" },
    });
    expect(again.body.tags).toBeUndefined();
    expect(
      (await arm.call("HEAD", id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"))).status,
    ).toBe(204);
    expect((await arm.call("HEAD", `${id}2`)).status).toBe(404);
  });

  test("PATCH merges tags and properties", async () => {
    await arm.put(account("patched"), { ...plain, tags: { a: "1" } });
    const { body } = await arm.call("PATCH", account("patched"), {
      tags: { b: "2" },
      properties: { allowSharedKeyAccess: false },
    });
    expect(body).toMatchObject({
      tags: { b: "2" },
      kind: "StorageV2",
      properties: { allowSharedKeyAccess: false },
    });
    expect(body.tags).toEqual({ b: "2" });
  });

  test("of long-running types are in progress as often as the knob says, then done", async () => {
    cloud.operations.pollsBeforeEnd = 1;
    const network = arm.id("Microsoft.Network/virtualNetworks/slow");
    const made = await arm.call("PUT", network, {
      location: "westeurope",
      properties: { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } },
    });
    expect([made.status, made.body.properties.provisioningState]).toEqual([201, "Updating"]);
    const operation = String(made.headers["azure-asyncoperation"]);
    expect((await arm.call("GET", operation)).body.status).toBe("InProgress");
    expect((await arm.call("GET", operation)).body.status).toBe("Succeeded");
    expect((await arm.call("GET", network)).body.properties.provisioningState).toBe("Succeeded");

    const stored = await arm.call("PUT", account("slow"), plain);
    expect([stored.status, stored.body]).toEqual([202, undefined]);
    const location = String(stored.headers["location"]);
    expect((await arm.call("GET", location)).status).toBe(202);
    expect((await arm.call("GET", location)).body.name).toBe("slow");
    cloud.operations.pollsBeforeEnd = 0;
  });

  test("DELETE of what is gone is answered 204, and a group takes everything in it along", async () => {
    await arm.group("short");
    await arm.put(arm.id("Microsoft.Storage/storageAccounts/shortlived", "short"), plain);
    const gone = await arm.call("DELETE", arm.id("Microsoft.Storage/storageAccounts/other", "short"));
    const group = await arm.call("DELETE", `${arm.subscription}/resourceGroups/short`);
    expect([gone.status, group.status]).toEqual([204, 202]);
    expect(cloud.resources.list(undefined, `${arm.subscription}/resourceGroups/short`)).toEqual([]);
  });

  test("ids are found in any casing and keep that of their creation", async () => {
    await arm.put(account("casing"), plain);
    const { body } = await arm.call("GET", account("casing").toLowerCase());
    expect(body.id).toBe(account("casing"));
  });

  test("ids in properties are answered in another casing, unless the knob is off", async () => {
    await arm.group("Mixed");
    const plan = arm.id("Microsoft.Web/serverfarms/plan", "Mixed");
    await arm.put(plan, { location: "westeurope", kind: "app", sku: { name: "B1" }, properties: {} });
    const site = arm.id("Microsoft.Web/sites/casing-site", "Mixed");
    const changed = await arm.put(site, { location: "westeurope", properties: { serverFarmId: plan } });
    cloud.idsInOtherCasing = false;
    const kept = (await arm.call("GET", site)).body;
    cloud.idsInOtherCasing = true;
    expect(changed.properties.serverFarmId).toBe(
      plan.replace("resourceGroups/Mixed", "resourcegroups/mixed"),
    );
    expect(kept.properties.serverFarmId).toBe(plan);
  });

  test("lists are those of a group, of a subscription, and of all types, filtered", async () => {
    const ids = async (path: string, version: string) =>
      (await arm.call("GET", path, undefined, version)).body.value.map(({ name }: { name: string }) => name);
    await arm.put(account("listed"), { ...plain, tags: { env: "test" } });
    const accounts = `${arm.subscription}/providers/Microsoft.Storage/storageAccounts`;
    expect(await ids(accounts, "2024-01-01")).toContain("listed");
    expect(await ids(arm.id("Microsoft.Storage/storageAccounts", "Mixed"), "2024-01-01")).toEqual([]);
    const filter = encodeURIComponent(
      "resourceType eq 'microsoft.storage/storageaccounts' and tagName eq 'env' and tagValue eq 'test'",
    );
    expect(await ids(`${arm.subscription}/resources?$filter=${filter}`, "2021-04-01")).toEqual(["listed"]);
  });
});

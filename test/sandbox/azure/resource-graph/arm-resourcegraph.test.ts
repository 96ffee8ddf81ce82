import { placeVm } from "../../../../sandbox/azure/compute/place-vm";
import { type ComputeScene, computeScene, OTHER_SUBSCRIPTION, READER } from "../support/compute-scene";

let scene: ComputeScene;
beforeAll(async () => {
  scene = await computeScene();
  const { cloud } = scene;
  const place = (name: string, more: object = {}) => placeVm(cloud, { name, resourceGroup: "Shop", ...more });
  await place("web-1", {
    computerName: "web1",
    tags: { app: "shop" },
    addresses: ["10.1.0.5", "10.1.0.6"],
    hasPublicAddress: true,
  });
  await place("db-1", { isSpecialised: true, os: "Windows" });
  await place("far", { subscriptionId: OTHER_SUBSCRIPTION });
});
afterAll(() => scene.close());

const INVENTORY = `resources | where type =~ 'microsoft.compute/virtualmachines'
| mv-expand n = properties.networkProfile.networkInterfaces | extend nic = tolower(tostring(n.id))
| join kind=leftouter (resources | where type =~ 'microsoft.network/networkinterfaces'
   | mv-expand c = properties.ipConfigurations
   | project nic = tolower(id), priv = tostring(c.properties.privateIPAddress), pip = tolower(tostring(c.properties.publicIPAddress.id))) on nic
| join kind=leftouter (resources | where type =~ 'microsoft.network/publicipaddresses' | project pip = tolower(id), pub = tostring(properties.ipAddress)) on pip
| project id, name, location, tags, host = tostring(properties.osProfile.computerName), os = tostring(properties.storageProfile.osDisk.osType), priv, pub`;

const objects = { resultFormat: "objectArray" } as const;
type Row = Record<string, unknown>;

test("Azure's own client reads the inventory: a row for each address of each machine", async () => {
  const { data, totalRecords, resultTruncated } = await scene
    .graph()
    .resources({ query: INVENTORY, options: objects });
  expect([totalRecords, resultTruncated]).toEqual([4, "false"]);
  const rows = (data as Row[]).map(({ id: _, location: __, ...row }) => row);
  expect(rows).toEqual([
    {
      name: "web-1",
      tags: { app: "shop" },
      host: "web1",
      os: "Linux",
      priv: "10.1.0.5",
      pub: expect.stringMatching(/^198\.18\./),
    },
    { name: "web-1", tags: { app: "shop" }, host: "web1", os: "Linux", priv: "10.1.0.6", pub: "" },
    { name: "db-1", tags: null, host: "", os: "Windows", priv: "10.0.0.4", pub: "" },
    { name: "far", tags: null, host: "far", os: "Linux", priv: "10.0.0.4", pub: "" },
  ]);
});

test("pages go on by token, as long as the id is shown and no limit is set", async () => {
  const graph = scene.graph();
  const query =
    "resources | where type == 'microsoft.compute/virtualmachines' | project id, name | order by name asc";
  const names: unknown[] = [];
  let skipToken: string | undefined;
  do {
    const page = await graph.resources({
      query,
      options: { ...objects, top: 2, ...(skipToken ? { skipToken } : {}) },
    });
    names.push(...(page.data as Row[]).map(({ name }) => name));
    expect([page.totalRecords, page.resultTruncated]).toEqual([3, "false"]);
    skipToken = page.skipToken;
  } while (skipToken);
  expect(names).toEqual(["db-1", "far", "web-1"]);
  const anonymous = query.replace("id, name", "name");
  for (const cut of [anonymous, `${query} | limit 3`]) {
    const page = await graph.resources({ query: cut, options: { ...objects, top: 2 } });
    expect([page.count, page.resultTruncated, page.skipToken]).toEqual([2, "true", undefined]);
  }
  await expect(graph.resources({ query, options: { top: 1001 } })).rejects.toMatchObject({ statusCode: 400 });
});

test("a limit in a text does not stop the pages, a summary has one only", async () => {
  const graph = scene.graph();
  const page = (query: string) => graph.resources({ query, options: { ...objects, top: 1 } });
  const machines = "resources | where type == 'microsoft.compute/virtualmachines'";
  const text = await page(`${machines} and name != '| limit 1' | project id`);
  expect([text.resultTruncated, typeof text.skipToken]).toEqual(["false", "string"]);
  const summary = await page(`${machines} | summarize count() by id`);
  expect([summary.resultTruncated, summary.skipToken]).toEqual(["true", undefined]);
});

test.each([
  [{}, /query is missing/],
  [{ query: " " }, /query is missing/],
  [{ query: "resources", Subscriptions: [] }, /'Subscriptions'/],
  [{ query: "resources", subscriptions: "all" }, /list of subscription ids/],
  [{ query: "resources", facets: [] }, /does not simulate facets/],
  [{ query: "resources", managementGroups: ["mg"] }, /does not simulate facets and management groups/],
  [{ query: "resources", options: { resultformat: "objectArray" } }, /'resultformat'/],
  [{ query: "resources", options: { resultFormat: "objects" } }, /table or objectArray/],
  [{ query: "resources", options: { allowPartialScopes: true } }, /'allowPartialScopes'/],
  [{ query: "resources", options: { $top: "5" } }, /\$top must be between 1 and 1000, got "5"/],
  [{ query: "resources", options: { $top: 0 } }, /\$top must be between 1 and 1000, got 0/],
  [{ query: "resources", options: { $skip: -1 } }, /\$skip must be 0 or more, got -1/],
  [{ query: "resources", options: { $skip: "x" } }, /\$skip must be 0 or more, got "x"/],
  [{ query: "resources", options: { $skipToken: "x" } }, /\$skipToken 'x' is not one of this query/],
])("the body %j is refused", async (body, message) => {
  const path = "/providers/Microsoft.ResourceGraph/resources";
  const answer = await scene.arm.call("POST", path, body, "2024-04-01");
  expect([answer.status, answer.body.error?.message]).toEqual([400, expect.stringMatching(message)]);
});

test("another method and another version are refused", async () => {
  const path = "/providers/Microsoft.ResourceGraph/resources";
  const body = { query: "resources" };
  expect((await scene.arm.call("GET", path, undefined, "2024-04-01")).status).toBe(405);
  const { status, body: refusal } = await scene.arm.call("POST", path, body, "2023-01-01");
  expect([status, refusal.error.code]).toEqual([400, "NoRegisteredProviderFound"]);
});

test("a table is what comes without a format", async () => {
  const { data } = await scene
    .graph()
    .resources({ query: "resources | where name == 'far' | project id, name" });
  expect(data).toMatchObject({
    columns: [{ name: "id", type: "string" }, { name: "name" }],
    rows: [[/./, "far"].map(() => expect.anything())],
  });
});

test("what the caller may not read is silently absent", async () => {
  const { cloud } = scene;
  const own = `/subscriptions/${cloud.subscriptionId}`;
  const reader = await scene.principal("reader", READER, own);
  const narrow = await scene.principal(
    "narrow",
    READER,
    `${own}/resourceGroups/Shop/providers/Microsoft.Compute/virtualMachines/db-1`,
  );
  const query =
    "resources | where type =~ 'Microsoft.Compute/virtualMachines' | project name | order by name asc";
  const names = async (principal: string, subscriptions?: string[]) => {
    const { data } = await scene
      .graph(principal)
      .resources({ query, options: objects, ...(subscriptions ? { subscriptions } : {}) });
    return (data as Row[]).map(({ name }) => name);
  };
  expect(await names(reader)).toEqual(["db-1", "web-1"]);
  expect(await names(reader, [cloud.subscriptionId, OTHER_SUBSCRIPTION])).toEqual(["db-1", "web-1"]);
  expect(await names(narrow)).toEqual(["db-1"]);
  await expect(names(reader, [OTHER_SUBSCRIPTION])).rejects.toMatchObject({
    code: "NoValidSubscriptionsInQueryRequest",
  });
});

test("queries that cannot be read are refused with what is wrong", async () => {
  const call = (query: string) =>
    scene.arm.call("POST", "/providers/Microsoft.ResourceGraph/resources", { query }, "2024-04-01");
  const details = async (query: string) => {
    const { status, body } = await call(query);
    return [status, body.error.code, ...body.error.details.map(({ code }: { code: string }) => code)];
  };
  expect(await details("resources | where name ===")).toEqual([
    400,
    "BadRequest",
    "InvalidQuery",
    "ParserFailure",
  ]);
  expect(await details("resources | evaluate x()")).toEqual([
    400,
    "BadRequest",
    "InvalidQuery",
    "DisallowedOperation",
  ]);
  expect(await details("resources | where host == 'x'")).toEqual([
    400,
    "BadRequest",
    "InvalidQuery",
    "SemanticError",
  ]);
  expect(await details("machines | count")).toEqual([400, "BadRequest", "InvalidQuery", "UnknownTable"]);
});

test("says what is left of the quota, and refuses with 429 when told to", async () => {
  const { quota } = scene.cloud.resourceGraph;
  await scene.cloud.clock.advance(60_000);
  const call = async () => {
    const body = { query: "resources | count" };
    const { status, headers } = await scene.arm.call(
      "POST",
      "/providers/Microsoft.ResourceGraph/resources",
      body,
      "2024-04-01",
    );
    return [
      status,
      headers["x-ms-user-quota-remaining"],
      headers["x-ms-user-quota-resets-after"],
      headers["retry-after"],
    ];
  };
  expect(await call()).toEqual([200, "14", "00:00:05", undefined]);
  quota.refusals = 1;
  expect(await call()).toEqual([429, "0", "00:00:05", "5"]);
  quota.isEnforced = true;
  quota.queries = 2;
  await scene.cloud.clock.advance(2000);
  expect([(await call())[0], (await call())[0]]).toEqual([200, 429]);
  await scene.cloud.clock.advance(3000);
  expect(await call()).toEqual([200, "1", "00:00:05", undefined]);
  Object.assign(quota, { isEnforced: false, queries: 15 });
});

test("changes are seen later, as the knob says", async () => {
  const { cloud } = scene;
  const names = async () => {
    const query =
      "resources | where type =~ 'microsoft.compute/virtualmachines' and name startswith 'late' | project name, app = tostring(tags.app) | order by name asc";
    return (await scene.graph().resources({ query, options: objects })).data;
  };
  const id = await placeVm(cloud, { name: "late", resourceGroup: "Shop" });
  cloud.resourceGraph.lagInMs = 30_000;
  await scene.arm.call("PATCH", id, { tags: { app: "new" } });
  await placeVm(cloud, { name: "later", resourceGroup: "Shop" });
  expect(await names()).toEqual([{ name: "late", app: "" }]);
  await cloud.clock.advance(20_000);
  await scene.arm.call("DELETE", id);
  await cloud.clock.advance(15_000);
  expect(await names()).toEqual([
    { name: "late", app: "new" },
    { name: "later", app: "" },
  ]);
  await cloud.clock.advance(30_000);
  expect(await names()).toEqual([{ name: "later", app: "" }]);
  cloud.resourceGraph.lagInMs = 0;
});

test("instances of uniform scale sets stand in a table of their own; groups too", async () => {
  const set = scene.arm.id("Microsoft.Compute/virtualMachineScaleSets/uniform", "Shop");
  await scene.arm.put(set, {
    location: "westeurope",
    sku: { name: "Standard_D2s_v5", capacity: 1 },
    properties: {},
  });
  const count = async (query: string) => (await scene.graph().resources({ query, options: objects })).data;
  expect(await count("resources | where id contains 'virtualMachineScaleSets/uniform/' | count")).toEqual([
    { Count: 0 },
  ]);
  expect(
    await count(
      "computeresources | where type == 'microsoft.compute/virtualmachinescalesets/virtualmachines' | project name",
    ),
  ).toEqual([{ name: "uniform_0" }]);
  expect(
    await count("resourcecontainers | where name =~ 'SHOP' | summarize count() by resourceGroup"),
  ).toEqual([{ resourceGroup: "shop", count_: 2 }]);
});

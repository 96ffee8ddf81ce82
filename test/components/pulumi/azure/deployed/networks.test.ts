import type * as pulumi from "@pulumi/pulumi";
import { VnetFlowLogsToPce, type VnetFlowLogsToPceArgs } from "../../../../../components/pulumi/azure";
import type { DrainLog } from "../../../../../core/contracts/azure/drain-log";
import { value } from "../deploy";
import { AzureScene } from "./azure-scene";

jest.setTimeout(180_000);

const ACCOUNTS = "Microsoft.Storage/storageAccounts";

let scene: AzureScene;
beforeAll(async () => {
  scene = await AzureScene.open(["Microsoft.Insights"]);
});
afterAll(() => scene.close());

/** Deploys a component. @returns it, and the stack */
async function deployed(name: string, more: () => Partial<VnetFlowLogsToPceArgs>) {
  let component: VnetFlowLogsToPce | undefined;
  const stack = scene.stack(name, () => {
    component = new VnetFlowLogsToPce(name, { ...scene.args, ...more() });
  });
  await stack.up();
  return { stack, component: component! };
}

const inNetwork = () => ({ network: { subnetId: scene.places.functionSubnetId } });

/** Makes the private zone of a service, which the network resolves. @returns its id */
async function zone(service: string): Promise<string> {
  const { resourceGroupName, virtualNetworkId } = scene.places;
  const group = `/subscriptions/${scene.cloud.subscriptionId}/resourceGroups/${resourceGroupName}`;
  const id = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.${service}.core.windows.net`;
  const location = "global";
  await scene.put(id, { location, properties: {} });
  const virtualNetwork = { id: virtualNetworkId };
  const link = { location, properties: { registrationEnabled: false, virtualNetwork } };
  await scene.put(`${id}/virtualNetworkLinks/shop`, link);
  return id;
}

/** What a drain is told when it is kept out. */
const problemsOf = (lines: readonly DrainLog[]) =>
  lines.map(({ error, problems }) => [error, ...problems].join("\n")).join("\n");

/** Changes the properties of a resource behind everybody's back. */
async function change(id: string, properties: object): Promise<void> {
  const resource = scene.cloud.resources.get(id)!;
  await scene.cloud.resources.put(id, { ...resource, properties: { ...resource.properties, ...properties } });
}

test("an app in a network is refused with the name of the namespace where the subscription is not registered for it", async () => {
  const stack = scene.stack("early", () => new VnetFlowLogsToPce("early", { ...scene.args, ...inNetwork() }));
  expect((await stack.run("up")).text).toMatch(/^error: early: .*not registered .*'Microsoft\.App'/m);
  await stack.must("destroy");
  const { manager, subscriptionId } = scene.cloud;
  manager.context.registrations.register(subscriptionId, "Microsoft.App");
});

test("with private endpoints both accounts let nobody in but the app in its network and trusted services", async () => {
  const [blobZoneId, queueZoneId, tableZoneId] = [
    await zone("blob"),
    await zone("queue"),
    await zone("table"),
  ];
  const before = scene.ids();
  const { stack, component } = await deployed("closed", () => ({
    ...inNetwork(),
    privateEndpoints: { subnetId: scene.places.endpointSubnetId, blobZoneId, queueZoneId, tableZoneId },
  }));
  const rules = scene.list(ACCOUNTS).map(({ properties }) => properties["networkAcls"]);
  expect(rules).toMatchObject(Array(2).fill({ defaultAction: "Deny", bypass: "AzureServices" }));

  const { found, missed, invented, repeated } = await scene.play(3);
  expect({ missed, invented, repeated }).toEqual({ missed: [], invented: [], repeated: [] });
  expect(found.length).toBeGreaterThan(10);
  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");

  const siteId = await value(component.functionApp.id);
  await change(siteId, { virtualNetworkSubnetId: "" });
  expect(await scene.minutes(1)).toEqual([]);
  expect(scene.cloud.apps.traces.all.at(-1)!.message).toMatch(/network rules of closed.* keep the app out/);
  await change(siteId, { virtualNetworkSubnetId: scene.places.functionSubnetId });
  expect(problemsOf(await scene.minutes(2))).toBe("\n");
  await stack.must("destroy");
  expect(scene.ids()).toEqual(before);
});

test("a given account with network rules is told what to let in, and is read once it does", async () => {
  const { cloud, places } = scene;
  const group = `/subscriptions/${cloud.subscriptionId}/resourceGroups/${places.resourceGroupName}`;
  const accountId = `${group}/providers/${ACCOUNTS}/central`;
  const networkAcls = { defaultAction: "Deny", bypass: "AzureServices" };
  const account = { location: cloud.location, kind: "StorageV2", sku: { name: "Standard_LRS" } };
  await scene.put(accountId, { ...account, properties: { networkAcls } });

  const { stack, component } = await deployed("central", () => ({
    ...inNetwork(),
    flowLogAccount: { id: accountId },
  }));
  const [needed] = await value(component.requiredNetworkAccess as pulumi.Output<{ subnetId: string }[]>);
  expect(needed).toMatchObject({ resourceId: accountId, remedy: expect.stringMatching(/^add the subnet/) });
  expect(problemsOf(await scene.minutes(2))).toMatch(/403/);

  const virtualNetworkRules = [{ id: needed!.subnetId, action: "Allow" }];
  await change(accountId, { networkAcls: { ...networkAcls, virtualNetworkRules } });
  expect(problemsOf(await scene.minutes(2))).toBe("\n");
  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");
  await stack.must("destroy");
  expect(cloud.resources.get(accountId)).toBeDefined();
});

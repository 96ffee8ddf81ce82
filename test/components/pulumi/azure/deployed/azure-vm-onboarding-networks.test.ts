import { OnboardingScene } from "../../../../functions/azure/support/onboarding-scene";
import { hubNetwork } from "./hub-network";

jest.setTimeout(300_000);

const ACCOUNTS = "Microsoft.Storage/storageAccounts";
const ENDPOINTS = "Microsoft.Network/privateEndpoints";
const SITES = "Microsoft.Web/sites";

let scene: OnboardingScene;
beforeAll(async () => {
  scene = await OnboardingScene.open();
});
afterAll(() => scene.close());

test("with private endpoints the account lets nobody in but the app in its network, which onboards as ever", async () => {
  const places = await hubNetwork(scene.cloud, ["blob", "table"]);
  await scene.place("web-1");
  const stack = scene.stack({ ...places, cmdb: { azureTable: { table: "machines" } } });
  await stack.up();
  const [account] = scene.list(ACCOUNTS);
  expect(account!.properties["networkAcls"]).toMatchObject({
    defaultAction: "Deny",
    bypass: "AzureServices",
  });
  expect(scene.list(ENDPOINTS)).toHaveLength(2);
  expect(await scene.settle()).toMatchObject({ done: 1, failed: 0, problems: [] });
  expect(Object.keys(await scene.labelled())).toEqual(["web-1"]);
  const cmdb = await scene.cloud.storage.internal(account!.name).entities("machines");
  expect(cmdb).toMatchObject([{ PartitionKey: "cmdb", name: "web-1", commissioned: true }]);
  await stack.must("refresh");
  await stack.must("preview", "--expect-no-changes");

  const subnet = async (virtualNetworkSubnetId: string) => {
    const [site] = scene.list(SITES);
    await scene.cloud.resources.put(site!.id, {
      ...site!,
      properties: { ...site!.properties, virtualNetworkSubnetId },
    });
  };
  await subnet("");
  expect((await scene.run()).run).toBeUndefined();
  expect(scene.cloud.apps.traces.all.at(-1)!.message).toMatch(/network rules of vms.* keep the app out/);
  await subnet(places.network.subnetId);
  expect((await scene.run()).run).toMatchObject({ done: 1, advanced: 0, problems: [] });
  await stack.must("destroy");
  expect([scene.list(ENDPOINTS), scene.list(ACCOUNTS)]).toEqual([[], []]);
});

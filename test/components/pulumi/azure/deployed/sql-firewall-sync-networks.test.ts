import { SqlFirewallSync } from "../../../../../components/pulumi/azure";
import { SqlSyncScene } from "../../../../functions/azure/support/sql-sync-scene";
import { hubNetwork } from "./hub-network";

jest.setTimeout(180_000);

const ACCOUNTS = "Microsoft.Storage/storageAccounts";
const SITES = "Microsoft.Web/sites";

let scene: SqlSyncScene;
beforeAll(async () => {
  scene = await SqlSyncScene.open();
});
afterAll(() => scene.close());

test("with a private endpoint the account lets nobody in but the app in its network, which works as ever", async () => {
  const places = await hubNetwork(scene.cloud, ["blob"]);
  const firewall = await scene.declare({});
  await scene.provisionRule();
  const before = scene.list("Microsoft.Network/privateEndpoints").length;
  const stack = scene.stack("closed", () => new SqlFirewallSync("closed", scene.args(firewall, places)));
  await stack.up();
  const [account] = scene.list(ACCOUNTS);
  expect(account!.properties["networkAcls"]).toMatchObject({
    defaultAction: "Deny",
    bypass: "AzureServices",
  });
  expect((await scene.run()).firewall).toMatchObject({ outcome: "written", problems: [] });
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
  expect(await scene.minutes(5)).toEqual([]);
  expect(scene.cloud.apps.traces.all.at(-1)!.message).toMatch(/network rules of closed.* keep the app out/);
  await subnet(places.network.subnetId);
  expect((await scene.run()).firewall).toMatchObject({ outcome: "in-sync", problems: [] });
  await stack.must("destroy");
  expect(scene.list("Microsoft.Network/privateEndpoints")).toHaveLength(before);
  expect(scene.list(ACCOUNTS)).toEqual([]);
});

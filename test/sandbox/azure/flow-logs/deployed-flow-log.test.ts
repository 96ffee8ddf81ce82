import { PLATFORM } from "../../../../sandbox/azure/arm/resource-manager";
import { type AzureCloud, startAzureCloud } from "../../../../sandbox/azure/azure-cloud";
import { playOnClock } from "../../../../sandbox/cloud/play-on-clock";
import { compareWithTruth, playThreeTier, threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { readBack, VNET_CONTAINER } from "../support/flow-log-scene";

const START = Date.UTC(2026, 10, 23, 7, 0, 0);
const topology = threeTierTopology();
let cloud: AzureCloud;

beforeAll(async () => {
  cloud = await startAzureCloud({ topology, startTime: START, registered: ["Microsoft.Insights"] });
});
afterAll(() => cloud.close());

test("a flow log that Resource Manager made is written for the network that it watches", async () => {
  const { manager, clock, location, subscriptionId, resources } = cloud;
  const group = `/subscriptions/${subscriptionId}/resourceGroups`;
  const [watcher] = resources.list("Microsoft.Network/networkWatchers");
  const network = resources.list("Microsoft.Network/virtualNetworks").find(({ name }) => name === "shop")!;
  const put = (id: string, body: object) => manager.put(id, body, PLATFORM);
  await put(`${group}/logs`, { location });
  const { id: storageId } = await put(`${group}/logs/providers/Microsoft.Storage/storageAccounts/shoplogs`, {
    location,
    kind: "StorageV2",
    sku: { name: "Standard_LRS" },
    properties: {},
  });
  await put(`${watcher!.id}/flowLogs/shop`, {
    location,
    properties: { storageId, targetResourceId: network.id, enabled: true },
  });

  const play = playThreeTier({ topology, seed: 3, start: START, minutes: 5, rate: 0.1 });
  playOnClock(cloud, play.packets);
  await clock.advance(5 * 60_000);
  expect(await clock.advanceUntilIdle(30 * 60_000)).toBe(true);

  const account = cloud.storage.internal("shoplogs");
  const names = await account.listBlobs(VNET_CONTAINER);
  const blobs = await Promise.all(names.map((name) => account.readBlob(VNET_CONTAINER, name)));
  const truth = compareWithTruth(
    readBack(blobs.map((blob) => blob!.toString())),
    play.truth,
    cloud.flowLogs.view(),
  );
  expect(truth).toMatchObject({ missed: [], invented: [], reversed: [] });
  expect(truth.found.length).toBeGreaterThan(20);
  const resource = `${storageId}/blobServices/default/containers/${VNET_CONTAINER}`;
  expect(resources.get(resource)).toBeDefined();
});

import { type Azurite, startAzurite } from "../../../support/azurite";
import { blobName, tuple, vnetRecord } from "../../../support/flow-log-writer";
import { type DrainScene, startDrainScene } from "../support/drain-scene";

let azurite: Azurite;
let scene: DrainScene;
beforeAll(async () => {
  azurite = await startAzurite();
}, 120_000);
afterAll(() => azurite?.close());
beforeEach(async () => {
  scene = await startDrainScene(azurite);
});
afterEach(() => scene?.close());

const write = (tuples: string[], mac?: string) =>
  scene.writer.append(blobName(scene.now, mac), vnetRecord(scene.now, tuples, mac));
const begin = (client: string, port = 443) => tuple(scene.now, client, "10.9.0.1", port);

test("the new block of each minute is read and uploaded once", async () => {
  await write([begin("10.1.0.1"), begin("10.1.0.2")]);
  expect(await scene.drain()).toMatchObject({
    ...{
      event: "drain",
      level: "INFO",
      problems: [],
      warnings: [],
      oldestUnreadBlockSeconds: 0,
      blobsBehind: 0,
    },
    ...{ hours: 1, blobs: 1, blocks: 1, records: 2, begin: 2, flows: 2, uploaded: 2, repeated: 0 },
    checkpointsMoved: 1,
  });
  scene.pass(1);
  expect(await scene.drain()).toMatchObject({
    blocks: 0,
    bytes: 0,
    flows: 0,
    checkpointsMoved: 0,
    pceCalls: 0,
  });
  await write([begin("10.1.0.3")]);
  expect(await scene.drain()).toMatchObject({ blocks: 1, flows: 1, uploaded: 1, problems: [] });
  expect(scene.uploaded()).toEqual([
    "10.1.0.1,10.9.0.1,443,6",
    "10.1.0.2,10.9.0.1,443,6",
    "10.1.0.3,10.9.0.1,443,6",
  ]);
  expect(scene.taken()).toBe(3);
});

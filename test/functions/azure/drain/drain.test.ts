import { DRAIN } from "../../../../core/contracts/azure/function-environment";
import { type Azurite, startAzurite } from "../../../support/azurite";
import { blobName, NSG_CONTAINER, tuple, VNET_FOLDER, vnetRecord } from "../../../support/flow-log-writer";
import { type DrainScene, startDrainScene } from "../support/drain-scene";

jest.mock("../../../../clients/http/token-bucket", () => require("../../../support/any-rate"));

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

test("all states of a connection at both of its interfaces are one line, and a later drain sends it again", async () => {
  const seen = (state: string, direction: string) =>
    tuple(scene.now, "10.1.0.1", "10.9.0.1", 443, { state, direction });
  await write([seen("B", "O"), seen("C", "O"), seen("E", "O")], "0022480A0B01");
  await write([seen("B", "I"), seen("C", "I"), seen("D", "I")], "0022480A0B02");
  expect(await scene.drain()).toMatchObject({
    ...{ blobs: 2, records: 6, begin: 2, continued: 2, denied: 1, flows: 1, uploaded: 1, repeated: 0 },
  });
  scene.pass(5);
  await write([seen("C", "O")], "0022480A0B01");
  expect(await scene.drain()).toMatchObject({ flows: 1, uploaded: 1, repeated: 0 });
});

test("denied traffic is reported when the settings say so", async () => {
  scene.redeploy({ [DRAIN.includeRejected]: "true" });
  await write([tuple(scene.now, "198.51.100.9", "10.1.0.1", 22, { state: "D", direction: "I" })]);
  expect(await scene.drain()).toMatchObject({ denied: 1, flows: 1 });
  expect(scene.uploaded()).toEqual(["198.51.100.9,10.1.0.1,22,6"]);
});

test("logs of network security groups in the same account are read when the settings say so", async () => {
  const group =
    "resourceId=/SUBSCRIPTIONS/S/RESOURCEGROUPS/R/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/N1";
  const seconds = Math.floor(scene.now.getTime() / 1_000);
  const record = (version: number, text: string) =>
    JSON.stringify({
      time: scene.now.toISOString(),
      category: "NetworkSecurityGroupFlowEvent",
      operationName: "NetworkSecurityGroupFlowEvents",
      properties: { Version: version, flows: [{ rule: "R", flows: [{ mac: "M", flowTuples: [text] }] }] },
    });
  await scene.writer.makeContainer(NSG_CONTAINER);
  const name = blobName(scene.now, "0022480A0B0C", group);
  await scene.writer.append(name, record(1, `${seconds},10.1.0.1,10.9.0.1,50000,80,T,O,A`), NSG_CONTAINER);
  const second = record(2, `${seconds},10.1.0.2,10.9.0.1,50000,53,U,O,A,B,,,,`);
  await scene.writer.append(name, second, NSG_CONTAINER);
  expect(await scene.drain()).toMatchObject({ blobs: 0 });
  scene.redeploy({ [DRAIN.nsgLogs]: "true" });
  expect(await scene.drain()).toMatchObject({ blobs: 1, blocks: 2, v1: 1, begin: 1, uploaded: 2 });
  expect(scene.uploaded()).toEqual(["10.1.0.1,10.9.0.1,80,6", "10.1.0.2,10.9.0.1,53,17"]);
});

test("a first deployment leaves the hours before it alone, or begins with startFrom", async () => {
  await write([begin("10.1.0.1")]);
  scene.pass(60);
  await write([begin("10.1.0.2")]);
  expect(await scene.drain()).toMatchObject({ hours: 1, blobs: 1, uploaded: 1 });
  const tables = ["hours", "checkpoints"].map(scene.tableOf);
  for (const table of tables)
    for await (const { partitionKey, rowKey } of table.listEntities())
      await table.deleteEntity(partitionKey!, rowKey!);
  scene.redeploy({ [DRAIN.startFrom]: "2026-11-23T12:00:00Z" });
  expect(await scene.drain()).toMatchObject({ hours: 2, blobs: 2, uploaded: 2 });
  scene.redeploy({ [DRAIN.startFrom]: "2026-11-23T06:00:00Z" });
  expect(await scene.drain()).toMatchObject({ hours: 2, blobs: 2 }); // too late: it says nothing after the first drain
});

test("what a flow log wrote before one of another name took its place is read to its end", async () => {
  await write([begin("10.1.0.1")]);
  await scene.drain();
  await write([begin("10.1.0.2")]);
  scene.pass(1);
  const folder = VNET_FOLDER.replace("_SHOP", "_SHOP-2");
  const name = blobName(scene.now, "0022480A0B0C", folder);
  await scene.writer.append(name, vnetRecord(scene.now, [begin("10.1.0.3")]));
  await scene.drain();
  scene.pass(5); // a new folder is found within five minutes
  expect(await scene.drain()).toMatchObject({ blobs: 2, blobsBehind: 0, problems: [] });
  expect(scene.uploaded()).toEqual(
    ["10.1.0.1", "10.1.0.2", "10.1.0.3"].map((client) => `${client},10.9.0.1,443,6`),
  );
  expect(scene.taken()).toBe(3);
});

test("the last blocks of an hour are read after its end, and late ones for two hours more", async () => {
  await write([begin("10.1.0.1")]);
  await scene.drain();
  const closed = blobName(scene.now);
  await scene.writer.append(closed, vnetRecord(scene.now, [begin("10.1.0.2")]));
  scene.pass(60);
  await write([begin("10.1.0.3")]);
  expect(await scene.drain()).toMatchObject({ hours: 2, uploaded: 2 });
  scene.pass(60);
  await scene.writer.append(closed, vnetRecord(scene.now, [begin("10.1.0.4")]));
  expect(await scene.drain()).toMatchObject({ hours: 3, uploaded: 1 });
  scene.pass(60);
  await scene.drain();
  expect(await scene.drain()).toMatchObject({ hours: 3, uploaded: 0 });
});

test("checkpoints older than the blobs are purged, and younger ones stay", async () => {
  scene.redeploy({ [DRAIN.blobRetentionDays]: "2" });
  await write([begin("10.1.0.1")]);
  await scene.drain();
  scene.pass(30 * 60);
  await write([begin("10.1.0.2")]);
  await scene.drain();
  const rows = async () => {
    const partitions: string[] = [];
    for await (const { partitionKey } of scene.tableOf("checkpoints").listEntities())
      partitions.push(partitionKey!);
    return partitions;
  };
  expect(await rows()).toEqual(["2026-11-23T12", "2026-11-24T18"]);
  scene.pass(24 * 60);
  await scene.drain();
  expect(await rows()).toEqual(["2026-11-24T18"]);
});

test("all old checkpoints of an hour are purged at once, however many interfaces it had", async () => {
  const table = scene.tableOf("checkpoints");
  for (let first = 0; first < 1_100; first += 100)
    await table.submitTransaction(
      Array.from({ length: 100 }, (_, index) => [
        "create",
        { partitionKey: "2026-11-01T12", rowKey: `${first + index}`, version: 1 },
      ]),
    );
  await scene.drain();
  scene.pass(4 * 60);
  expect(await scene.drain()).toMatchObject({ problems: [] });
  const left: string[] = [];
  for await (const { rowKey } of table.listEntities()) left.push(rowKey!);
  expect(left).toEqual([]);
});

test("a blob that was put in one call, without blocks, is read too, and again when it is put again", async () => {
  const put = (records: string[]) => {
    const text = `{"records":[${records.join()}]}`;
    return scene.writer.blob(blobName(scene.now)).upload(text, Buffer.byteLength(text));
  };
  const first = vnetRecord(scene.now, [begin("10.1.0.1")]);
  await put([first]);
  expect(await scene.drain()).toMatchObject({ blocks: 1, uploaded: 1, problems: [], warnings: [] });
  expect(await scene.drain()).toMatchObject({ blocks: 0, uploaded: 0 });
  await put([first, vnetRecord(scene.now, [begin("10.1.0.2")])]);
  expect(await scene.drain()).toMatchObject({ blocks: 1, uploaded: 2, rewrittenBlobs: 1, problems: [] });
  expect(scene.uploaded()).toEqual(["10.1.0.1,10.9.0.1,443,6", "10.1.0.2,10.9.0.1,443,6"]);
});

test("flow-log blobs are only listed and read, and each block is downloaded once", async () => {
  for (let minute = 0; minute < 5; minute++) {
    await write([begin(`10.1.0.${minute}`)]);
    azurite.newCalls();
    await scene.drain();
    scene.pass(1);
    const ofLogs = azurite.newCalls().filter(({ path }) => path.includes("insights-logs-flowlogflowevent"));
    expect(new Set(ofLogs.map(({ method }) => method))).toEqual(new Set(["GET"]));
  }
  expect(scene.logs.map((log) => (log as { blocks?: number }).blocks)).toEqual([1, 1, 1, 1, 1]);
  const { contentLength } = await scene.writer.blob(blobName(scene.now)).getProperties();
  const bytes = scene.logs.reduce((sum, log) => sum + ((log as { bytes?: number }).bytes ?? 0), 0);
  expect(bytes).toBe(contentLength! - 14);
});

test("2,500 lines of several blobs go in three calls, and a backlog beyond the limit waits for the next drains", async () => {
  for (const mac of [1, 2, 3, 4, 5]) {
    const clients = Array.from({ length: 500 }, (_, index) =>
      begin(`10.${mac}.${index >> 8}.${index & 255}`),
    );
    await write(clients, `0022480A0B0${mac}`);
  }
  expect(await scene.drain()).toMatchObject({ blobs: 5, flows: 2_500, pceCalls: 3, uploaded: 2_500 });

  scene.pass(1);
  for (const mac of [1, 2, 3, 4, 5])
    await write(
      Array.from({ length: 900 }, (_, index) => begin(`10.2${mac}.${index >> 8}.${index & 255}`)),
      `0022480A0B0${mac}`,
    );
  scene.redeploy({ [DRAIN.callsPerMinute]: "1" }, { timeoutInSeconds: 20 });
  const first = await scene.drain();
  expect(first.uploaded).toBeLessThan(4_500);
  expect(first.blobsBehind).toBeGreaterThan(0);
  scene.redeploy();
  await scene.drain();
  expect(scene.taken()).toBe(7_000);
  expect(scene.logs.every((log) => (log as { repeated?: number }).repeated === 0)).toBe(true);
});

test("all drains share the token bucket of their key, with the rate of the settings", async () => {
  const module = jest.requireMock<typeof import("../../../../clients/http/token-bucket")>(
    "../../../../clients/http/token-bucket",
  );
  const shared = jest.spyOn(module, "sharedTokenBucket");
  scene.redeploy({ [DRAIN.callsPerMinute]: "123" });
  for (const client of ["10.1.0.1", "10.1.0.2"]) {
    await write([begin(client)]);
    await scene.drain();
  }
  const key = `https://${scene.pce.host}:${scene.pce.port} ${scene.pce.apiKeyUsername}`;
  expect(shared.mock.calls).toEqual([
    [key, 123],
    [key, 123],
  ]);
  shared.mockRestore();
});

test("a function with another bundle than its component expects says so in every line", async () => {
  scene.redeploy({ [DRAIN.bundleDigest]: "new" }, { bundleDigest: "old" });
  expect(await scene.drain()).toMatchObject({ bundle: "other" });
  scene.redeploy({ [DRAIN.bundleDigest]: "new" }, { bundleDigest: "new" });
  expect(await scene.drain()).toMatchObject({ bundle: "expected" });
});

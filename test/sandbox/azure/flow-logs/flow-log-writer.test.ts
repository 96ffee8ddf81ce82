import { playOnClock } from "../../../../sandbox/cloud/play-on-clock";
import { playThreeTier } from "../../../../sandbox/cloud/traffic";
import { observation } from "../../cloud/traffic/observations";
import {
  type FlowLogScene,
  flowLogScene,
  NSG_CONTAINER,
  readBack,
  tuplesIn,
  VNET,
  VNET_CONTAINER,
} from "../support/flow-log-scene";
import { GROUP } from "../support/test-cloud";

const START = Date.UTC(2026, 10, 23, 7, 55, 0);
const ENTRIES = (blocks: readonly string[]) => blocks.slice(1, -1);

let scene: FlowLogScene;
beforeEach(async () => {
  scene = await flowLogScene(START);
});
afterEach(() => scene.storage.close());

const idOf = (name: string) => scene.topology.hosts.find((host) => host.name === name)!.interfaceId;

/** A question over UDP that `web-1` sends, milliseconds after the start. */
function question(after: number, changes: Parameters<typeof observation>[0] = {}) {
  return observation({
    time: START + after,
    interfaceId: idOf("web-1"),
    ...{ src: "10.20.10.11", dst: "10.20.20.11", srcPort: 40_000, dstPort: 514, protocol: 17, tcpFlags: 0 },
    ...changes,
  });
}

test("half an hour of an application is read back: every connection of the truth, and nothing else", async () => {
  await scene.flowLog("shop", `${VNET}/shop`);
  const play = playThreeTier({ topology: scene.topology, seed: 5, start: START, minutes: 30, rate: 0.1 });
  playOnClock({ clock: scene.cloud.clock, observe: (seen) => scene.writer.observe(seen) }, play.packets);
  await scene.cloud.clock.advance(30 * 60_000);
  expect(await scene.cloud.clock.advanceUntilIdle(30 * 60_000)).toBe(true);

  const blobs = await scene.blobs();
  const entries = blobs.flatMap(({ blocks }) => ENTRIES(blocks));
  const uploads = new Map<string, number[]>();
  for (const [minute, entry] of entries.entries())
    for (const line of readBack([entry])) uploads.set(line, [...(uploads.get(line) ?? []), minute]);
  const flows = [...uploads].map(([line, times]) => {
    const [source, destination, port, protocol] = line.split(",");
    return {
      source: source!,
      destination: destination!,
      port: Number(port),
      protocol: Number(protocol),
      times,
    };
  });
  const judged = scene.writer.compare(flows, play.truth);
  expect(judged).toMatchObject({ missed: [], invented: [], reversed: [], repeated: [] });
  expect(judged.found.length).toBeGreaterThan(50);

  const again = flows.map((flow) => ({ ...flow, times: [...flow.times, ...flow.times] }));
  expect(scene.writer.compare(again, play.truth).repeated).toHaveLength(judged.found.length);
  const [first, ...others] = flows;
  const wrong = [...others, { ...first!, destination: "10.99.0.1" }];
  expect(scene.writer.compare(wrong, play.truth)).toMatchObject({
    missed: [[...uploads.keys()][0]],
    invented: [expect.stringContaining("10.99.0.1")],
  });
});

test("a block a minute is put in front of the tail, and the next hour has its own blob", async () => {
  await scene.flowLog("Shop.All", `${VNET}/shop`);
  for (const after of [1_000, 61_000, 301_000]) {
    await scene.cloud.clock.advanceTo(START + after);
    scene.writer.observe([question(after, { srcPort: 40_000 + after })]);
  }
  await scene.cloud.clock.advanceUntilIdle(3_600_000);

  const blobs = await scene.blobs();
  const prefix =
    "flowLogResourceID=/8F3C1C6E-6C6E-4C0B-9D5C-3F6F3A1B2C3D_NETWORKWATCHERRG/NETWORKWATCHER_WESTEUROPE_SHOP.ALL/y=2026/m=11/d=23";
  const mac = /macAddress=(0022480?[0-9A-F]+)/.exec(blobs[0]!.name)![1];
  expect(blobs.map(({ name }) => name)).toEqual([
    `${prefix}/h=07/m=00/macAddress=${mac}/PT1H.json`,
    `${prefix}/h=08/m=00/macAddress=${mac}/PT1H.json`,
  ]);
  for (const { blocks } of blobs) {
    expect([blocks[0], blocks.at(-1)]).toEqual(['{"records":[', "]}"]);
    expect(ENTRIES(blocks).map((entry) => entry[0])).toEqual([
      "{",
      ...ENTRIES(blocks)
        .slice(1)
        .map(() => ","),
    ]);
    const { records } = JSON.parse(blocks.join("")) as { records: Record<string, unknown>[] };
    expect(records[0]).toMatchObject({
      flowLogVersion: 4,
      macAddress: mac,
      targetResourceID: `${VNET}/shop`,
    });
  }
  expect(tuplesIn(blobs[0]!.blocks[1]!)).toEqual([
    expect.stringMatching(/^1795420501000,10\.20\.10\.11,10\.20\.20\.11,41000,514,17,O,B,NX,(0,0,0,0|,,,)$/),
  ]);
});

test("what the account refuses is written a minute later", async () => {
  await scene.flowLog("shop", `${VNET}/shop`);
  await scene.account("logs", { networkAcls: { defaultAction: "Deny", bypass: "None" } });
  scene.writer.observe([question(0)]);
  await scene.cloud.clock.advance(70_000);
  expect(scene.writer.queue.refusals).toEqual([
    { accountName: "logs", code: "AuthorizationFailure" },
    { accountName: "logs", code: "AuthorizationFailure" },
  ]);
  expect(await scene.blobs()).toEqual([]);

  await scene.account("logs", { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } });
  await scene.cloud.clock.advance(60_000);
  const [blob] = await scene.blobs();
  expect(readBack(ENTRIES(blob!.blocks))).toEqual(["10.20.10.11,10.20.20.11,514,17"]);
});

test("a late block goes into the blob of its own hour", async () => {
  await scene.flowLog("shop", `${VNET}/shop`);
  scene.writer.queue.latenessInMs = 10 * 60_000;
  scene.writer.observe([question(0)]);
  await scene.cloud.clock.advanceTo(START + 10 * 60_000);
  expect(await scene.blobs()).toEqual([]);
  await scene.cloud.clock.advance(2 * 60_000);
  expect((await scene.blobs()).map(({ name }) => /h=\d+/.exec(name)![0])).toEqual(["h=07"]);
});

test("a blob that is written anew is shorter, and goes on", async () => {
  await scene.flowLog("shop", `${VNET}/shop`);
  for (const minute of [0, 1, 2]) {
    await scene.cloud.clock.advanceTo(START + minute * 60_000);
    scene.writer.observe([question(minute * 60_000, { srcPort: 40_000 + minute })]);
  }
  await scene.cloud.clock.advance(65_000);
  const [before] = await scene.blobs();
  await scene.writer.queue.rewriteBlobs(1);
  const [after] = await scene.blobs();
  expect(before!.blocks).toHaveLength(5);
  expect(after!.blocks).toEqual([before!.blocks[0], before!.blocks[3]!.slice(1), "]}"]);
  scene.writer.observe([question(200_000, { srcPort: 50_000 })]);
  await scene.cloud.clock.advance(60_000);
  expect((await scene.blobs())[0]!.blocks.map((block) => block[0])).toEqual(["{", "{", ",", "]"]);
});

test.each(["deleted", "overwritten", "leased"])(
  "a blob that somebody else has %s takes nothing more, which is counted, and the next hour goes on",
  async (what) => {
    await scene.flowLog("shop", `${VNET}/shop`);
    const account = scene.storage.internal("logs");
    const minute = async (number: number) => {
      await scene.cloud.clock.advanceTo(START + number * 60_000);
      scene.writer.observe([question(number * 60_000, { srcPort: 40_000 + number })]);
    };
    await minute(0);
    await minute(1);
    const [{ name } = { name: "" }] = await scene.blobs();
    const path = `/${VNET_CONTAINER}/${name.split("/").map(encodeURIComponent).join("/")}?comp=lease`;
    const lease = { headers: { "x-ms-lease-action": "acquire", "x-ms-lease-duration": "-1" } };
    if (what === "deleted") await account.deleteBlob(VNET_CONTAINER, name);
    if (what === "overwritten") await account.putBlob(VNET_CONTAINER, name, "mine");
    if (what === "leased") await account.request("blob", "PUT", path, lease);
    for (const number of [2, 3, 4, 5]) await minute(number);
    await scene.cloud.clock.advance(65_000);

    const { broken } = scene.writer.queue;
    expect(broken).toEqual([
      { accountName: "logs", blobName: name, code: expect.any(String), recordsLost: expect.any(Number) },
    ]);
    expect(broken[0]!.recordsLost).toBeGreaterThanOrEqual(3);
    const blobs = await scene.blobs();
    expect(blobs.map((blob) => /h=\d+/.exec(blob.name)![0])).toEqual(
      what === "deleted" ? ["h=08"] : ["h=07", "h=08"],
    );
    expect(readBack(ENTRIES(blobs.at(-1)!.blocks))).toEqual(["10.20.10.11,10.20.20.11,514,17"]);
    expect(scene.writer.queue.isEmpty).toBe(true);
  },
);

test("only what a flow log targets is written, and only the states that it asks for", async () => {
  const nic = `${GROUP}/providers/Microsoft.Network/networkInterfaces/${idOf("web-2")}`;
  await scene.flowLog("one", nic);
  await scene.flowLog("begun", `${VNET}/shop/subnets/web-a`, { recordTypes: "B,D" });
  await scene.flowLog("off", `${VNET}/shop`, { enabled: false });
  scene.writer.observe([question(0)]);
  await scene.cloud.clock.advance(600_000);
  const blobs = await scene.blobs();
  expect(blobs.map(({ name }) => /_([A-Z]+)\/y=/.exec(name)![1])).toEqual(["BEGUN"]);
  expect(blobs.flatMap(({ blocks }) => blocks.flatMap(tuplesIn).map((tuple) => tuple.split(",")[7]))).toEqual(
    ["B"],
  );
  expect(scene.writer.view().interfaceIds).toContain(idOf("web-1"));
  expect(scene.writer.view().interfaceIds).not.toContain(idOf("app-1"));
});

test.each([1, 2] as const)("NSG flow logs of version %d are written in their own form", async (version) => {
  const nsg = `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/web-nsg`;
  await scene.cloud.resources.put(nsg, {});
  await scene.cloud.resources.put(`${VNET}/shop/subnets/web-a`, {
    properties: { networkSecurityGroup: { id: nsg } },
  });
  scene.writer.writeNsgLogs(nsg, version, "logs");
  scene.writer.observe([
    question(0),
    question(1_000, { action: "REJECT", dstPort: 22, protocol: 6, tcpFlags: 2 }),
  ]);
  await scene.cloud.clock.advance(600_000);
  const [blob] = await scene.blobs(NSG_CONTAINER);
  expect(blob!.name).toMatch(/^resourceId=\/SUBSCRIPTIONS\/.*\/NETWORKSECURITYGROUPS\/WEB-NSG\/y=2026\/m=11/);
  const tuples = blob!.blocks.flatMap(tuplesIn);
  const counters = version === 1 ? "" : ",B,,,,";
  expect(tuples).toEqual([
    `1795420500,10.20.10.11,10.20.20.11,40000,514,U,O,A${counters}`,
    `1795420501,10.20.10.11,10.20.20.11,40000,22,T,O,D${counters}`,
    ...(version === 1 ? [] : ["1795420740,10.20.10.11,10.20.20.11,40000,514,U,O,A,E,1,60,0,0"]),
  ]);
  expect(readBack(ENTRIES(blob!.blocks), true)).toEqual([
    "10.20.10.11,10.20.20.11,22,6",
    "10.20.10.11,10.20.20.11,514,17",
  ]);
});

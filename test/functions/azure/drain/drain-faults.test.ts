import type { DrainLog } from "../../../../core/contracts/azure/drain-log";
import { DRAIN } from "../../../../core/contracts/azure/function-environment";
import { ConfigurationError } from "../../../../core/errors";
import { type Azurite, startAzurite } from "../../../support/azurite";
import type { StorageCall } from "../../../support/azurite-front";
import { blobName, tuple, VNET_FOLDER, vnetRecord } from "../../../support/flow-log-writer";
import { secretOf } from "../../support/pipeline";
import { startScriptedPce } from "../../support/scripted-pce";
import { type DrainScene, startDrainScene } from "../support/drain-scene";

const FLOWS = /bulk_traffic_flows$/;

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

const begin = (client: string) => tuple(scene.now, client, "10.9.0.1", 443);
const line = (client: string) => `${client},10.9.0.1,443,6`;
const record = (...clients: string[]) => vnetRecord(scene.now, clients.map(begin));
const write = (...clients: string[]) => scene.writer.append(blobName(scene.now), record(...clients));
const isBlockList = ({ path }: StorageCall) =>
  path.includes("comp=blocklist") && path.includes("insights-logs");
const isDownload = ({ service, method, path }: StorageCall) =>
  service === "Blob" && method === "GET" && /insights-logs.*PT1H\.json$/.test(path);
/** Does something before the first call of a kind. */
function before(isCall: (call: StorageCall) => boolean, action: () => Promise<unknown>): void {
  let done = false;
  azurite.intercept(async (call) => {
    if (done || !isCall(call)) return undefined;
    done = true;
    await action();
    return undefined;
  });
}

test.each([
  ["a truncated block", (text: string) => text.slice(0, 300), /not JSON/],
  ["foreign JSON", () => '{"hello":"world"}', /no record of a flow log/],
  [
    "an unknown version",
    (text: string) => text.replaceAll(",NX,0,0,0,0", ",NX,0,0,0,0,1,2,3"),
    /unknown-version/,
  ],
  ["an unknown flow state", (text: string) => text.replaceAll(",B,NX", ",Q,NX"), /unknown-state/],
  [
    "a record without flows",
    (text: string) => text.replace(/"flowRecords":.*$/, '"flowRecords":{}}'),
    /no-flows/,
  ],
])(
  "%s is kept by blob, block id and offset, and the blocks around it are delivered",
  async (_, broken, reason) => {
    await write("10.1.0.1");
    await scene.writer.append(blobName(scene.now), broken(record("10.1.0.66")));
    await write("10.1.0.3");
    const log = await scene.drain();
    expect(log).toMatchObject({
      level: "WARN",
      blocks: 3,
      unreadableBlocks: 1,
      blobsBehind: 0,
      checkpointsMoved: 1,
    });
    const blob = scene.writer.blob(blobName(scene.now));
    const { committedBlocks } = await blob.getBlockList("committed");
    const [head, first, bad] = committedBlocks!;
    const [message, ...more] = await scene.rejected();
    expect(more).toEqual([]);
    expect(message).toEqual({
      ...{ version: 1, unreadable: "block", block: bad!.name, length: bad!.size },
      ...{
        offset: head!.size + first!.size,
        blob: expect.stringMatching(/macAddress=0022480A0B0C\/PT1H\.json$/),
      },
      ...{ reason: expect.stringMatching(reason), readAt: expect.any(String) },
    });
    expect(log.problems.join()).toContain(`block ${bad!.name} at ${message.offset} of `);
    expect(scene.uploaded()).toEqual([line("10.1.0.1"), line("10.1.0.3")]);
    expect(await scene.drain()).toMatchObject({ level: "INFO", blocks: 0 });
    expect(await scene.rejected()).toHaveLength(1);
  },
);

test("the record without tuples of a quiet interface is no problem", async () => {
  await scene.writer.append(blobName(scene.now), vnetRecord(scene.now, []));
  expect(await scene.drain()).toMatchObject({ level: "INFO", blocks: 1, records: 0, unreadableBlocks: 0 });
});

test("other blobs among the flow logs are named and not read", async () => {
  await write("10.1.0.1");
  const other = `${blobName(scene.now).replace("PT1H.json", "notes.json")}`;
  await scene.writer.rewrite(other, ['{"a":1}']);
  // An account with a hierarchical namespace lists its folders as blobs without content.
  await scene.writer.blob(blobName(scene.now).replace("/PT1H.json", "")).upload("", 0);
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", blobs: 1, uploaded: 1, unreadableBlocks: 0 });
  expect(log.warnings).toEqual([expect.stringMatching(/^1 blobs stand among the flow logs .*notes\.json$/)]);
});

test("a blob that is deleted between the list and the read is named once, and the others are delivered", async () => {
  await write("10.1.0.1");
  const other = blobName(scene.now, "0022480A0B99");
  await scene.writer.append(other, record("10.1.0.2"));
  before(isBlockList, () => scene.writer.blob(blobName(scene.now)).delete());
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "ERROR", lostBlobs: 1, blobsBehind: 0 });
  expect(log.warnings).toEqual([
    expect.stringMatching(/0022480A0B0C\/PT1H\.json was deleted before it was read/),
  ]);
  expect(scene.uploaded()).toEqual([line("10.1.0.2")]);
  expect(await scene.drain()).toMatchObject({ level: "INFO", lostBlobs: 0, warnings: [] });
});

test("a blob that is deleted while its lines wait for the PCE is named once", async () => {
  await write("10.1.0.1");
  await scene.drain();
  await write("10.1.0.2");
  await write("10.1.0.3");
  scene.pce.failNext({ path: FLOWS, fault: "5xx", times: 100 });
  expect(await scene.drain()).toMatchObject({ blobsBehind: 1 });
  await scene.writer.blob(blobName(scene.now)).delete();
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "ERROR", lostBlobs: 1, blobsBehind: 0, blobs: 0 });
  expect(log.warnings).toEqual([
    expect.stringMatching(/PT1H\.json of 2026-11-23T12 was deleted before it was read/),
  ]);
  expect(await scene.drain()).toMatchObject({ level: "INFO", lostBlobs: 0 });
});

test("a blob that was written anew and shorter is read from its beginning", async () => {
  await write("10.1.0.1");
  await write("10.1.0.2");
  await scene.drain();
  await scene.writer.rewrite(blobName(scene.now), [record("10.1.0.3")]);
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", rewrittenBlobs: 1, uploaded: 1, blobsBehind: 0 });
  expect(log.warnings).toEqual([expect.stringMatching(/PT1H\.json was written anew/)]);
  await write("10.1.0.4");
  expect(await scene.drain()).toMatchObject({ level: "INFO", rewrittenBlobs: 0, blocks: 1, uploaded: 1 });
  expect(scene.uploaded()).toHaveLength(4);
});

test("a block that is written during the read is read in the same drain, and nothing twice", async () => {
  await write("10.1.0.1");
  before(isDownload, () => write("10.1.0.2"));
  expect(await scene.drain()).toMatchObject({
    level: "INFO",
    blocks: 2,
    uploaded: 2,
    repeated: 0,
    blobsBehind: 0,
  });
  expect(scene.taken()).toBe(2);
});

test("a blob that changes at every read waits for the next drain, which delivers it once", async () => {
  await write("10.1.0.1");
  let number = 2;
  azurite.intercept(async (call) => {
    if (isDownload(call)) await write(`10.1.0.${number++}`);
    return undefined;
  });
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", blobsBehind: 1, uploaded: 0 });
  expect(log.problems).toEqual([expect.stringMatching(/PT1H\.json changed 3 times while it was read/)]);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", uploaded: number - 1, repeated: 0 });
});

test("a checkpoint of a newer release is left as it is, and its blob waits", async () => {
  await write("10.1.0.1");
  await scene.drain();
  const table = scene.tableOf("checkpoints");
  for await (const { partitionKey, rowKey } of table.listEntities())
    await table.updateEntity({ partitionKey: partitionKey!, rowKey: rowKey!, version: 2 }, "Merge");
  await write("10.1.0.2");
  await scene.writer.append(blobName(scene.now, "0022480A0B99"), record("10.1.0.3"));
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", blobsBehind: 1, uploaded: 1 });
  expect(log.problems).toEqual([
    expect.stringMatching(/^the checkpoint of .*0022480A0B0C.* has version 2: a newer/),
  ]);
  for (let hours = 0; hours < 6; hours++) {
    scene.pass(60);
    const { blobsBehind, oldestUnreadBlockSeconds } = await scene.drain();
    expect(blobsBehind).toBe(1);
    expect(oldestUnreadBlockSeconds).toBeGreaterThan(hours * 3_600); // so that somebody is told
  }
});

test("the row of the hours of a newer release stops the drain with an error that says so", async () => {
  await scene.drain();
  const table = scene.tableOf("hours");
  await table.updateEntity({ partitionKey: "hours", rowKey: "finished", version: 2 }, "Merge");
  expect((await scene.drain()).error).toMatch(/the row finished of .*hours has version 2/);
});

test("a table that is unavailable loses nothing: lines are repeated, counted, and the table is named", async () => {
  await write("10.1.0.1");
  await scene.drain();
  await write("10.1.0.2");
  azurite.intercept(({ service, method }) =>
    service === "Table" && method === "POST" ? { status: 503, code: "ServerBusy" } : undefined,
  );
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", uploaded: 1, checkpointsMoved: 0, blobsBehind: 1, repeated: 1 });
  expect(log.problems).toEqual([
    expect.stringMatching(/^rows of the table .*checkpoints cannot be written: ServerBusy/),
  ]);
  azurite.intercept(({ service }) => (service === "Table" ? { status: 503, code: "ServerBusy" } : undefined));
  expect((await scene.drain()).error).toMatch(/^rows of the table .*hours cannot be read: ServerBusy/);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", uploaded: 1, blobsBehind: 0 });
  expect(scene.taken()).toBe(3);
}, 60_000);

/** A PCE that refuses a line in each call that has it. */
async function startChoosyPce(bad: string) {
  const pce = await startScriptedPce((lines) => {
    const failed = lines.filter((one) => one === bad);
    const body = { num_flows_received: lines.length, num_flows_failed: failed.length, failed_flows: failed };
    return { status: 201, body };
  });
  const read = async () => secretOf({ ...scene.pce, caCertificate: pce.caCertificate });
  const secret = { name: "secret", read, forget: () => undefined };
  scene.redeploy({ [DRAIN.pcePort]: `${pce.port}` }, { secret });
  return pce;
}

test("a line that the PCE always refuses is kept in the queue once, and its block passes", async () => {
  const pce = await startChoosyPce(line("10.1.0.66"));
  await write("10.1.0.1", "10.1.0.66");
  expect(await scene.drain()).toMatchObject({ level: "WARN", uploaded: 1, refused: 1, blobsBehind: 0 });
  expect(await scene.drain()).toMatchObject({ level: "INFO", flows: 0 });
  await pce.close();
  expect(await scene.rejected()).toMatchObject([{ version: 1, matched: true, lines: [line("10.1.0.66")] }]);
  expect(pce.calls).toHaveLength(1);
  const { peekedMessageItems } = await scene.rejectedQueue.peekMessages();
  expect(peekedMessageItems[0]!.expiresOn.getUTCFullYear()).toBe(9999); // Azure would delete it after 7 days
});

test("a queue that is unavailable keeps the block of a refused line unread until it takes the line", async () => {
  const pce = await startChoosyPce(line("10.1.0.66"));
  await write("10.1.0.1", "10.1.0.66");
  azurite.intercept(({ service }) => (service === "Queue" ? { status: 503, code: "ServerBusy" } : undefined));
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "ERROR", failed: 1, blobsBehind: 1, repeated: 0 });
  expect(log.problems[0]).toMatch(/rejected does not take a message: ServerBusy/);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ refused: 1, blobsBehind: 0 });
  await pce.close();
  expect(await scene.rejected()).toHaveLength(1);
}, 60_000);

test("a PCE that is down for 26 hours costs a call for each drain, and then everything arrives once", async () => {
  scene.pce.setFaults("429=1");
  const begun = scene.now;
  await write("10.1.0.1");
  await scene.drain();
  const calls = scene.pce.requests.length;
  for (let hour = 1; hour <= 26; hour++) {
    scene.pass(60);
    await write(`10.1.1.${hour}`);
    const log = await scene.drain();
    expect(log).toMatchObject({ level: "ERROR", uploaded: 0, repeated: 0 });
    expect(log.oldestUnreadBlockSeconds).toBeGreaterThanOrEqual(hour * 3_600 - 60);
    expect(log.problems.join()).toMatch(/calls failed, the last one: PCE answered 429/);
  }
  expect(scene.pce.requests.length).toBe(calls + 26);
  expect(scene.now.getTime() - begun.getTime()).toBe(26 * 3_600_000);
  scene.pce.setFaults("");
  while ((await scene.drain()).blobsBehind > 0);
  expect(scene.uploaded()).toHaveLength(27);
  expect(scene.taken()).toBe(27);
  expect(scene.logs.at(-1)).toMatchObject({ level: "INFO", oldestUnreadBlockSeconds: 0 });
}, 240_000);

test("an app that was stopped for 26 hours delivers every hour once", async () => {
  await write("10.1.0.1");
  await scene.drain();
  for (let hour = 1; hour <= 26; hour++) {
    scene.pass(60);
    await write(`10.1.1.${hour}`);
  }
  scene.redeploy();
  expect(await scene.drain()).toMatchObject({
    level: "INFO",
    hours: 27,
    blobs: 27,
    uploaded: 26,
    repeated: 0,
    blobsBehind: 0,
  });
  expect(scene.taken()).toBe(27);
}, 120_000);

test("a Key Vault that answers 403 is named with the role, and nothing is lost until the key can be read", async () => {
  const reason =
    'cannot be read: Forbidden (status 403). The identity needs the role "Key Vault Secrets User" on it';
  const read = async () => {
    throw new ConfigurationError("secret https://shop.vault.azure.net/secrets/pce", reason);
  };
  scene.redeploy({}, { secret: { name: "s", read, forget: () => undefined } });
  await write("10.1.0.1");
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "ERROR", uploaded: 0, failed: 1, blobsBehind: 1, repeated: 0 });
  expect(log.problems.join()).toMatch(/vault\.azure\.net\/secrets\/pce: .*Key Vault Secrets User/);
  scene.redeploy();
  expect(await scene.drain()).toMatchObject({ uploaded: 1, repeated: 0, blobsBehind: 0 });
});

test("a key that was rotated is read again when the PCE answers 401, and the same drain delivers", async () => {
  let value = secretOf(scene.pce);
  let kept: string | undefined;
  const read = async () => {
    kept ??= value;
    return kept;
  };
  const forget = () => {
    kept = undefined;
  };
  scene.redeploy({}, { secret: { name: "s", read, forget } });
  await write("10.1.0.1");
  expect(await scene.drain()).toMatchObject({ uploaded: 1 });
  const { username: apiKeyUsername, secret: apiKeySecret } = scene.pce.createApiKey();
  value = secretOf({ ...scene.pce, apiKeyUsername, apiKeySecret, caCertificate: scene.pce.caCertificate });
  scene.pce.revokeApiKey(scene.pce.apiKeyUsername);
  await write("10.1.0.2");
  expect(await scene.drain()).toMatchObject({
    level: "INFO",
    uploaded: 1,
    failed: 0,
    repeated: 0,
    blobsBehind: 0,
  });
  expect(kept).toContain(apiKeyUsername);
});

test.each([
  ["Blob", /insights-logs/, /flow logs in .* cannot be listed: .*"Storage Blob Data Reader"/],
  ["Blob", /illumio-locks/, /the lock .* cannot be taken: .*"Storage Blob Data Owner"/],
  ["Table", /hours/, /rows of the table .*hours cannot be read: .*"Storage Table Data Contributor"/],
] as const)(
  "a role on %s %s that is not yet in effect is named, and the next drain works",
  async (service, path, text) => {
    await write("10.1.0.1");
    azurite.intercept((call) =>
      call.service === service && path.test(call.path)
        ? { status: 403, code: "AuthorizationPermissionMismatch" }
        : undefined,
    );
    await expect(scene.drainOrThrow()).rejects.toThrow(text);
    const log = scene.logs.at(-1) as DrainLog;
    expect(log).toMatchObject({
      event: "drain",
      level: "ERROR",
      uploaded: 0,
      error: expect.stringMatching(text),
    });
    expect(log.oldestUnreadBlockSeconds).toBeUndefined();
    azurite.intercept(undefined);
    expect(await scene.drain()).toMatchObject({ level: "INFO", uploaded: 1, repeated: 0 });
  },
);

test("of two drains at once one is kept out by the lock, and its line says so", async () => {
  await write("10.1.0.1");
  const [one, other] = [scene.newDrain(), scene.newDrain()];
  await Promise.all([one(), other()]);
  expect(scene.logs.map(({ event }) => event).sort()).toEqual(["drain", "drain-skipped"]);
  expect(scene.logs.find(({ event }) => event === "drain-skipped")!.warnings).toEqual([
    "another drain holds the lock, so this one did nothing",
  ]);
  expect(scene.taken()).toBe(1);
});

test("a drain that lost its lock does not move the checkpoint that another one moved, and both count what is repeated", async () => {
  await write("10.1.0.1");
  await scene.drain();
  await write("10.1.0.2");
  const slow = scene.newDrain();
  let hasLost = false;
  azurite.intercept(async ({ service, path }) => {
    if (hasLost || service !== "Table" || !path.includes("$batch")) return undefined;
    hasLost = true;
    await scene.lockContainer.getBlobClient("drain").getBlobLeaseClient().breakLease(0);
    await write("10.1.0.3");
    await scene.newDrain()();
    return undefined;
  });
  await slow().catch(() => undefined);
  const [, winner, loser] = scene.logs as DrainLog[];
  expect(winner).toMatchObject({ uploaded: 2, checkpointsMoved: 1, repeated: 1, blobsBehind: 0 });
  expect(loser).toMatchObject({ uploaded: 1, checkpointsMoved: 0, repeated: 1 });
  expect(loser!.problems.join()).toMatch(/the checkpoint of .* was moved by another drain/);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", blocks: 0 });
  expect(scene.uploaded()).toEqual([line("10.1.0.1"), line("10.1.0.2"), line("10.1.0.3")]);
});

test("a drain that is killed between the PCE's answer and the checkpoint is repeated by the next one, which counts it", async () => {
  await scene.drain();
  await write("10.1.0.1", "10.1.0.2");
  let reached: () => void = () => undefined;
  const atCheckpoint = new Promise<void>((resolve) => {
    reached = resolve;
  });
  azurite.intercept(({ service, path }) => {
    if (service !== "Table" || !path.includes("$batch")) return undefined;
    reached();
    return new Promise(() => undefined);
  });
  void scene
    .newDrain()()
    .catch(() => undefined);
  await atCheckpoint;
  await scene.lockContainer.getBlobClient("drain").getBlobLeaseClient().breakLease(0);
  azurite.intercept(undefined);
  await write("10.1.0.3");
  expect(await scene.drain()).toMatchObject({ uploaded: 3, repeated: 2, blobsBehind: 0 });
  expect(scene.taken()).toBe(5);
  await write("10.1.0.4");
  expect(await scene.drain()).toMatchObject({ uploaded: 1, repeated: 0 });
});

/** A PCE that takes so many calls, then answers 429 until it is given more. */
async function startShortPce(takes: number) {
  const more = { takes };
  const pce = await startScriptedPce((lines) => {
    const body = { num_flows_received: lines.length, num_flows_failed: 0, failed_flows: [] };
    return more.takes-- > 0 ? { status: 201, body } : { status: 429, body: [] };
  });
  const read = async () => secretOf({ ...scene.pce, caCertificate: pce.caCertificate });
  const secret = { name: "secret", read, forget: () => undefined };
  return Object.assign(pce, {
    more,
    redeploy: () => scene.redeploy({ [DRAIN.pcePort]: `${pce.port}` }, { secret }),
    /** Lines of the calls that were taken, in order. */
    taken: () => pce.calls.filter((_, call) => pce.answers[call] === 201).flat(),
  });
}
const clientsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `10.2.${index >> 8}.${index & 255}`);

test("a block with more lines than the PCE takes in one drain is delivered over several, each line once", async () => {
  const pce = await startShortPce(0);
  await write(...clientsOf(3_500));
  await write("10.3.0.1");
  for (const [uploaded, failed] of [
    [1_000, 2_501],
    [1_000, 1_501],
    [1_000, 501],
    [501, 0],
  ]) {
    pce.more.takes = 1;
    pce.redeploy();
    const log = await scene.drain();
    expect(log).toMatchObject({ uploaded, failed, repeated: 0, blobsBehind: failed === 0 ? 0 : 1 });
  }
  await pce.close();
  expect(pce.taken()).toHaveLength(3_501);
  expect(new Set(pce.taken()).size).toBe(3_501);
});

test("a blob that was written anew is read whole, although a block of it was delivered in part", async () => {
  const pce = await startShortPce(1);
  pce.redeploy();
  await write(...clientsOf(1_200));
  expect(await scene.drain()).toMatchObject({ uploaded: 1_000, failed: 200 });
  await scene.writer.rewrite(blobName(scene.now), [record("10.1.0.1", ...clientsOf(1_300))]);
  pce.more.takes = 2;
  expect(await scene.drain()).toMatchObject({ uploaded: 1_301, failed: 0, blobsBehind: 0 });
  await pce.close();
  expect(pce.taken()).toContain(line("10.1.0.1"));
});

test("lines of calls that failed go out in the next drain, and of the others only those behind them again", async () => {
  const pce = await startShortPce(1);
  pce.redeploy();
  await write(...clientsOf(1_200));
  expect(await scene.drain()).toMatchObject({
    ...{ level: "ERROR", uploaded: 1_000, failed: 200, repeated: 0, blobsBehind: 1 },
  });
  pce.more.takes = 10;
  expect(await scene.drain()).toMatchObject({ uploaded: 200, repeated: 0, blobsBehind: 0 });
  await pce.close();
  expect(new Set(pce.taken()).size).toBe(1_200);
});

test("lines whose answer was lost are counted as repeated", async () => {
  await write("10.1.0.1", "10.1.0.2");
  scene.pce.failNext({ path: FLOWS, fault: "lost" });
  expect(await scene.drain()).toMatchObject({ uploaded: 2, repeated: 2, blobsBehind: 0 });
  expect(scene.taken()).toBe(4);
});

const ALL_BUT_DATE = [
  ...([
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "setImmediate",
    "clearImmediate",
  ] as const),
  ...(["nextTick", "queueMicrotask", "hrtime", "performance"] as const),
];

test.each([60, -60])(
  "the clock of the machine may be %i minutes off: hours are chosen by that of the storage",
  async (minutes) => {
    const real = new Date();
    await scene.writer.append(blobName(real), vnetRecord(real, [tuple(real, "10.1.0.1", "10.9.0.1", 443)]));
    scene.redeploy({}, { now: undefined as never });
    jest.useFakeTimers({ now: real.getTime() + minutes * 60_000, doNotFake: ALL_BUT_DATE });
    const log = await scene.drain();
    jest.useRealTimers();
    expect(log).toMatchObject({ level: "WARN", uploaded: 1, blobsBehind: 0 });
    expect(log.warnings[0]).toMatch(
      /^the clock of this machine is \d+ s (ahead of|behind) that of the storage service/,
    );
  },
);

describe("a drain that runs out of time", () => {
  let ahead: number;
  beforeEach(() => {
    const real = performance.now.bind(performance);
    ahead = 0;
    jest.spyOn(performance, "now").mockImplementation(() => real() + ahead);
  });
  afterEach(() => jest.restoreAllMocks());

  test("reads no further blob, and the next drain goes on there", async () => {
    for (let index = 10; index < 50; index++)
      await scene.writer.append(
        blobName(scene.now, `0022480A0B${index}`),
        vnetRecord(scene.now, [begin(`10.1.0.${index}`)]),
      );
    before(isDownload, async () => {
      ahead += 35_000; // of 60 s
    });
    const log = await scene.drain();
    expect(log.blocks).toBeGreaterThan(0);
    expect(log.blobsBehind).toBeGreaterThan(20);
    expect(log).toMatchObject({ level: "INFO", uploaded: log.blocks, blobsBehind: 40 - log.blocks });
    expect(await scene.drain()).toMatchObject({ uploaded: 40 - log.blocks, repeated: 0, blobsBehind: 0 });
  });

  test("makes no further call, and ends before the function's timeout", async () => {
    const pce = await startScriptedPce((lines) => {
      if (pce.calls.length === 1) ahead += 45_000; // of 60 s
      return {
        status: 201,
        body: { num_flows_received: lines.length, num_flows_failed: 0, failed_flows: [] },
      };
    });
    const read = async () => secretOf({ ...scene.pce, caCertificate: pce.caCertificate });
    scene.redeploy(
      { [DRAIN.pcePort]: `${pce.port}` },
      { secret: { name: "secret", read, forget: () => undefined } },
    );
    await write(...Array.from({ length: 1_200 }, (_, index) => `10.2.${index >> 8}.${index & 255}`));
    const log = await scene.drain();
    expect(log).toMatchObject({ level: "ERROR", uploaded: 1_000, failed: 200, blobsBehind: 1 });
    expect(log.problems).toContain("the time of this invocation is used up");
    await pce.close();
    expect(pce.calls).toHaveLength(1);
  });
});

test("a container that does not exist yet is an account without flow logs", async () => {
  await scene.writer.removeContainer();
  expect(await scene.drain()).toMatchObject({ level: "INFO", blobs: 0, oldestUnreadBlockSeconds: 0 });
});

test("folders are found in the case in which they were written", async () => {
  const folder = VNET_FOLDER.replace("SHOP", "shop").replace("_NETWORKWATCHERRG", "_Other");
  await scene.writer.append(blobName(scene.now, "0022480A0B0C", folder), record("10.1.0.1"));
  expect(await scene.drain()).toMatchObject({ uploaded: 1 });
});

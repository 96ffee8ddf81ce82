import { AppendBlobClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { ConfigurationError } from "../../../../core/errors";
import { AZURITE_ACCOUNT, type Azurite, startAzurite } from "../../../support/azurite";
import type { StorageCall } from "../../../support/azurite-front";
import { blobName, tuple, vnetRecord } from "../../../support/flow-log-writer";
import { secretOf } from "../../support/pipeline";
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

const macOf = (number: number) => `0022480A${String(number).padStart(4, "0")}`;
const record = (client: string) => vnetRecord(scene.now, [tuple(scene.now, client, "10.9.0.1", 443)]);
const write = (number: number) =>
  scene.writer.append(blobName(scene.now, macOf(number)), record(`10.1.0.${number}`));
const line = (number: number) => `10.1.0.${number},10.9.0.1,443,6`;
const isOf = (call: StorageCall, kind: "lists" | "reads") =>
  call.method === "GET" &&
  call.path.includes("PT1H.json") &&
  call.path.includes("comp=blocklist") === (kind === "lists");
const numberIn = ({ path }: StorageCall) => Number(/macAddress=0022480A(\d{4})/.exec(path)?.[1]);
/** Answers every call to the content of a blob with an error, as that of an archived one. */
const archive = (isArchived: (number: number) => boolean, status = 409, code = "BlobArchived") =>
  azurite.intercept((call) =>
    isOf(call, "reads") && isArchived(numberIn(call)) ? { status, code } : undefined,
  );
/** Numbers of the blobs whose blocks were listed since the last look. */
const listed = () =>
  azurite
    .newCalls()
    .filter((call) => isOf(call, "lists"))
    .map(numberIn);

test("blobs that fail for good do not stop those after them, and are named and counted at once", async () => {
  for (let number = 1; number <= 9; number++) await write(number);
  archive((number) => number <= 7);
  const log = await scene.drain();
  expect(log).toMatchObject({ level: "WARN", uploaded: 2, failedBlobs: 7, blobsBehind: 7 });
  expect(scene.uploaded()).toEqual([line(8), line(9)]);
  expect(log.problems).toHaveLength(4);
  expect(log.problems[0]).toMatch(/macAddress=0022480A000\d\/PT1H\.json cannot be read: BlobArchived/);
  expect(log.problems.at(-1)).toMatch(/^4 more blobs cannot be read, the last one: .*BlobArchived/);
});

test("blobs that failed are tried last, and go on when they can be read", async () => {
  for (let number = 1; number <= 20; number++) await write(number);
  archive((number) => number <= 2);
  await scene.drain();
  for (let number = 1; number <= 20; number++) await write(number);
  azurite.newCalls();
  expect(await scene.drain()).toMatchObject({ uploaded: 18, failedBlobs: 2 });
  expect(listed().slice(-2).sort()).toEqual([1, 2]);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", blobs: 20, uploaded: 2, failedBlobs: 0 });
});

test("an append blob with the name of a flow log is behind until somebody is told, and stops nothing", async () => {
  const { url } = scene.writer.blob(blobName(scene.now, macOf(1)));
  const key = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  const append = new AppendBlobClient(url, key);
  await append.create();
  await append.appendBlock("{}", 2);
  await write(2);
  expect(await scene.drain()).toMatchObject({ uploaded: 1, failedBlobs: 1, blobsBehind: 1 });
  scene.pass(60);
  const log = await scene.drain();
  expect(log.oldestUnreadBlockSeconds).toBeGreaterThan(3_600);
  expect(log.problems).toEqual([expect.stringMatching(/0022480A0001\/PT1H\.json cannot be .*Blob/)]);
});

test("only the hours of a blob that fails for good are listed again, not all since then", async () => {
  await write(1);
  archive((number) => number === 1);
  await scene.drain();
  for (let hour = 0; hour < 8; hour++) {
    scene.pass(60);
    await write(2);
    await scene.drain();
  }
  expect(await scene.drain()).toMatchObject({ hours: 4, blobsBehind: 1, failedBlobs: 1 });
  expect(scene.taken()).toBe(8);
  scene.redeploy();
  expect(await scene.drain()).toMatchObject({ hours: 9, blobsBehind: 1, uploaded: 0 });
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", uploaded: 1, blobsBehind: 0 });
  expect(await scene.drain()).toMatchObject({ hours: 3, repeated: 0 });
});

test("an identity that may read no blob ends the reading after few of them, and says how many wait", async () => {
  for (let number = 1; number <= 60; number++) await write(number);
  archive(() => true, 403, "AuthorizationPermissionMismatch");
  const log = await scene.drain();
  expect(log.failedBlobs).toBeLessThan(25);
  expect(log).toMatchObject({ uploaded: 0, blobsBehind: 60 });
  expect(log.problems.at(-1)).toMatch(
    /^reading ended, because \d+ blobs in a row could not be read for a reason that is not theirs; the others wait/,
  );
  expect(log.problems[0]).toMatch(/Storage Blob Data Reader/);
  azurite.intercept(undefined);
  expect(await scene.drain()).toMatchObject({ level: "INFO", uploaded: 60, failedBlobs: 0 });
});

test.each([
  ["does not answer", "5xx"],
  ["cannot be called, because the secret cannot be read", "secret"],
])("while the PCE %s, a drain reads one block of one blob", async (_, kind) => {
  for (let number = 1; number <= 40; number++) await write(number);
  const read = async () => {
    throw new ConfigurationError("secret s", "cannot be read: Forbidden");
  };
  if (kind === "secret") scene.redeploy({}, { secret: { name: "s", read, forget: () => undefined } });
  else scene.pce.setFaults("429=1");
  expect(await scene.drain()).toMatchObject({ uploaded: 0, blocks: 40 });
  azurite.newCalls();
  expect(await scene.drain()).toMatchObject({ blocks: 1, pceCalls: 1, blobsBehind: 40 });
  expect(listed()).toHaveLength(1);
  scene.pce.setFaults("");
  const back = { name: "s", read: async () => secretOf(scene.pce), forget: () => undefined };
  if (kind === "secret") scene.redeploy({}, { secret: back });
  while ((await scene.drain()).blobsBehind > 0);
  expect(scene.taken()).toBe(40);
});

import { BlobLeaseClient, BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { LockBlob } from "../../../clients/azure/lock-blob";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../support/azurite";

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
  const sharedKey = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  await new BlobServiceClient(azurite.innerBlobUrl, sharedKey).getContainerClient("locks").create();
}, 120_000);
afterAll(() => azurite?.close());
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate", "Date"] });
  azurite.intercept(undefined);
});
afterEach(() => void jest.useRealTimers());

const lockOf = (blob: string) =>
  new LockBlob(`${azurite.blobUrl}locks/${blob}`, azuriteCredential, new StorageCalls());
const leaseCalls = () => azurite.newCalls().filter(({ path }) => path.includes("comp=lease")).length;

test("a lock is renewed three times in the 60 s of its lease, and not after it was released", async () => {
  const lock = await lockOf("renewed").take();
  leaseCalls();
  const renewals = jest.spyOn(BlobLeaseClient.prototype, "renewLease").mock.results;
  for (let seconds = 0; seconds < 120; seconds += 20) {
    await jest.advanceTimersByTimeAsync(20_000);
    await renewals.at(-1)?.value;
  }
  expect(leaseCalls()).toBe(6);
  expect(lock!.lost.aborted).toBe(false);
  expect(await lockOf("renewed").take()).toBeUndefined();
  await lock!.release();
  leaseCalls();
  await jest.advanceTimersByTimeAsync(120_000);
  expect(leaseCalls()).toBe(0);
  const next = await lockOf("renewed").take();
  expect(next).toBeDefined();
  await next!.release();
});

test("a lock counts as lost before its lease ends when the storage does not answer", async () => {
  const lock = await lockOf("silent").take();
  azurite.intercept(() => new Promise(() => undefined));
  await jest.advanceTimersByTimeAsync(40_000);
  expect(lock!.lost.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(15_000);
  expect(lock!.lost.aborted).toBe(true);
  expect(lock!.lost.reason.message).toMatch(/^the lock .*locks\/silent is lost: .*renewed for 50 s/);
  azurite.intercept(undefined);
  await lock!.release();
});

test("a lock counts as lost at once when another one has it", async () => {
  const lock = await lockOf("stolen").take();
  azurite.intercept(() => ({ status: 409, code: "LeaseIdMismatchWithLeaseOperation" }));
  const lost = new Promise((resolve) => lock!.lost.addEventListener("abort", resolve));
  await jest.advanceTimersByTimeAsync(20_000);
  await lost;
  expect(lock!.lost.reason.message).toMatch(/^the lock .*locks\/stolen is lost: LeaseIdMismatch/);
  azurite.intercept(undefined);
  await lock!.release();
});

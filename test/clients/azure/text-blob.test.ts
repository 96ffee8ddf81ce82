import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { StorageCalls } from "../../../clients/azure/storage-calls";
import { TextBlob } from "../../../clients/azure/text-blob";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../support/azurite";

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
  const sharedKey = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  await new BlobServiceClient(azurite.innerBlobUrl, sharedKey).getContainerClient("feed").create();
}, 120_000);
afterAll(() => azurite?.close());

/** One that another process would have. */
const blobOf = (name: string, container = "feed") =>
  new TextBlob(`${azurite.blobUrl}${container}/${name}`, azuriteCredential, new StorageCalls());

test("a text is there once it was written, and is written again by the one that wrote it", async () => {
  const blob = blobOf("own");
  expect(await blob.read()).toBeUndefined();
  await blob.write("one é");
  await blob.write("two é");
  expect(await blobOf("own").read()).toBe("two é");
});

test("a text that another one wrote meanwhile stays, and so does one that was not there when it was read", async () => {
  const [one, other] = [blobOf("shared"), blobOf("shared")];
  await Promise.all([one.read(), other.read()]);
  await one.write("of one");
  await expect(other.write("of the other")).rejects.toThrow(
    /feed\/shared was changed by another run meanwhile, so it is not written; a later run writes it/,
  );
  expect(await other.read()).toBe("of one");
  await other.write("of both");
  await expect(one.write("of one again")).rejects.toThrow(/was changed by another run/);
  expect(await one.read()).toBe("of both");
});

test("a container that is missing is named with what makes it", async () => {
  await expect(blobOf("x", "none").write("text")).rejects.toThrow(
    /none\/x cannot be written: ContainerNotFound.*run the deployment again/,
  );
});

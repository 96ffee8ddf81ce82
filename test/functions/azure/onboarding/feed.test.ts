import crypto from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";
import { withDefaults } from "../../../../core/onboarding";
import { feedBlob, feedFunction, feedHeader } from "../../../../functions/azure/onboarding/feed";
import type { OnboardingAppSettings } from "../../../../functions/azure/onboarding/settings";
import { AZURITE_ACCOUNT, azuriteCredential, startAzurite } from "../../../support/azurite";

const VALUE = "0123456789abcdef";
const HEADER = { headerName: "X-Illumio-Feed", headerValue: VALUE };
const NO_TOKEN: TokenCredential = {
  getToken: () => Promise.reject(new Error("the storage was asked")),
};

function feed(
  mode: string,
  secret: object = HEADER,
  { hostBlobUrl, credential } = { hostBlobUrl: "https://host.blob.example.net/", credential: NO_TOKEN },
) {
  const groups = { web: { tags: { role: ["web"] } } };
  const checkPoint = mode === "none" ? { mode } : { mode, groups };
  const onboarding = withDefaults({ name: "vms", ven: { pairingProfile: "p" }, checkPoint });
  const settings = { onboarding, hostBlobUrl } as OnboardingAppSettings;
  const read = () => Promise.resolve(JSON.stringify(secret));
  return feedFunction(settings, {
    credential,
    secret: { name: "feed", read, forget: () => undefined },
  });
}

test("an onboarding without a feed has none, whoever asks", async () => {
  expect(await feed("none")(() => VALUE)).toEqual({ status: 404 });
});

test.each([
  ["no header", () => undefined],
  ["an empty header", () => ""],
  ["another value", () => `${VALUE}0`],
  ["the value in another header", (name: string) => (name === "authorization" ? VALUE : undefined)],
])("%s gets 401 and no word, and the storage is not asked", async (_what, header) => {
  expect(await feed("generic-data-center")(header)).toEqual({ status: 401 });
});

test("the right header gets to the storage", async () => {
  const asked = feed("generic-data-center")((name) => (name === "X-Illumio-Feed" ? VALUE : undefined));
  await expect(asked).rejects.toThrow("the storage was asked");
});

test("the header is compared in a time that tells nothing of it, whatever its length", async () => {
  const compared = jest.spyOn(crypto, "timingSafeEqual");
  await feed("generic-data-center")(() => "x".repeat(1_000));
  await feed("generic-data-center")(() => "");
  expect(compared.mock.calls.map((texts) => texts.map(({ byteLength }) => byteLength))).toEqual([
    [32, 32],
    [32, 32],
  ]);
  compared.mockRestore();
});

test("gateways are told to come back until a run has written the feed, and then get what it wrote", async () => {
  const azurite = await startAzurite();
  try {
    const { name, key } = AZURITE_ACCOUNT;
    await new BlobServiceClient(azurite.innerBlobUrl, new StorageSharedKeyCredential(name, key))
      .getContainerClient(HOST_ACCOUNT.feedContainer)
      .create();
    const storage = { hostBlobUrl: azurite.blobUrl, credential: azuriteCredential };
    const ask = () => feed("generic-data-center", HEADER, storage)(() => VALUE);
    expect(await ask()).toEqual({ status: 503, headers: { "retry-after": "60" } });
    await feedBlob(storage, azuriteCredential).write('{"objects":[]}');
    expect(await ask()).toEqual({
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: '{"objects":[]}',
    });
  } finally {
    await azurite.close();
  }
});

test.each<[string, object, RegExp]>([
  ["no name", { headerValue: VALUE }, /headerName: is missing/],
  ["a name that is none", { ...HEADER, headerName: "X Feed" }, /headerName: must look like X-Illumio-Feed/],
  ["a short value", { ...HEADER, headerValue: "hunter2" }, /headerValue: must look like a text of 16 to 255/],
  ["a value of two lines", { ...HEADER, headerValue: `${VALUE}\nhunter2` }, /headerValue: must/],
])("a secret with %s is refused, and not repeated", (_what, secret, says) => {
  const read = () => feedHeader(JSON.stringify(secret), "feed");
  expect(read).toThrow(says);
  expect(read).not.toThrow(/hunter2/);
  expect(read).toThrow(/secret feed.*store it as/s);
});

test("a secret that is no JSON is refused, and not repeated", () => {
  expect(() => feedHeader("hunter2", "feed")).toThrow(/^(?!.*hunter2).*must be a JSON object/s);
});

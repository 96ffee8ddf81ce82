import tls from "node:tls";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { LockBlob } from "../../../../clients/azure/lock-blob";
import { StorageCalls } from "../../../../clients/azure/storage-calls";
import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";
import type { OnboardingLogLine } from "../../../../core/contracts/azure/onboarding-log";
import { withDefaults } from "../../../../core/onboarding";
import { onboardingFunction } from "../../../../functions/azure/onboarding/onboarding";
import type { OnboardingAppSettings } from "../../../../functions/azure/onboarding/settings";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential, startAzurite } from "../../../support/azurite";

jest.setTimeout(60_000);

const trusted = tls.getCACertificates("default");
let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
  tls.setDefaultCACertificates([...trusted, azurite.authority.certificate]);
  const sharedKey = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  await new BlobServiceClient(azurite.innerBlobUrl, sharedKey)
    .getContainerClient(HOST_ACCOUNT.lockContainer)
    .create();
});
afterAll(async () => {
  tls.setDefaultCACertificates(trusted);
  await azurite.close();
});

/** The function, where Azure has no address. */
function onboarding() {
  const lines: OnboardingLogLine[] = [];
  const settings = {
    hostBlobUrl: azurite.blobUrl,
    hostTableUrl: "https://host.table.example.net/",
    pceSecret: { vaultUrl: "https://illumio.vault.example.net/", name: "illumio-pce" },
    onboarding: withDefaults({ name: "vms", ven: { pairingProfile: "p" } }),
  } as OnboardingAppSettings;
  const run = onboardingFunction(settings, {
    credential: azuriteCredential,
    cloud: () => Promise.reject(new Error("nothing is asked of Azure")),
    secretOf: ({ name }) => ({
      name,
      read: () => Promise.reject(new Error("no secret is read")),
      forget: () => undefined,
    }),
    write: (line) => void lines.push(line),
  });
  return { lines, run: () => run({ functionName: "onboarding", invocationId: "0d1f" }) };
}

test("a run beside another one does nothing and says so, and the next one takes the lock", async () => {
  const { lockContainer, onboardingLockBlob } = HOST_ACCOUNT;
  const url = new URL(`${lockContainer}/${onboardingLockBlob}`, azurite.blobUrl).href;
  const held = await new LockBlob(url, azuriteCredential, new StorageCalls()).take();
  const { lines, run } = onboarding();
  await run();
  expect(lines).toMatchObject([
    {
      ...{ event: "onboarding-skipped", level: "INFO", requestId: "0d1f", problems: [] },
      warnings: [expect.stringMatching(/another run holds the lock/)],
    },
  ]);
  await held!.release();
  await expect(run()).rejects.toThrow("nothing is asked of Azure");
  expect(lines[1]).toMatchObject({
    ...{ event: "onboarding-run", level: "ERROR", error: "nothing is asked of Azure", inventory: 0 },
    problems: ["nothing is asked of Azure"],
  });
});

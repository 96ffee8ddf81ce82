import { TableClient, TableServiceClient } from "@azure/data-tables";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import type { SecretSource } from "../../../../clients/secret-source";
import type { DrainLog, DrainLogLine } from "../../../../core/contracts/azure/drain-log";
import { DRAIN } from "../../../../core/contracts/azure/function-environment";
import { HOST_ACCOUNT } from "../../../../core/contracts/azure/host-account";
import { type DrainServices, drainFunction } from "../../../../functions/azure/drain/drain";
import { drainSettings } from "../../../../functions/azure/drain/settings";
import { type PceSimulator, startPceSimulator } from "../../../../sandbox/pce";
import { AZURITE_ACCOUNT, type Azurite, azuriteCredential } from "../../../support/azurite";
import { FlowLogWriter, NSG_CONTAINER, VNET_CONTAINER } from "../../../support/flow-log-writer";
import { secretOf, skippingTimer } from "../../support/pipeline";

/** The drain between Azurite and a PCE simulator, on storage that is empty at the beginning. */
export async function startDrainScene(azurite: Azurite) {
  const pce = await startPceSimulator({ seed: 3, callsPerMinute: 100_000 });
  const sharedKey = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
  const blobs = new BlobServiceClient(azurite.innerBlobUrl, sharedKey);
  const queues = new QueueServiceClient(azurite.queueUrl, azuriteCredential);
  const tables = new TableServiceClient(azurite.tableUrl, azuriteCredential);
  const tableOf = (name: string) => new TableClient(azurite.tableUrl, name, azuriteCredential);
  const writer = new FlowLogWriter(azurite.innerBlobUrl);
  azurite.intercept(undefined);
  const rejected = queues.getQueueClient(HOST_ACCOUNT.rejectedQueue);

  const containers = [VNET_CONTAINER, NSG_CONTAINER, HOST_ACCOUNT.lockContainer];
  for (const name of containers) await blobs.getContainerClient(name).deleteIfExists();
  for (const name of [VNET_CONTAINER, HOST_ACCOUNT.lockContainer])
    await blobs.getContainerClient(name).create();
  await rejected.deleteIfExists();
  await rejected.create();
  for (const name of [HOST_ACCOUNT.checkpointTable, HOST_ACCOUNT.hourTable]) {
    await tables.deleteTable(name).catch(() => undefined);
    await tables.createTable(name);
  }

  let now = new Date("2026-11-23T12:30:00Z");
  const logs: DrainLogLine[] = [];
  const environment: Record<string, string> = {
    [DRAIN.pceHost]: pce.host,
    [DRAIN.pcePort]: `${pce.port}`,
    [DRAIN.pceOrgId]: `${pce.orgId}`,
    [DRAIN.pceSecretVaultUrl]: "https://shop.vault.azure.net/",
    [DRAIN.pceSecretName]: "pce",
    [DRAIN.flowLogBlobUrl]: azurite.blobUrl,
    [DRAIN.hostBlobUrl]: azurite.blobUrl,
    [DRAIN.hostQueueUrl]: azurite.queueUrl,
    [DRAIN.hostTableUrl]: azurite.tableUrl,
    [DRAIN.clientId]: "00000000-0000-0000-0000-000000000002",
  };
  const secret: SecretSource = {
    name: "the test's secret",
    read: async () => secretOf(pce),
    forget: () => undefined,
  };
  const newDrain = (
    overrides: Record<string, string> = {},
    services: Partial<DrainServices> = {},
  ): (() => Promise<void>) => {
    const drain = drainFunction(drainSettings({ ...environment, ...overrides }), {
      credential: azuriteCredential,
      secret,
      write: (log) => void logs.push(log),
      timer: skippingTimer(),
      now: () => now,
      timeoutInSeconds: 60,
      ...services,
    });
    return () => drain({ functionName: "drain", invocationId: "0d1f" });
  };
  let drain = newDrain();

  return {
    pce: pce as PceSimulator,
    writer,
    logs,
    environment,
    newDrain,
    tableOf,
    rejectedQueue: rejected,
    lockContainer: blobs.getContainerClient(HOST_ACCOUNT.lockContainer),
    get now() {
      return now;
    },
    /** Moves the time by so many minutes. */
    pass(minutes: number): Date {
      now = new Date(now.getTime() + minutes * 60_000);
      return now;
    },
    /** Replaces the function, as a new deployment or a new instance would. */
    redeploy(overrides: Record<string, string> = {}, services: Partial<DrainServices> = {}) {
      drain = newDrain(overrides, services);
    },
    /** One drain; the line that it wrote. */
    async drain(): Promise<DrainLog> {
      await drain().catch(() => undefined);
      return logs.at(-1) as DrainLog;
    },
    drainOrThrow: () => drain(),
    uploaded: (): string[] =>
      Array.from(pce.store.traffic.rows, ({ source, destination, port, protocol }) =>
        [source, destination, port, protocol].join(),
      ).sort(),
    /** Lines that the PCE was given, repeats included. */
    taken: (): number => pce.store.traffic.uploaded,
    // biome-ignore lint/suspicious/noExplicitAny: JSON of a queue
    async rejected(): Promise<any[]> {
      const { peekedMessageItems } = await rejected.peekMessages({ numberOfMessages: 32 });
      return peekedMessageItems.map(({ messageText }) =>
        JSON.parse(Buffer.from(messageText, "base64").toString("utf8")),
      );
    },
    async close() {
      await pce.close();
    },
  };
}

export type DrainScene = Awaited<ReturnType<typeof startDrainScene>>;

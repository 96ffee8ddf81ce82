import { randomBytes } from "node:crypto";
import { BlobServiceClient, type BlockBlobClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { AZURITE_ACCOUNT } from "./azurite";

export const VNET_CONTAINER = "insights-logs-flowlogflowevent";
export const NSG_CONTAINER = "insights-logs-networksecuritygroupflowevent";

/** Folder of a flow log of a virtual network, as Network Watcher names it. */
export const VNET_FOLDER =
  "flowLogResourceID=/00000000-0000-0000-0000-000000000001_NETWORKWATCHERRG/NETWORKWATCHER_EASTUS_SHOP";

const HEAD = Buffer.from('{"records":[');
const TAIL = Buffer.from("]}");

/** Name of the blob of one network interface in the hour of a time. */
export function blobName(time: Date, mac = "0022480A0B0C", folder = VNET_FOLDER): string {
  const [, year, month, day, hour] = /^(\d+)-(\d+)-(\d+)T(\d+)/.exec(time.toISOString())!;
  return `${folder}/y=${year}/m=${month}/d=${day}/h=${hour}/m=00/macAddress=${mac}/PT1H.json`;
}

/** One record of a VNet flow log, as one block holds it. */
export function vnetRecord(time: Date, tuples: readonly string[], mac = "0022480A0B0C"): string {
  return JSON.stringify({
    time: time.toISOString().replace("Z", "1234Z"),
    flowLogVersion: 4,
    flowLogGUID: "66aa66aa-0000-4000-8000-000000000000",
    macAddress: mac,
    category: "FlowLogFlowEvent",
    flowLogResourceID:
      "/SUBSCRIPTIONS/S/RESOURCEGROUPS/NETWORKWATCHERRG/PROVIDERS/MICROSOFT.NETWORK/FLOWLOGS/SHOP",
    targetResourceID: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v",
    operationName: "FlowLogFlowEvent",
    flowRecords: {
      flows: [
        {
          aclID: "8c8c8c8c-0000-4000-8000-000000000000",
          flowGroups: [{ rule: "UserRule_web", flowTuples: tuples }],
        },
      ],
    },
  });
}

/** A tuple of a connection that began. */
export function tuple(
  time: Date,
  client: string,
  server: string,
  port: number,
  { state = "B", protocol = 6, clientPort = 50_000, direction = "O" } = {},
): string {
  return `${time.getTime()},${client},${server},${clientPort},${port},${protocol},${direction},${state},NX,0,0,0,0`;
}

/** Writes flow logs in blocks as Network Watcher does: a block a minute, before the one that ends the file. */
export class FlowLogWriter {
  readonly #service: BlobServiceClient;

  constructor(blobUrl: string) {
    const credential = new StorageSharedKeyCredential(AZURITE_ACCOUNT.name, AZURITE_ACCOUNT.key);
    this.#service = new BlobServiceClient(blobUrl, credential);
  }

  blob(name: string, container = VNET_CONTAINER): BlockBlobClient {
    return this.#service.getContainerClient(container).getBlockBlobClient(name);
  }

  async makeContainer(container = VNET_CONTAINER): Promise<void> {
    await this.#service.getContainerClient(container).createIfNotExists();
  }

  async removeContainer(container = VNET_CONTAINER): Promise<void> {
    await this.#service.getContainerClient(container).deleteIfExists();
  }

  /** Appends one block. A comma comes before every record but the first. */
  async append(name: string, text: string, container = VNET_CONTAINER): Promise<void> {
    const blob = this.blob(name, container);
    const before = await blob.getBlockList("committed").catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return { committedBlocks: [] };
      throw error;
    });
    const names = (before.committedBlocks ?? []).map((block) => block.name);
    const isNew = names.length === 0;
    const entry = await stage(blob, Buffer.from(isNew ? text : `,${text}`));
    const kept = isNew ? [await stage(blob, HEAD)] : names.slice(0, -1);
    await blob.commitBlockList([...kept, entry, await stage(blob, TAIL)]);
  }

  /** Writes a blob anew with one block for each record. */
  async rewrite(name: string, texts: readonly string[], container = VNET_CONTAINER): Promise<void> {
    const blob = this.blob(name, container);
    const ids = [await stage(blob, HEAD)];
    for (const [index, text] of texts.entries())
      ids.push(await stage(blob, Buffer.from(index === 0 ? text : `,${text}`)));
    await blob.commitBlockList([...ids, await stage(blob, TAIL)]);
  }
}

async function stage(blob: BlockBlobClient, bytes: Buffer): Promise<string> {
  const id = Buffer.from(randomBytes(16).toString("hex")).toString("base64");
  await blob.stageBlock(id, bytes, bytes.length);
  return id;
}

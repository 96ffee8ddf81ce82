import { FlowTable } from "../../../../core/flow-logs";
import { readBlock } from "../../../../core/flow-logs/azure";
import { FlowLogWriter } from "../../../../sandbox/azure/flow-logs/flow-log-writer";
import { loggedInterfaces } from "../../../../sandbox/azure/flow-logs/logged-interfaces";
import { macAddressOf } from "../../../../sandbox/azure/topology/place-topology";
import { type Topology, threeTierTopology } from "../../../../sandbox/cloud/traffic";
import { result } from "../../../core/flow-logs/reading";
import { type StorageScene, storageScene } from "./storage-scene";
import { GROUP, SUBSCRIPTION } from "./test-cloud";

export const VNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks`;
export const VNET_CONTAINER = "insights-logs-flowlogflowevent";
export const NSG_CONTAINER = "insights-logs-networksecuritygroupflowevent";

/** The networks of the three tiers in a table without Resource Manager, an account `logs`, and the writer of flow logs. */
export interface FlowLogScene extends StorageScene {
  readonly topology: Topology;
  readonly writer: FlowLogWriter;
  /** Switches a flow log of a target on, or changes it. @returns its id */
  flowLog(name: string, targetId: string, properties?: Record<string, unknown>): Promise<string>;
  /** Name and blocks of every blob of a container, in their order. */
  blobs(container?: string): Promise<{ readonly name: string; readonly blocks: readonly string[] }[]>;
}

export async function flowLogScene(startTime: number): Promise<FlowLogScene> {
  const scene = await storageScene(startTime);
  const { cloud, storage } = scene;
  const topology = threeTierTopology();
  await scene.account("logs");
  for (const { id, name, vpcId } of topology.subnets) {
    const network = `${VNET}/${topology.vpcs.find((vpc) => vpc.id === vpcId)!.name}`;
    await cloud.resources.put(network, {});
    await cloud.resources.put(`${network}/subnets/${name}`, {});
    for (const each of topology.interfaces.filter(({ subnetId }) => subnetId === id)) {
      await cloud.resources.put(`${GROUP}/providers/Microsoft.Network/networkInterfaces/${each.id}`, {
        properties: {
          macAddress: macAddressOf(each.id),
          ipConfigurations: [{ properties: { subnet: { id: `${network}/subnets/${name}` } } }],
        },
      });
    }
  }
  const writer = new FlowLogWriter(
    { ...cloud, storage },
    {
      nicIds: loggedInterfaces(cloud.resources, topology),
      unloggedAddresses: topology.unloggedAddresses,
    },
  );
  return {
    ...scene,
    topology,
    writer,
    flowLog: async (name, targetResourceId, properties = {}) => {
      const id = `${SUBSCRIPTION}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_westeurope/flowLogs/${name}`;
      const storageId = `${GROUP}/providers/Microsoft.Storage/storageAccounts/logs`;
      await cloud.resources.put(id, {
        properties: { enabled: true, targetResourceId, storageId, ...properties },
      });
      return id;
    },
    blobs: async (container = VNET_CONTAINER) => {
      const account = storage.internal("logs");
      const names = await account.listBlobs(container);
      return Promise.all(
        names.map(async (name) => {
          const content = (await account.readBlob(container, name))!;
          const sizes = (await account.committedBlocks(container, name))!.map(({ size }) => size);
          const blocks = sizes.map((size, index) => {
            const start = sizes.slice(0, index).reduce((sum, one) => sum + one, 0);
            return content.subarray(start, start + size).toString();
          });
          return { name, blocks };
        }),
      );
    },
  };
}

/** What the library's reader makes of blocks. */
export function readBack(blocks: readonly string[], includeRejected = false): readonly string[] {
  const table = new FlowTable({ includeRejected });
  for (const block of blocks) readBlock(Buffer.from(block), table);
  return result(table).flows;
}

/** The tuples of a record's block. */
export function tuplesIn(block: string): string[] {
  return [...block.matchAll(/"flowTuples":\[([^\]]*)\]/g)].flatMap(
    ([, list]) => JSON.parse(`[${list}]`) as string[],
  );
}

import * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import { type NamePlace, storageAccountNameOf } from "../../shared/azure/physical-names";
import { VNET_FLOW_LOG_CHILDREN as CHILDREN } from "../../shared/azure/vnet-flow-logs-to-pce/children";
import {
  HOST_CONTAINERS,
  HOST_QUEUES,
  HOST_TABLES,
  SHARED_KEYS,
} from "../../shared/azure/vnet-flow-logs-to-pce/storage";
import { storageAccount } from "./storage-account";
import type { VnetFlowLogSettings } from "./vnet-flow-log-settings";

export interface HostAccount {
  readonly account: storage.StorageAccount;
  /** What the function uses in it. */
  readonly contents: readonly pulumi.Resource[];
}

/**
 * The account of the function app and of what the function remembers: lock, checkpoints, refused lines, deployed packages. It
 * has no lifecycle rule, and nobody gets in with a key.
 */
export function hostAccount(
  name: string,
  settings: VnetFlowLogSettings,
  place: pulumi.Output<NamePlace>,
  opts: pulumi.CustomResourceOptions,
): HostAccount {
  const { resourceGroupName, location, tags } = settings;
  const account = storageAccount(
    `${name}-${CHILDREN.hostAccount}`,
    {
      accountName: settings.names.hostAccount ?? place.apply((at) => storageAccountNameOf(at, "host")),
      resourceGroupName,
      location,
      allowSharedKeyAccess: SHARED_KEYS.hostAccount,
      isPrivate: settings.privateEndpoints !== undefined,
      tags,
    },
    opts,
  );
  const common = { accountName: account.name, resourceGroupName };
  const child = (what: string) => `${name}-${what}`;
  return {
    account,
    contents: [
      ...HOST_CONTAINERS.map(
        (containerName) =>
          new storage.BlobContainer(child(containerName), { ...common, containerName }, opts),
      ),
      ...HOST_QUEUES.map((queueName) => new storage.Queue(child(queueName), { ...common, queueName }, opts)),
      ...HOST_TABLES.map((tableName) => new storage.Table(child(tableName), { ...common, tableName }, opts)),
    ],
  };
}

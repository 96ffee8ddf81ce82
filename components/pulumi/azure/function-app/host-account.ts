import * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import { FUNCTION_APP_CHILDREN as CHILDREN } from "../../../shared/azure/function-app/children";
import { HOST_SHARED_KEYS } from "../../../shared/azure/function-app/storage";
import { type NamePlace, storageAccountNameOf } from "../../../shared/azure/physical-names";
import { storageAccount } from "../storage-account";
import type { FunctionAppSettings } from "./function-app-settings";

export interface HostAccount {
  readonly account: storage.StorageAccount;
  /** What the function uses in it. */
  readonly contents: readonly pulumi.Resource[];
}

/** Names of what a function uses in its host account. */
export interface HostContents {
  readonly containers: readonly string[];
  readonly queues?: readonly string[];
  readonly tables?: readonly string[];
}

/**
 * The account of a function app and of what its function remembers. It has no lifecycle rule, and nobody gets in with a key.
 *
 * @param args.isPrivate whether it is reached through private endpoints only
 */
export function hostAccount(
  name: string,
  settings: FunctionAppSettings,
  place: pulumi.Output<NamePlace>,
  args: { readonly contents: HostContents; readonly isPrivate: boolean },
  opts: pulumi.CustomResourceOptions,
): HostAccount {
  const { resourceGroupName, location, tags } = settings;
  const account = storageAccount(
    `${name}-${CHILDREN.hostAccount}`,
    {
      accountName: settings.names.hostAccount ?? place.apply((at) => storageAccountNameOf(at, "host")),
      resourceGroupName,
      location,
      allowSharedKeyAccess: HOST_SHARED_KEYS,
      isPrivate: args.isPrivate,
      tags,
    },
    opts,
  );
  const common = { accountName: account.name, resourceGroupName };
  const child = (what: string) => `${name}-${what}`;
  const { containers, queues = [], tables = [] } = args.contents;
  return {
    account,
    contents: [
      ...containers.map(
        (containerName) =>
          new storage.BlobContainer(child(containerName), { ...common, containerName }, opts),
      ),
      ...queues.map((queueName) => new storage.Queue(child(queueName), { ...common, queueName }, opts)),
      ...tables.map((tableName) => new storage.Table(child(tableName), { ...common, tableName }, opts)),
    ],
  };
}

import * as storage from "@pulumi/azure-native/storage";
import type * as pulumi from "@pulumi/pulumi";
import { networkRules, STORAGE_ACCOUNT } from "../../shared/azure/function-app/storage";
import type { Tags } from "../tags";

/** A storage account of a component. */
export function storageAccount(
  name: string,
  args: {
    readonly accountName: pulumi.Output<string>;
    readonly resourceGroupName: pulumi.Output<string>;
    readonly location: pulumi.Output<string>;
    readonly allowSharedKeyAccess: boolean;
    /** Whether it is reached through private endpoints only. */
    readonly isPrivate: boolean;
    readonly tags: Tags;
  },
  opts: pulumi.CustomResourceOptions,
): storage.StorageAccount {
  const { isPrivate, ...rest } = args;
  return new storage.StorageAccount(
    name,
    { ...rest, ...STORAGE_ACCOUNT, networkRuleSet: networkRules(isPrivate) },
    opts,
  );
}

import { createHash } from "node:crypto";

/** What makes a name in Azure one of its own. */
export interface NamePlace {
  readonly subscriptionId: string;
  readonly project: string;
  readonly stack: string;
  /** Of the component. */
  readonly name: string;
}

/**
 * Name of a storage account, at most 24 small letters and digits: the beginning of the component's name, what the account
 * is for, and a hash.
 *
 * @param use a word of at most 4 small letters
 */
export function storageAccountNameOf(place: NamePlace, use: string): string {
  const prefix = place.name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return `${prefix.slice(0, 24 - use.length - HASH_LENGTH)}${use}${hashOf(place, use)}`;
}

/**
 * Name of a function app, at most 32 small letters, digits and hyphens. It could be longer, but two apps whose first 32
 * characters are the same would have one host id.
 */
export function functionAppNameOf(place: NamePlace): string {
  const prefix = place.name
    .toLowerCase()
    .slice(0, 32 - 1 - HASH_LENGTH)
    .replace(/-+$/, "");
  return `${prefix}-${hashOf(place, "app")}`;
}

/** Name of a flow log, at most 80 characters. @param key of its target */
export function flowLogNameOf(place: NamePlace, key: string): string {
  const prefix = `${place.name}-${key}`.replaceAll(/[^\w.-]/g, "-");
  return `${prefix.slice(0, 80 - 1 - HASH_LENGTH)}-${hashOf(place, `flow-log ${key}`)}`;
}

const HASH_LENGTH = 10;

/** The subscription counts in its own casing-free form, as Azure does not keep the casing of ids. */
function hashOf({ subscriptionId, project, stack, name }: NamePlace, key: string): string {
  const parts = [subscriptionId.toLowerCase(), project, stack, name, key];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, HASH_LENGTH);
}

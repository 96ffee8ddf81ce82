import { randomBytes } from "node:crypto";
import type { ArmResource } from "../arm/arm-resource";
import type { ArmTable } from "../arm/arm-table";
import type { Azurite } from "./azurite/azurite";
import { makePart, namesOfParts, removePart } from "./azurite/parts";
import { STORAGE_SERVICES, type StorageService } from "./storage-service";

const TYPE = "microsoft.storage/storageaccounts";

/** The two shared keys of an account, base64. */
export type AccountKeys = readonly [string, string];

/** The collection of each service in ids, and the kind of what it holds. */
const COLLECTIONS: Readonly<Record<StorageService, string>> = {
  blob: "blobServices/default/containers",
  queue: "queueServices/default/queues",
  table: "tableServices/default/tables",
};

/** The id of a container, queue or table; of the account without a name. */
export function scopeOf(account: ArmResource, service: StorageService, name: string | undefined): string {
  return name === undefined ? account.id : `${account.id}/${COLLECTIONS[service]}/${name}`;
}

/**
 * The storage accounts of the table of resources, which exist in Azurite under their own names.
 *
 * Containers, queues and tables that are put into the table of resources are made in Azurite, and what a call makes or
 * removes there (`record`) is put into the table.
 */
export class Accounts {
  readonly #resources: ArmTable;
  readonly #azurite: Azurite;
  readonly #byName = new Map<string, ArmResource>();
  readonly #keys = new Map<string, AccountKeys>();

  constructor(resources: ArmTable, azurite: Azurite) {
    this.#resources = resources;
    this.#azurite = azurite;
    resources.onChange(async ({ before, after }) => {
      const resource = (after ?? before)!;
      if (resource.type.toLowerCase() === TYPE) await this.#accountChanged(before, after);
      else await this.#partChanged(resource, before, after);
    });
  }

  find(name: string): ArmResource | undefined {
    return this.#byName.get(name);
  }

  keysOf(name: string): AccountKeys | undefined {
    return this.#keys.get(name);
  }

  async setKeys(name: string, keys: AccountKeys): Promise<void> {
    this.#keys.set(name, keys);
    await this.#azurite.setAccount(name, keys);
  }

  /** Notes in the table of resources what a call to a storage service has made or removed. */
  async record(account: ArmResource, service: StorageService, name: string, exists: boolean): Promise<void> {
    const id = scopeOf(account, service, name);
    const isKnown = this.#resources.get(id) !== undefined;
    if (exists && !isKnown) await this.#resources.put(id, {});
    if (!exists && isKnown) await this.#resources.delete(id);
  }

  async #accountChanged(before: ArmResource | undefined, after: ArmResource | undefined): Promise<void> {
    const { name } = (after ?? before)!;
    if (after !== undefined) {
      this.#byName.set(name, after);
      if (before === undefined) await this.setKeys(name, newKeys());
      return;
    }
    await this.#empty(name);
    this.#byName.delete(name);
    this.#keys.delete(name);
    await this.#azurite.setAccount(name, undefined);
  }

  async #partChanged(
    resource: ArmResource,
    before: ArmResource | undefined,
    after: ArmResource | undefined,
  ): Promise<void> {
    const [, account, collection, name] =
      /\/providers\/microsoft\.storage\/storageaccounts\/([^/]+)\/((?:blob|queue|table)services\/default\/[a-z]+)\/([^/]+)$/i.exec(
        resource.id,
      ) ?? [];
    const service = STORAGE_SERVICES.find(
      (one) => COLLECTIONS[one].toLowerCase() === collection?.toLowerCase(),
    );
    if (service === undefined || !this.#byName.has(account!)) return;
    if (before === undefined) await makePart(this.#azurite, service, account!, name!);
    else if (after === undefined) await removePart(this.#azurite, service, account!, name!);
  }

  /** A later account of the same name starts empty. */
  async #empty(account: string): Promise<void> {
    for (const service of STORAGE_SERVICES) {
      for (const name of await namesOfParts(this.#azurite, service, account)) {
        await removePart(this.#azurite, service, account, name);
      }
    }
  }
}

function newKeys(): AccountKeys {
  return [randomBytes(64).toString("base64"), randomBytes(64).toString("base64")];
}

import type { ArmResource } from "../arm/arm-resource";
import type { Foundation } from "../foundation";
import { admitsTrustedServices } from "../network/network-rules";
import { type AccountKeys, Accounts } from "./accounts";
import { Azurite } from "./azurite/azurite";
import { type StorageFront, startFront } from "./front";
import { InnerAccount } from "./inner-account";
import { refusals } from "./storage-error";
import { STORAGE_SERVICES, type StorageService } from "./storage-service";

type Needs = Pick<Foundation, "access" | "resources" | "clock" | "outages" | "authority" | "tenantId">;

/**
 * The data of storage accounts: blobs, queues and tables over HTTPS, at the paths of `endpointsOf`.
 *
 * Azurite keeps the data. In front of it stands the sandbox, which knows the principal of each token, its roles, and the
 * network rules of the account. An account exists as long as it stands in the table of resources; containers, queues and
 * tables of that table exist in the data and the other way round. Calls with a shared key or a shared access signature
 * are verified by Azurite, where the account allows them.
 */
export class Storage {
  readonly #accounts: Accounts;
  readonly #azurite: Azurite;
  readonly #fronts: Readonly<Record<StorageService, StorageFront>>;

  private constructor(
    accounts: Accounts,
    azurite: Azurite,
    fronts: Readonly<Record<StorageService, StorageFront>>,
  ) {
    this.#accounts = accounts;
    this.#azurite = azurite;
    this.#fronts = fronts;
  }

  /** Starts the endpoints. Azurite starts with the first account. */
  static async start(cloud: Needs): Promise<Storage> {
    const azurite = new Azurite(cloud.clock, cloud.authority);
    const accounts = new Accounts(cloud.resources, azurite);
    const [blob, queue, table] = await Promise.all(
      STORAGE_SERVICES.map((service) => startFront(cloud, accounts, azurite, service)),
    );
    return new Storage(accounts, azurite, { blob: blob!, queue: queue!, table: table! });
  }

  /** What Resource Manager shows as `primaryEndpoints` of an account of this name. */
  endpointsOf(accountName: string): Readonly<Record<StorageService, string>> {
    const of = (service: StorageService): string =>
      `https://127.0.0.1:${this.#fronts[service].port}/${accountName}/`;
    return { blob: of("blob"), queue: of("queue"), table: of("table") };
  }

  /** The shared keys of an account, for `listKeys`. @throws CloudError for an unknown account */
  keysOf(accountName: string): AccountKeys {
    this.#known(accountName);
    return this.#accounts.keysOf(accountName)!;
  }

  /** Replaces the shared keys of an account. @throws CloudError for an unknown account */
  async setKeys(accountName: string, keys: AccountKeys): Promise<void> {
    this.#known(accountName);
    await this.#accounts.setKeys(accountName, keys);
  }

  /** The data of an account for the sandbox itself: without tokens, roles, network rules and outages. */
  internal(accountName: string): InnerAccount {
    return new InnerAccount(this.#known(accountName), this.#accounts, this.#azurite);
  }

  /** The same for a trusted service, such as the writer of flow logs. @throws CloudError `AuthorizationFailure` where `bypass` shuts it out */
  forTrustedService(accountName: string): InnerAccount {
    if (!admitsTrustedServices(this.#known(accountName))) throw refusals.network();
    return this.internal(accountName);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#fronts).map((front) => front.close()));
    await this.#azurite.close();
  }

  #known(accountName: string): ArmResource {
    const account = this.#accounts.find(accountName);
    if (account === undefined) throw refusals.noAccount();
    return account;
  }
}

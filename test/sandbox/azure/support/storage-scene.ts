import type { TokenCredential } from "@azure/core-auth";
import { TableClient, TableServiceClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";
import type { Foundation } from "../../../../sandbox/azure/foundation";
import { Storage } from "../../../../sandbox/azure/storage/storage";
import { assign, GROUP, testCloud } from "./test-cloud";

/** A sandbox with storage, and one account `logs` in it. */
export interface StorageScene {
  readonly cloud: Foundation;
  readonly storage: Storage;
  /** Makes an account, or changes its properties. @returns its id */
  account(name: string, properties?: Record<string, unknown>): Promise<string>;
  /** Real clients of a principal, which calls from a function app when `siteId` is given. */
  clients(account: string, principalId: string, siteId?: string): StorageClients;
  assign(principalId: string, role: string, scope: string): Promise<string>;
}

export interface StorageClients {
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
  readonly tables: TableServiceClient;
  table(name: string): TableClient;
}

export async function storageScene(startTime?: number): Promise<StorageScene> {
  const cloud = testCloud(startTime);
  const storage = await Storage.start(cloud);
  return {
    cloud,
    storage,
    account: async (name, properties = {}) => {
      const id = `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
      const primaryEndpoints = storage.endpointsOf(name);
      await cloud.resources.put(id, { kind: "StorageV2", properties: { ...properties, primaryEndpoints } });
      return id;
    },
    clients: (account, principalId, siteId) => {
      const credential = {
        getToken: async () => {
          const { token, expiresOn } = cloud.access.issue(principalId, "https://storage.azure.com", siteId);
          return { token, expiresOnTimestamp: expiresOn * 1000 };
        },
      };
      return clientsWith(cloud, storage, account, credential);
    },
    assign: (principalId, role, scope) => assign(cloud, principalId, role, scope),
  };
}

/** Clients that trust the sandbox's certificates and try once. */
export function clientsWith(
  { authority }: Foundation,
  storage: Storage,
  account: string,
  credential: TokenCredential,
): StorageClients {
  const { blob, queue, table } = storage.endpointsOf(account);
  const tlsOptions = { ca: authority.certificate };
  const once = { retryOptions: { maxTries: 1 }, tlsOptions };
  const tableOptions = { retryOptions: { maxRetries: 0 }, tlsOptions };
  return {
    blobs: new BlobServiceClient(blob, credential, once),
    queues: new QueueServiceClient(queue, credential, once),
    tables: new TableServiceClient(table, credential, tableOptions),
    table: (name) => new TableClient(table, name, credential, tableOptions),
  };
}

/** The code of the refusal, or `"fine"`. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "fine";
  } catch (error) {
    const { code, statusCode, details } = error as {
      code?: string;
      statusCode?: number;
      details?: { errorCode?: string; odataError?: { code?: string } };
    };
    return details?.odataError?.code ?? details?.errorCode ?? code ?? String(statusCode ?? error);
  }
}

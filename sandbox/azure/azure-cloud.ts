import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SandboxClock } from "../cloud/clock";
import { CloudError } from "../cloud/cloud-error";
import { Ids } from "../cloud/ids";
import { Outages } from "../cloud/outages";
import { CertificateAuthority } from "../tls/certificate-authority";
import { Access } from "./access/access";
import { BUILT_IN_ROLES } from "./access/built-in-roles";
import { ArmTable } from "./arm/arm-table";
import { Directory } from "./arm/directory";
import { type ArmEndpoint, startArmEndpoint } from "./arm/http/arm-endpoint";
import { Operations } from "./arm/http/operations";
import { inOtherCasing } from "./arm/id-casing";
import { REGISTERED_AT_FIRST, Registrations } from "./arm/registrations";
import { ResourceManager } from "./arm/resource-manager";
import { Roles } from "./arm/roles";
import type { ServiceEndpoints } from "./arm/service-endpoints";
import type { AzureService, Foundation } from "./foundation";
import { type IdentityEndpoint, startIdentityEndpoint } from "./identity/identity-endpoint";
import { ARM_TYPES, OTHER_NAMESPACES } from "./resources";
import { Storage } from "./storage/storage";

export interface AzureCloudOptions {
  /** Port of Resource Manager. @default 0, any free port */
  readonly port?: number;
  /** The same seed gives the same identifiers. @default 1 */
  readonly seed?: number;
  /** Where the sandbox clock starts, in milliseconds since 1970. @default now */
  readonly startTime?: number;
  /** Where the certificate of the sandbox's authority and function code are put. @default a temporary directory that `close` removes */
  readonly directory?: string;
  /** @default westeurope */
  readonly location?: string;
  /** Other subscriptions of the tenant. @default none */
  readonly otherSubscriptionIds?: readonly string[];
  /** Namespaces that subscriptions are registered for from the start, beside those that every new one has. @default none */
  readonly registered?: readonly string[];
}

/** A small Azure tenant on loopback. */
export interface AzureCloud {
  /** Address of Resource Manager: `https://127.0.0.1:PORT`. */
  readonly armEndpoint: string;
  /** For `IDENTITY_ENDPOINT`. */
  readonly identityEndpoint: string;
  /** For `IDENTITY_HEADER`: that of the deployer, who may do everything with resources. */
  readonly identityHeader: string;
  /** The certificate of the authority that every HTTPS endpoint has its own from. */
  readonly caFile: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly clock: SandboxClock;
  readonly resources: ArmTable;
  /** Puts resources by the rules of their types, as the deployer would. */
  readonly manager: ResourceManager;
  readonly access: Access;
  readonly storage: Storage;
  readonly outages: Outages<AzureService>;
  /** Long-running operations of Resource Manager. */
  readonly operations: Pick<Operations, "pollsBeforeEnd">;
  /** Knob: whether ids in properties are answered in another casing than they were written. @default true */
  idsInOtherCasing: boolean;
  /** What the process of a deployer needs. */
  environment(): Record<string, string>;
  close(): Promise<void>;
}

/** Starts a tenant with one subscription. Its clock stands still until it is stepped or told to run. */
export async function startAzureCloud(options: AzureCloudOptions = {}): Promise<AzureCloud> {
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), "sandbox-azure-")));
  const clock = new SandboxClock(options.startTime ?? Date.now());
  const ids = new Ids(options.seed ?? 1);
  const [tenantId, subscriptionId] = [ids.uuid(), ids.uuid()];
  const resources = new ArmTable();
  const authority = new CertificateAuthority();
  const foundation: Foundation = {
    tenantId,
    subscriptionId,
    location: options.location ?? "westeurope",
    clock,
    ids,
    outages: new Outages<AzureService>(clock),
    authority,
    resources,
    access: new Access({ tenantId, clock, ids, resources }),
  };
  const subscriptionIds = [subscriptionId, ...(options.otherSubscriptionIds ?? [])];
  const storage = await Storage.start(foundation);
  const endpoints = endpointsOf(storage);
  const manager = managerOf(foundation, subscriptionIds, options.registered ?? [], endpoints);
  const caFile = path.join(directory, "azure-ca.pem");
  await writeFile(caFile, authority.certificate);

  let arm: ArmEndpoint | undefined;
  const identity: IdentityEndpoint = await startIdentityEndpoint(foundation);
  const endpoint = () => `https://127.0.0.1:${arm!.port}`;
  const operations = new Operations(ids, endpoint);
  const close = async () => {
    clock.close();
    await Promise.all([identity.close(), arm?.close(), storage.close()]);
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  const cloud = { idsInOtherCasing: true };
  try {
    arm = await startArmEndpoint(
      {
        manager,
        access: foundation.access,
        operations,
        outages: foundation.outages,
        authority,
        roles: manager.context.roles,
        endpoint,
        show: (resource) => {
          const view = manager.view(resource);
          return cloud.idsInOtherCasing ? inOtherCasing(view) : view;
        },
      },
      options.port,
    );
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(cloud, {
    armEndpoint: endpoint(),
    identityEndpoint: identity.url,
    identityHeader: identity.headerOf(),
    caFile,
    tenantId,
    subscriptionId,
    location: foundation.location,
    clock,
    resources,
    manager,
    access: foundation.access,
    storage,
    outages: foundation.outages,
    operations,
    environment: () => ({
      ARM_METADATA_HOSTNAME: new URL(endpoint()).host,
      ARM_TENANT_ID: tenantId,
      ARM_SUBSCRIPTION_ID: subscriptionId,
      ARM_USE_MSI: "true",
      IDENTITY_ENDPOINT: identity.url,
      IDENTITY_HEADER: identity.headerOf(),
      NODE_EXTRA_CA_CERTS: caFile,
    }),
    close,
  });
}

function managerOf(
  { tenantId, clock, ids, resources, access }: Foundation,
  subscriptionIds: readonly string[],
  registered: readonly string[],
  endpoints: ServiceEndpoints,
): ResourceManager {
  const namespaces = ARM_TYPES.map((type) => type.type.split("/")[0]!);
  const registrations = new Registrations([...namespaces, ...OTHER_NAMESPACES]);
  for (const id of subscriptionIds) {
    for (const namespace of [...REGISTERED_AT_FIRST, ...registered]) registrations.register(id, namespace);
  }
  const directory = new Directory(clock);
  directory.add(access.deployer.objectId, true);
  return new ResourceManager(ARM_TYPES, subscriptionIds, {
    tenantId,
    clock,
    ids,
    resources,
    registrations,
    directory,
    roles: new Roles(BUILT_IN_ROLES),
    endpoints,
    takenNames: new Set(),
  });
}

function endpointsOf(storage: Storage): ServiceEndpoints {
  return {
    storage: (account) => storage.endpointsOf(account),
    storageKeys: (account) => storage.keysOf(account),
    setStorageKeys: (account, keys) => storage.setKeys(account, keys),
    vault: async (name) => `https://${name}.vault.azure.net/`,
    setSecret: async (vault) => {
      throw new CloudError("NotImplemented", `The sandbox keeps no secrets of the vault ${vault} yet.`, 501);
    },
    app: (name) => ({ host: `${name}.azurewebsites.net`, scm: `${name}.scm.azurewebsites.net` }),
  };
}

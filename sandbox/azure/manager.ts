import { BUILT_IN_ROLES } from "./access/built-in-roles";
import { Directory } from "./arm/directory";
import { REGISTERED_AT_FIRST, Registrations } from "./arm/registrations";
import { ResourceManager } from "./arm/resource-manager";
import { Roles } from "./arm/roles";
import type { ServiceEndpoints } from "./arm/service-endpoints";
import type { Machines } from "./compute/machines";
import { ManagedRuns } from "./compute/managed-run-command";
import type { Foundation } from "./foundation";
import type { HttpSites } from "./functions/http-site";
import type { ScmSites } from "./functions/scm-site";
import type { KeyVaults } from "./key-vault/key-vaults";
import { ARM_TYPES, OTHER_NAMESPACES } from "./resources";
import type { Storage } from "./storage/storage";

interface Services {
  readonly storage: Storage;
  readonly vaults: KeyVaults;
  readonly scm: ScmSites;
  readonly sites: HttpSites;
  readonly machines: Machines;
}

interface Subscriptions {
  readonly otherSubscriptionIds?: readonly string[];
  readonly registered?: readonly string[];
}

/** Resource Manager with every type of the sandbox, on the services that stand behind them. */
export function managerOf(
  { tenantId, subscriptionId, clock, ids, resources, access }: Foundation,
  { otherSubscriptionIds = [], registered = [] }: Subscriptions,
  services: Services,
): ResourceManager {
  const subscriptionIds = [subscriptionId, ...otherSubscriptionIds];
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
    endpoints: endpointsOf(services),
    machines: services.machines,
    managedRuns: new ManagedRuns(),
    takenNames: new Set(),
    sql: { mostFirewallRules: 256 },
  });
}

function endpointsOf({ storage, vaults, scm, sites }: Services): ServiceEndpoints {
  return {
    storage: (account) => storage.endpointsOf(account),
    storageKeys: (account) => storage.keysOf(account),
    setStorageKeys: (account, keys) => storage.setKeys(account, keys),
    vault: (name) => vaults.open(name),
    setSecret: async (vault, name, value) => (await vaults.secretsOf(vault)).set(name, value).version,
    app: (name) => ({ host: sites.hostOf(name), scm: scm.hostOf(name) }),
  };
}

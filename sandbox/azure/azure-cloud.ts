import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SandboxClock } from "../cloud/clock";
import { Ids } from "../cloud/ids";
import { Outages } from "../cloud/outages";
import type { PacketObservation } from "../cloud/traffic/packet";
import type { Topology } from "../cloud/traffic/topology";
import { CertificateAuthority } from "../tls/certificate-authority";
import { Access } from "./access/access";
import { ArmTable } from "./arm/arm-table";
import { startArmEndpoint } from "./arm/http/arm-endpoint";
import { LaggingLists } from "./arm/http/lagging-lists";
import { Operations } from "./arm/http/operations";
import { inOtherCasing } from "./arm/id-casing";
import type { ResourceManager } from "./arm/resource-manager";
import { Machines } from "./compute/machines";
import { FlowLogWriter } from "./flow-logs/flow-log-writer";
import { loggedInterfaces } from "./flow-logs/logged-interfaces";
import type { AzureService, Foundation } from "./foundation";
import { FunctionApps } from "./functions/function-apps";
import { startHttpSites } from "./functions/http-site";
import { type ScmSites, startScmSites } from "./functions/scm-site";
import { startIdentityEndpoint } from "./identity/identity-endpoint";
import { KeyVaults } from "./key-vault/key-vaults";
import { managerOf } from "./manager";
import { AlertRules } from "./monitor/alert-rules";
import { ResourceGraph } from "./resource-graph/resource-graph";
import { type SqlEndpoint, startSqlEndpoint } from "./sql/sql-endpoint";
import { Storage } from "./storage/storage";
import { placeTopology } from "./topology/place-topology";

export interface AzureCloudOptions {
  /** Port of Resource Manager. @default 0, any free port */
  readonly port?: number;
  /** The same seed gives the same identifiers. @default 1 */
  readonly seed?: number;
  /** Where the sandbox clock starts, in milliseconds since 1970. @default now */
  readonly startTime?: number;
  /** Where certificates and function code are put. @default a temporary directory that `close` removes */
  readonly directory?: string;
  /** @default westeurope */
  readonly location?: string;
  /** The networks that exist in the first subscription. @default none */
  readonly topology?: Topology;
  /** Other subscriptions of the tenant. @default none */
  readonly otherSubscriptionIds?: readonly string[];
  /** Namespaces that subscriptions are registered for, beside those that every new one has. @default none */
  readonly registered?: readonly string[];
}

/** A small Azure tenant on loopback that runs what is deployed into it. */
export interface AzureCloud {
  /** Address of Resource Manager: `https://127.0.0.1:PORT`. */
  readonly armEndpoint: string;
  /** For `IDENTITY_ENDPOINT`. */
  readonly identityEndpoint: string;
  /** For `IDENTITY_HEADER`: that of the deployer, who may do everything with resources, and nothing with data. */
  readonly identityHeader: string;
  /** The certificate of the authority that every HTTPS endpoint has its own from. */
  readonly caFile: string;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly clock: SandboxClock;
  readonly resources: ArmTable;
  readonly topology: Topology | undefined;
  /** Puts resources by the rules of their types. */
  readonly manager: ResourceManager;
  readonly access: Access;
  readonly storage: Storage;
  readonly vaults: KeyVaults;
  readonly apps: FunctionApps;
  readonly scm: ScmSites;
  /** Where clients reach the SQL servers, as far as their firewalls let them in. */
  readonly sql: SqlEndpoint;
  /** The insides of the virtual machines: what runs in them, and how it fails. */
  readonly machines: Machines;
  /** Answers queries over the table, and knows how it may be behind. */
  readonly resourceGraph: ResourceGraph;
  /** Writes the flow logs, as far as packets are observed. */
  readonly flowLogs: FlowLogWriter;
  /** Alerts that the scheduled query rules fired. */
  readonly alerts: AlertRules;
  readonly outages: Outages<AzureService>;
  /** Long-running operations of Resource Manager. */
  readonly operations: Pick<Operations, "failures" | "pollsBeforeEnd">;
  /** Lists of Resource Manager, which may be behind. */
  readonly lists: Pick<LaggingLists, "pageSize" | "staleLists">;
  /** Knob: whether ids in properties are answered in another casing than they were written. @default true */
  idsInOtherCasing: boolean;
  /** Packets that passed network interfaces, in time order. Those of the topology's interfaces, or of ids of the table, are seen. */
  observe(observations: Iterable<PacketObservation>): void;
  /** What the process of a deployer needs. */
  environment(): Record<string, string>;
  close(): Promise<void>;
}

/** Starts a tenant with one subscription. Its clock stands still until it is stepped or told to run. */
export async function startAzureCloud(options: AzureCloudOptions = {}): Promise<AzureCloud> {
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), "sandbox-azure-")));
  const started: { close(): void | Promise<void> }[] = [];
  const running = <T extends { close(): void | Promise<void> }>(part: T): T => {
    started.push(part);
    return part;
  };
  const close = async () => {
    for (const part of started.reverse()) await part.close();
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  try {
    return await start(options, directory, running, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: AzureCloudOptions,
  directory: string,
  running: <T extends { close(): void | Promise<void> }>(part: T) => T,
  close: () => Promise<void>,
): Promise<AzureCloud> {
  const foundation = foundationOf(options);
  const { tenantId, subscriptionId, location, ids, clock, resources, access, outages, authority } =
    foundation;
  const caFile = path.join(directory, "azure-ca.pem");
  await writeFile(caFile, authority.certificate);
  await mkdir(path.join(directory, "apps"), { recursive: true });

  const identity = running(await startIdentityEndpoint(foundation));
  const storage = running(await Storage.start(foundation));
  const vaults = running(new KeyVaults(foundation));
  let port = 0;
  const metadataHost = () => `127.0.0.1:${port}`;
  const needs = { ...foundation, storage, identity, caFile, metadataHost };
  const apps = running(await FunctionApps.start(needs, path.join(directory, "apps")));
  const alerts = new AlertRules(foundation, apps.traces);
  const scm = running(await startScmSites(needs, apps));
  const sites = running(await startHttpSites(needs, apps));
  const sql = running(await startSqlEndpoint(foundation));
  const machines = running(new Machines(clock, path.join(directory, "machines")));
  const manager = managerOf(foundation, options, { storage, vaults, scm, sites, machines });

  const knobs = { idsInOtherCasing: true };
  const armEndpoint = () => `https://${metadataHost()}`;
  const operations = new Operations(ids, armEndpoint);
  const show: ResourceManager["view"] = (resource, expand) => {
    const view = manager.view(resource, expand);
    return knobs.idsInOtherCasing ? inOtherCasing(view) : view;
  };
  const { roles } = manager.context;
  const lists = new LaggingLists(resources);
  const resourceGraph = new ResourceGraph(foundation, manager);
  const services = {
    ...{ manager, access, operations, lists, outages, authority, roles, resourceGraph },
    endpoint: armEndpoint,
    show,
  };
  ({ port } = running(await startArmEndpoint(services, options.port)));
  // It stops first, so that no function starts while everything ends.
  running(clock);
  if (options.topology)
    await placeTopology(manager, `/subscriptions/${subscriptionId}`, location, options.topology);
  const { unloggedAddresses } = options.topology ?? {};
  const flowLogs = new FlowLogWriter(
    { clock, resources, storage },
    {
      ...(options.topology && { nicIds: loggedInterfaces(resources, options.topology) }),
      ...(unloggedAddresses && { unloggedAddresses }),
    },
  );

  return Object.assign(knobs, {
    armEndpoint: armEndpoint(),
    identityEndpoint: identity.url,
    identityHeader: identity.headerOf(),
    caFile,
    tenantId,
    subscriptionId,
    location,
    clock,
    resources,
    topology: options.topology,
    manager,
    access,
    storage,
    vaults,
    apps,
    scm,
    sql,
    machines,
    resourceGraph,
    flowLogs,
    alerts,
    observe: (observations: Iterable<PacketObservation>) => flowLogs.observe(observations),
    outages,
    operations,
    lists,
    environment: () => ({
      ARM_METADATA_HOSTNAME: metadataHost(),
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

function foundationOf({
  seed = 1,
  startTime = Date.now(),
  location = "westeurope",
}: AzureCloudOptions): Foundation {
  const clock = new SandboxClock(startTime);
  const ids = new Ids(seed);
  const [tenantId, subscriptionId] = [ids.uuid(), ids.uuid()];
  const resources = new ArmTable();
  return {
    tenantId,
    subscriptionId,
    location,
    clock,
    ids,
    outages: new Outages<AzureService>(clock),
    authority: new CertificateAuthority(),
    resources,
    access: new Access({ tenantId, clock, ids, resources }),
  };
}

import { type SandboxCloud, startSandboxCloud } from "./aws/sandbox-cloud";
import { type AzureCloud, startAzureCloud } from "./azure/azure-cloud";
import type { StandIn } from "./azure/sql/client-addresses";
import { type AzurePlaces, furnish } from "./azure/topology/furnish";
import { type CheckPointSimulator, startCheckPointSimulator } from "./check-point";
import { type Topology, threeTierTopology } from "./cloud/traffic";
import {
  type PanoramaSimulator,
  type PanosSimulator,
  startPanoramaSimulator,
  startPanosSimulator,
} from "./panos";
import { type PceSimulator, startPceSimulator } from "./pce";
import { type ServiceNowSimulator, startServiceNowSimulator } from "./service-now";

export interface SandboxOptions {
  /** Port of the PCE. @default 0, any free port */
  readonly port?: number;
  /** The same seed gives the same network, identifiers and faults. @default 1 */
  readonly seed?: number;
  /** Faults of the PCE, for example `429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02`. @default none */
  readonly faults?: string;
  /** Where the sandbox clock starts, in milliseconds since 1970. @default now */
  readonly startTime?: number;
}

export interface Sandbox {
  readonly pce: PceSimulator;
  readonly aws: SandboxCloud;
  /** A tenant with one subscription, in which the same application runs. */
  readonly azure: AzureCloud;
  /** What stands in the subscription for programs to use. */
  readonly azurePlaces: AzurePlaces;
  /** A pair of Palo Alto firewalls, active and passive. */
  readonly panos: PanosSimulator;
  /** A Panorama with two firewalls behind it. */
  readonly panorama: PanoramaSimulator;
  /** A Check Point management server with a gateway and the policy package `Standard`. */
  readonly checkPoint: CheckPointSimulator;
  /** The network that exists in the AWS account: a three-tier application. */
  readonly topology: Topology;
  readonly vpcId: string;
  /** Secret with the PCE's API key and CA, as the *upload* function reads it. */
  readonly pceSecretArn: string;
  /**
   * Secret with hosts, API key, CA and administrator of the pair of firewalls, as *dag-sync* and the bindings of CDK read
   * it.
   */
  readonly firewallSecretArn: string;
  /** Private subnets of the VPC, for functions in it. */
  readonly subnetIds: readonly string[];
  /** A ServiceNow instance with the columns and the data source that onboarding uses. */
  readonly serviceNow: ServiceNowSimulator;
  close(): Promise<void>;
}

/** What an administrator of the instance adds for the onboarding of machines. */
const ONBOARDING = {
  columns: {
    cmdb_ci: {
      u_vm_id: "string:100",
      u_ven_installed: "boolean",
      u_labels_set: "boolean",
      u_firewall_object_created: "boolean",
      u_commissioned: "boolean",
    },
  },
  dataSources: ["IllumioIaC"],
} as const;

/** Firewalls behind the Panorama, in the device group `branches`. */
const BRANCHES = ["007951000001001", "007951000001002"];

/** Starts a PCE, an AWS account, an Azure tenant, a pair of firewalls, a Panorama and a Check Point management server on loopback. The clocks of the clouds stand still until they are stepped or told to run. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, port, faults, startTime } = options;
  const topology = threeTierTopology({ seed });
  const started: { close(): Promise<void> }[] = [];
  const start = async <T extends { close(): Promise<void> }>(system: Promise<T>): Promise<T> => {
    try {
      const running = await system;
      started.push(running);
      return running;
    } catch (error) {
      await Promise.all(started.map((running) => running.close()));
      throw error;
    }
  };
  const pce = await start(startPceSimulator({ seed, port, faults }));
  const aws = await start(startSandboxCloud({ seed, startTime, topology }));
  const azure = await start(startAzureCloud({ seed, startTime, topology }));
  azure.machines.trust(pce.caCertificate);
  const panos = await start(startPanosSimulator({ seed, pair: true }));
  const panorama = await start(
    startPanoramaSimulator({ seed, deviceGroups: { branches: BRANCHES }, serials: BRANCHES }),
  );
  const checkPoint = await start(startCheckPointSimulator({ seed }));
  const serviceNow = await start(startServiceNowSimulator({ seed, ...ONBOARDING }));
  const keep = async (Name: string, content: object) =>
    (
      await aws.resources.create("AWS::SecretsManager::Secret", {
        Name,
        SecretString: JSON.stringify(content),
      })
    ).id;
  const { apiKeyUsername, apiKeySecret, caCertificate } = pce;
  const vpcId = topology.vpcs[0]!.id;
  const subnets = topology.subnets.filter((subnet) => subnet.vpcId === vpcId && !subnet.isPublic);
  return {
    pce,
    aws,
    azure,
    azurePlaces: await furnish(azure, { apiKeyUsername, apiKeySecret, caCertificate }),
    panos,
    panorama,
    checkPoint,
    topology,
    vpcId,
    subnetIds: subnets.map(({ id }) => id),
    pceSecretArn: await keep("illumio/pce", { apiKeyUsername, apiKeySecret, caCertificate }),
    firewallSecretArn: await keep("illumio/firewall", {
      hosts: panos.hosts,
      apiKey: panos.apiKey,
      caCertificate: panos.caCertificate,
      admin: "admin",
    }),
    serviceNow,
    close: async () => {
      await Promise.all(
        [aws, azure, panos, panorama, checkPoint, serviceNow].map((system) => system.close()),
      );
      await pce.close();
    },
  };
}

/** What a program needs to reach the sandbox, secrets included. */
export interface SandboxConnections {
  readonly pce: Pick<
    PceSimulator,
    "url" | "host" | "port" | "orgId" | "apiKeyUsername" | "apiKeySecret" | "caFile"
  >;
  readonly aws: Pick<
    SandboxCloud,
    "endpoint" | "region" | "accountId" | "accessKeyId" | "secretAccessKey"
  > & {
    readonly vpcId: string;
    readonly subnetIds: readonly string[];
    readonly pceSecretArn: string;
    readonly firewallSecretArn: string;
  };
  readonly azure: Pick<
    AzureCloud,
    | "armEndpoint"
    | "identityEndpoint"
    | "identityHeader"
    | "caFile"
    | "tenantId"
    | "subscriptionId"
    | "location"
  > &
    AzurePlaces;
  /** Where clients reach the SQL servers, and the loopback addresses that stand for theirs. */
  readonly azureSql: Pick<AzureCloud["sql"], "host" | "port"> & { readonly standIns: readonly StandIn[] };
  readonly panos: Pick<
    PanosSimulator,
    "hosts" | "host" | "port" | "apiKey" | "caFile" | "certificateSha256" | "vsys"
  >;
  readonly panorama: Pick<PanoramaSimulator, "host" | "port" | "apiKey" | "caFile" | "certificateSha256"> & {
    /** Serial numbers of the firewalls behind it. */
    readonly serials: readonly string[];
  };
  readonly checkPoint: Pick<
    CheckPointSimulator,
    | "url"
    | "host"
    | "port"
    | "username"
    | "password"
    | "apiKey"
    | "caFile"
    | "certificateSha256"
    | "cloudManagementUid"
  >;
  readonly serviceNow: Pick<
    ServiceNowSimulator,
    "url" | "host" | "port" | "username" | "password" | "clientId" | "clientSecret" | "caFile"
  >;
}

export function sandboxConnections({
  pce,
  aws,
  azure,
  azurePlaces,
  panos,
  panorama,
  checkPoint,
  vpcId,
  subnetIds,
  pceSecretArn,
  firewallSecretArn,
  serviceNow,
}: Sandbox): SandboxConnections {
  const { url, host, port, orgId, apiKeyUsername, apiKeySecret, caFile } = pce;
  const { endpoint, region, accountId, accessKeyId, secretAccessKey } = aws;
  return {
    pce: { url, host, port, orgId, apiKeyUsername, apiKeySecret, caFile },
    aws: {
      endpoint,
      region,
      accountId,
      accessKeyId,
      secretAccessKey,
      vpcId,
      subnetIds,
      pceSecretArn,
      firewallSecretArn,
    },
    azure: {
      armEndpoint: azure.armEndpoint,
      identityEndpoint: azure.identityEndpoint,
      identityHeader: azure.identityHeader,
      caFile: azure.caFile,
      tenantId: azure.tenantId,
      subscriptionId: azure.subscriptionId,
      location: azure.location,
      ...azurePlaces,
    },
    azureSql: { host: azure.sql.host, port: azure.sql.port, standIns: azure.sql.addresses.standIns },
    panos: {
      hosts: panos.hosts,
      host: panos.host,
      port: panos.port,
      apiKey: panos.apiKey,
      caFile: panos.caFile,
      certificateSha256: panos.certificateSha256,
      vsys: panos.vsys,
    },
    panorama: {
      host: panorama.host,
      port: panorama.port,
      apiKey: panorama.apiKey,
      caFile: panorama.caFile,
      certificateSha256: panorama.certificateSha256,
      serials: Object.keys(panorama.managed),
    },
    checkPoint: {
      url: checkPoint.url,
      host: checkPoint.host,
      port: checkPoint.port,
      username: checkPoint.username,
      password: checkPoint.password,
      apiKey: checkPoint.apiKey,
      caFile: checkPoint.caFile,
      certificateSha256: checkPoint.certificateSha256,
      cloudManagementUid: checkPoint.cloudManagementUid,
    },
    serviceNow: {
      url: serviceNow.url,
      host: serviceNow.host,
      port: serviceNow.port,
      username: serviceNow.username,
      password: serviceNow.password,
      clientId: serviceNow.clientId,
      clientSecret: serviceNow.clientSecret,
      caFile: serviceNow.caFile,
    },
  };
}

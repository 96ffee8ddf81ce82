import { type SandboxCloud, startSandboxCloud } from "./aws/sandbox-cloud";
import { type Topology, threeTierTopology } from "./aws/traffic";
import { type PanosSimulator, startPanosSimulator } from "./panos";
import { type PceSimulator, startPceSimulator } from "./pce";

export interface SandboxOptions {
  /** Port of the PCE. @default 0, any free port */
  readonly port?: number;
  /** Same seed, same network, identifiers and faults. @default 1 */
  readonly seed?: number;
  /** Faults of the PCE, for example `429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02`. @default none */
  readonly faults?: string;
  /** Where the sandbox clock starts, in milliseconds since 1970. @default now */
  readonly startTime?: number;
}

export interface Sandbox {
  readonly pce: PceSimulator;
  readonly aws: SandboxCloud;
  /** A pair of Palo Alto firewalls, active and passive. */
  readonly panos: PanosSimulator;
  /** The network that exists in the AWS account: a three-tier application. */
  readonly topology: Topology;
  readonly vpcId: string;
  /** Secret with the PCE's API key and CA, as the *upload* function reads it. */
  readonly pceSecretArn: string;
  close(): Promise<void>;
}

/** Starts a PCE, an AWS account and a pair of firewalls on loopback. The AWS clock stands still until it is stepped or told to run. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { seed = 1, port, faults, startTime } = options;
  const topology = threeTierTopology({ seed });
  const pce = await startPceSimulator({ seed, port, faults });
  const aws = await startSandboxCloud({ seed, startTime, topology }).catch(async (error) => {
    await pce.close();
    throw error;
  });
  const panos = await startPanosSimulator({ seed, pair: true }).catch(async (error) => {
    await Promise.all([aws.close(), pce.close()]);
    throw error;
  });
  const secret = await aws.resources.create("AWS::SecretsManager::Secret", {
    Name: "illumio/pce",
    SecretString: JSON.stringify({
      apiKeyUsername: pce.apiKeyUsername,
      apiKeySecret: pce.apiKeySecret,
      caCertificate: pce.caCertificate,
    }),
  });
  return {
    pce,
    aws,
    panos,
    topology,
    vpcId: topology.vpcs[0]!.id,
    pceSecretArn: secret.id,
    close: async () => {
      await Promise.all([aws.close(), panos.close()]);
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
    readonly pceSecretArn: string;
  };
  readonly panos: Pick<
    PanosSimulator,
    "hosts" | "host" | "port" | "apiKey" | "caFile" | "certificateSha256" | "vsys"
  >;
}

export function sandboxConnections({ pce, aws, panos, vpcId, pceSecretArn }: Sandbox): SandboxConnections {
  const { url, host, port, orgId, apiKeyUsername, apiKeySecret, caFile } = pce;
  const { endpoint, region, accountId, accessKeyId, secretAccessKey } = aws;
  return {
    pce: { url, host, port, orgId, apiKeyUsername, apiKeySecret, caFile },
    aws: { endpoint, region, accountId, accessKeyId, secretAccessKey, vpcId, pceSecretArn },
    panos: {
      hosts: panos.hosts,
      host: panos.host,
      port: panos.port,
      apiKey: panos.apiKey,
      caFile: panos.caFile,
      certificateSha256: panos.certificateSha256,
      vsys: panos.vsys,
    },
  };
}

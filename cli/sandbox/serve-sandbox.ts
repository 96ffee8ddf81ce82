import { once } from "node:events";
import { playOnClock, type Sandbox, sandboxConnections, startSandbox } from "illumio-iac-sandbox";
import { playThreeTier } from "illumio-iac-sandbox/traffic";
import { ConfigurationError } from "../../core/errors";
import { print } from "../output";

export { parseFaults } from "illumio-iac-sandbox";

export interface ServeOptions {
  readonly json?: boolean;
  readonly seed: number;
  readonly port: number;
  readonly faults?: string;
  readonly speed: number;
  readonly hours: number;
}

/** Starts the sandbox, prints how to reach it and serves it until a signal. */
export async function serveSandbox(options: ServeOptions): Promise<void> {
  const sandbox = await startSandbox(options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
    const reason = error.code === "EACCES" ? "may not be used" : "is taken";
    throw new ConfigurationError(
      "--port",
      `${options.port} ${reason}; name another one, or 0 for any free one`,
    );
  });
  try {
    run(sandbox, options);
    await print(options.json ? [JSON.stringify(sandboxConnections(sandbox))] : howToUse(sandbox));
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    await sandbox.close();
  }
}

function run(sandbox: Sandbox, { seed, speed, hours }: ServeOptions): void {
  const { aws, azure, topology } = sandbox;
  if (hours > 0) {
    const play = playThreeTier({
      topology,
      seed,
      start: aws.clock.now(),
      minutes: hours * 60,
      keepTruth: false,
    });
    playOnClock(aws, play.packets);
  }
  aws.clock.run(speed);
  azure.clock.run(speed);
}

/** Lines for a shell: `export NAME=value`. */
export function shellEnvironment(sandbox: Sandbox): Record<string, string> {
  const { pce, aws, azure, panos, panorama } = sandboxConnections(sandbox);
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    // The AWS CLI and boto3 read this one.
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    ARM_METADATA_HOSTNAME: new URL(azure.armEndpoint).host,
    ARM_TENANT_ID: azure.tenantId,
    ARM_SUBSCRIPTION_ID: azure.subscriptionId,
    IDENTITY_ENDPOINT: azure.identityEndpoint,
    IDENTITY_HEADER: azure.identityHeader,
    NODE_EXTRA_CA_CERTS: azure.caFile,
    // The Azure CLI reads this one.
    REQUESTS_CA_BUNDLE: azure.caFile,
    ILLUMIO_FIREWALL_SANDBOX_HOSTS: panos.hosts.join(","),
    ILLUMIO_FIREWALL_SANDBOX_API_KEY: panos.apiKey,
    ILLUMIO_FIREWALL_SANDBOX_CA_FILE: panos.caFile,
    ILLUMIO_FIREWALL_SANDBOX_ADMIN: "admin",
    ILLUMIO_FIREWALL_PANORAMA_HOSTS: `${panorama.host}:${panorama.port}`,
    ILLUMIO_FIREWALL_PANORAMA_API_KEY: panorama.apiKey,
    ILLUMIO_FIREWALL_PANORAMA_CA_FILE: panorama.caFile,
    ILLUMIO_FIREWALL_PANORAMA_ADMIN: "admin",
  };
}

function howToUse(sandbox: Sandbox): string[] {
  const lines = Object.entries(shellEnvironment(sandbox)).map(([name, value]) => `export ${name}='${value}'`);
  return [
    `PCE   ${sandbox.pce.url}   labels, workloads and the flow map at ${sandbox.pce.url}/ (CA: ${sandbox.pce.caFile})`,
    `AWS   ${sandbox.aws.endpoint}   VPC ${sandbox.vpcId}, secret with the PCE's API key ${sandbox.pceSecretArn}, with the firewalls' ${sandbox.firewallSecretArn}, private subnets ${sandbox.subnetIds.slice(0, 2).join(" and ")}`,
    `Azure ${sandbox.azure.armEndpoint}   group ${sandbox.azurePlaces.resourceGroupName}, network ${sandbox.azurePlaces.virtualNetworkId}, secret ${sandbox.azurePlaces.pceSecretName} in the Key Vault ${sandbox.azurePlaces.pceSecretVaultId}`,
    `Azure SQL  ${sandbox.azure.sql.host}:${sandbox.azure.sql.port}   the servers' firewalls; a client binds a loopback address that stands for its own (docs/sandbox.md)`,
    `PAN-OS  ${sandbox.panos.hosts.join(" and ")}   the firewall "sandbox" of a binding`,
    `Panorama  ${sandbox.panorama.host}:${sandbox.panorama.port}   the firewall "panorama", with ${Object.keys(sandbox.panorama.managed).join(" and ")} behind it, in the device group "branches"`,
    `Check Point  ${sandbox.checkPoint.url}   administrator ${sandbox.checkPoint.username}, API key ${sandbox.checkPoint.apiKey} (CA: ${sandbox.checkPoint.caFile}), policy package Standard for the gateway gw-1`,
    `ServiceNow  ${sandbox.serviceNow.url}   user ${sandbox.serviceNow.username}, password ${sandbox.serviceNow.password} (CA: ${sandbox.serviceNow.caFile})`,
    "",
    ...lines,
    "",
    "Stop with Ctrl-C.",
  ];
}

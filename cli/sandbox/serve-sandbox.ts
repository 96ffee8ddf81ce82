import { once } from "node:events";
import path from "node:path";
import {
  placeOnboardingMachines,
  playOnClock,
  prepareOnboarding,
  type Sandbox,
  sandboxConnections,
  startSandbox,
} from "illumio-iac-sandbox";
import { awsPluginDirectory, azurePluginDirectory } from "illumio-iac-sandbox/cloud-plugins";
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
  /** Virtual machines to onboard; with any, everything that the onboarding needs is there. */
  readonly machines: number;
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
    const machines = await placeMachines(sandbox, options.machines);
    run(sandbox, options);
    await print(options.json ? [JSON.stringify(sandboxConnections(sandbox))] : howToUse(sandbox, machines));
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  } finally {
    await sandbox.close();
  }
}

/** @returns names of the machines */
async function placeMachines(sandbox: Sandbox, count: number): Promise<readonly string[]> {
  if (count === 0) return [];
  await prepareOnboarding(sandbox);
  return placeOnboardingMachines(sandbox.azure, count);
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
  const { pce, aws, azure, panos, panorama, checkPoint, serviceNow } = sandboxConnections(sandbox);
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
    ARM_USE_MSI: "true",
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
    CHECK_POINT_SERVER: checkPoint.host,
    CHECK_POINT_PORT: String(checkPoint.port),
    CHECK_POINT_API_KEY: checkPoint.apiKey,
    CHECK_POINT_CA_FILE: checkPoint.caFile,
    SERVICE_NOW_INSTANCE: serviceNow.host,
    SERVICE_NOW_PORT: String(serviceNow.port),
    SERVICE_NOW_USER: serviceNow.username,
    SERVICE_NOW_PASSWORD: serviceNow.password,
    SERVICE_NOW_CA_FILE: serviceNow.caFile,
  };
}

/** The line that puts the plugins of the sandbox before the real providers. */
function pathLine(): string {
  const directories = [awsPluginDirectory(), azurePluginDirectory()].join(path.delimiter);
  return `export PATH='${directories}':"$PATH"`;
}

function howToUse(sandbox: Sandbox, machines: readonly string[]): string[] {
  const lines = Object.entries(shellEnvironment(sandbox)).map(([name, value]) => `export ${name}='${value}'`);
  return [
    `PCE   ${sandbox.pce.url}   labels, workloads and the flow map at ${sandbox.pce.url}/ (CA: ${sandbox.pce.caFile})`,
    `AWS   ${sandbox.aws.endpoint}   VPC ${sandbox.vpcId}, secret with the PCE's API key ${sandbox.pceSecretArn}, with the firewalls' ${sandbox.firewallSecretArn}, private subnets ${sandbox.subnetIds.slice(0, 2).join(" and ")}`,
    `Azure ${sandbox.azure.armEndpoint}   group ${sandbox.azurePlaces.resourceGroupName}, network ${sandbox.azurePlaces.virtualNetworkId}, secret ${sandbox.azurePlaces.pceSecretName} in the Key Vault ${sandbox.azurePlaces.pceSecretVaultId}`,
    `Azure SQL  ${sandbox.azure.sql.host}:${sandbox.azure.sql.port}   the servers' firewalls; a client binds a loopback address that stands for its own (docs/sandbox.md)`,
    `PAN-OS  ${sandbox.panos.hosts.join(" and ")}   the firewall "sandbox" of a binding`,
    `Panorama  ${sandbox.panorama.host}:${sandbox.panorama.port}   the firewall "panorama", with ${Object.keys(sandbox.panorama.managed).join(" and ")} behind it, in the device group "branches"`,
    `Check Point  ${sandbox.checkPoint.url}   administrator ${sandbox.checkPoint.username}, password ${sandbox.checkPoint.password}, API key ${sandbox.checkPoint.apiKey} (CA: ${sandbox.checkPoint.caFile}), policy package Standard for the gateway gw-1`,
    `ServiceNow  ${sandbox.serviceNow.url}   user ${sandbox.serviceNow.username}, password ${sandbox.serviceNow.password}, for OAuth the client ${sandbox.serviceNow.clientId} with the secret ${sandbox.serviceNow.clientSecret} (CA: ${sandbox.serviceNow.caFile})`,
    ...(machines.length === 0 ? [] : [onboardingLine(sandbox, machines)]),
    "",
    ...lines,
    pathLine(),
    "",
    "Stop with Ctrl-C.",
  ];
}

const onboardingLine = ({ azure, azurePlaces }: Sandbox, machines: readonly string[]): string =>
  `Onboarding  virtual machines ${machines.join(", ")} in the group shop of the subscription ${azure.subscriptionId}; pairing profile "Azure VMs", groups azure-shop and azure-web in Check Point, secrets check-point and service-now in the Key Vault ${azurePlaces.pceSecretVaultId} (docs/onboarding-command.md)`;

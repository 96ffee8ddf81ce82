import { once } from "node:events";
import { Command, InvalidArgumentError } from "commander";
import { ConfigurationError } from "../core/errors";
import { playThreeTier } from "../simulators/aws/traffic";
import { parseFaults } from "../simulators/http/fault-plan";
import { playOnClock } from "../simulators/play-on-clock";
import { type Sandbox, sandboxConnections, startSandbox } from "../simulators/sandbox";

interface SandboxCommandOptions {
  readonly json?: boolean;
  readonly seed: number;
  readonly port: number;
  readonly faults?: string;
  readonly speed: number;
  readonly hours: number;
}

/** `illumio-iac sandbox`: a PCE, an AWS account, a pair of firewalls and a Panorama on loopback, until a signal. */
export function sandboxCommand(): Command {
  return new Command("sandbox")
    .description(
      "serve a PCE, an AWS account with a three-tier application in its VPC, a pair of Palo Alto firewalls and a Panorama on this machine",
    )
    .option("--json", "print one line of JSON with every address and credential")
    .option("--seed <n>", "same seed, same ids, traffic and faults", wholeNumber, 1)
    .option("--port <n>", "port of the PCE, 0 for any free one", portNumber, 0)
    .option(
      "--faults <spec>",
      "what goes wrong in the PCE, for example 429=0.05,5xx=0.02,reset=0.01,slow=0.1:500ms,lost=0.01,partial=0.02",
      faultSpec,
    )
    .option("--speed <factor>", "how fast the clock of the AWS account runs", positive, 60)
    .option(
      "--hours <n>",
      "hours of traffic that the application makes, by the clock of the account",
      wholeNumber,
      24,
    )
    .action(async (options: SandboxCommandOptions) => {
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
        process.stdout.write(
          options.json ? `${JSON.stringify(sandboxConnections(sandbox))}\n` : howToUse(sandbox),
        );
        await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      } finally {
        await sandbox.close();
      }
    });
}

function run(sandbox: Sandbox, { seed, speed, hours }: SandboxCommandOptions): void {
  const { aws, topology } = sandbox;
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
}

/** Lines for a shell: `export NAME=value`. */
export function shellEnvironment(sandbox: Sandbox): Record<string, string> {
  const { pce, aws, panos, panorama } = sandboxConnections(sandbox);
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
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

function howToUse(sandbox: Sandbox): string {
  const lines = Object.entries(shellEnvironment(sandbox)).map(([name, value]) => `export ${name}='${value}'`);
  return [
    `PCE   ${sandbox.pce.url}   labels, workloads and the flow map at ${sandbox.pce.url}/ (CA: ${sandbox.pce.caFile})`,
    `AWS   ${sandbox.aws.endpoint}   VPC ${sandbox.vpcId}, secret with the PCE's API key ${sandbox.pceSecretArn}, with the firewalls' ${sandbox.firewallSecretArn}, private subnets ${sandbox.subnetIds.slice(0, 2).join(" and ")}`,
    `PAN-OS  ${sandbox.panos.hosts.join(" and ")}   the firewall "sandbox" of a binding`,
    `Panorama  ${sandbox.panorama.host}:${sandbox.panorama.port}   the firewall "panorama", with ${Object.keys(sandbox.panorama.managed).join(" and ")} behind it, in the device group "branches"`,
    "",
    ...lines,
    "",
    "Stop with Ctrl-C.",
    "",
  ].join("\n");
}

function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("Write a port from 0 to 65535.");
  return port;
}

function faultSpec(text: string): string {
  try {
    parseFaults(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 10_000))
    throw new InvalidArgumentError("Write a number above 0, at most 10000.");
  return value;
}

import { mkdirSync } from "node:fs";
import path from "node:path";

export interface IsolatedEnvironmentOptions {
  /** Folder for the CLI's home and state; made when missing. */
  readonly directory: string;
  /** Folder of the `pulumi` CLI, from `findPulumi`. */
  readonly pulumiBin: string;
  /** Folders of cloud plugins that come before everything else on PATH. */
  readonly pluginDirectories?: readonly string[];
  /** The sandbox cloud; without it, no AWS can be reached at all. */
  readonly aws?: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** The PCE the program talks to. */
  readonly pce?: {
    host: string;
    port: number;
    orgId: number;
    apiKeyUsername: string;
    apiKeySecret: string;
    caFile: string;
  };
  readonly environment?: NodeJS.ProcessEnv;
}

const FOREIGN =
  /^(PULUMI_|CDK_|AWS_|ILLUMIO_|ARM_|AZURE_|GOOGLE_)|^(HTTPS?|ALL|NO)_PROXY$|^NODE_(TLS_REJECT_UNAUTHORIZED|EXTRA_CA_CERTS)$/i;

/**
 * An environment in which the CLI uses nothing of the reader's: it has its own home, file backend, passphrase, cloud
 * endpoint and credentials. The caller's settings of these tools are left out first.
 */
export function isolatedPulumiEnvironment(options: IsolatedEnvironmentOptions): NodeJS.ProcessEnv {
  const { aws, pce } = options;
  const home = path.join(options.directory, "home");
  const state = path.join(options.directory, "state");
  for (const folder of [home, state]) mkdirSync(folder, { recursive: true });

  const environment = withoutForeignSettings(options.environment ?? process.env);
  const node = path.dirname(process.execPath);
  const folders = [...(options.pluginDirectories ?? []), node, options.pulumiBin, environment["PATH"] ?? ""];
  return {
    ...environment,
    PATH: folders.filter(Boolean).join(path.delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    AWS_CONFIG_FILE: path.join(home, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    ...(aws && {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    }),
    ...(pce && pceVariables(pce)),
  };
}

/** The settings by which the CLI and programs reach a PCE. */
export function pceVariables(pce: NonNullable<IsolatedEnvironmentOptions["pce"]>): Record<string, string> {
  return {
    ILLUMIO_PCE_HOST: pce.host,
    ILLUMIO_PCE_PORT: String(pce.port),
    ILLUMIO_PCE_ORG_ID: String(pce.orgId),
    ILLUMIO_API_KEY_USERNAME: pce.apiKeyUsername,
    ILLUMIO_API_KEY_SECRET: pce.apiKeySecret,
    ILLUMIO_CA_FILE: pce.caFile,
  };
}

/** The environment without any setting of Pulumi, CDK, a cloud, a PCE or a proxy. */
export function withoutForeignSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !FOREIGN.test(name)));
}
